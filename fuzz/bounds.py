#!/usr/bin/env python3
"""Random inputs of all kinds, up to 1 MB, and every command on them within 5 s of CPU and 1 GiB of memory.
usage: bounds.py PODREACH [--minutes N] [--seed N] [--only SEED] [--keep FOLDER]

A diff reads two such inputs and may take twice the time.
Each seed is one input with one shape: how many of each kind, how alike they are, how large their lists. A run that is ended by a signal,
exits with another code than 0 to 3, or is out of its bounds is printed with its seed and its command; --only SEED makes the input again.
Runs that seem too slow are made twice: the machine may be busy. Linux, standard library only."""
import argparse, json, os, random, resource, signal, subprocess, sys, tempfile, time

CPU, MIB, BYTES = 5.0, 1024, 1_000_000


class Cluster:
    """One random input. Counts and sizes of lists are drawn from powers of two, so that a few are very large."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.size = BYTES if self.r.random() < .5 else int(2 ** self.r.uniform(11, 20))
        self.keys = ['k%d' % i for i in range(self.many(12))]
        self.values = ['v%d' % i for i in range(self.many(2000))]
        self.spaces = ['ns%d' % i for i in range(self.many(300))]
        self.ports = self.many(4000)
        self.list = self.many(self.r.choice([4, 4, 30, 400]))
        self.addresses = self.r.choice([0, 0, 1, 2])
        kinds = [self.pod, self.pod, self.policy, self.policy, self.admin, self.service, self.ingress, self.namespace, self.deployment, self.route]
        self.weights = [(k, self.r.random() ** 3) for k in kinds]

    def many(self, most):
        return max(1, int(2 ** self.r.uniform(0, most.bit_length())) % (most + 1))

    def documents(self):
        total, n = 0, 0
        while total < self.size:
            make = self.r.choices([k for k, _ in self.weights], [w for _, w in self.weights])[0]
            text = json.dumps(make(n), separators=(',', ':'))
            total, n = total + len(text) + 5, n + 1
            if total > BYTES:
                break
            yield text

    def name(self): return self.r.choice(self.spaces)
    def labels(self): return {self.r.choice(self.keys): self.r.choice(self.values) for _ in range(self.r.randint(0, 4))}
    def several(self): return range(self.r.randint(1, self.list) if self.r.random() < .5 else 1)

    def selector(self):
        r = self.r
        if r.random() < .2:
            return {}
        if r.random() < .5:
            return {'matchLabels': {r.choice(self.keys): r.choice(self.values)}}
        def one():
            op = r.choice(['In', 'NotIn', 'NotIn', 'Exists', 'DoesNotExist'])
            some = {'values': r.sample(self.values, min(len(self.values), r.randint(1, 4)))} if 'In' in op else {}
            return {'key': r.choice(self.keys), 'operator': op, **some}
        return {'matchExpressions': [one() for _ in range(r.randint(1, 3))]}

    def cidr(self):
        r = self.r
        if r.random() < .15:
            return '2001:db8:%x::/%d' % (r.randrange(1 << 16), r.randint(40, 64))
        bits = r.choice([0, 8, 16, 24, 32, 32, 32])
        host = 10 << 24 | r.randrange(1 << 16)
        net = host >> (32 - bits) << (32 - bits) if bits else 0
        return '%d.%d.%d.%d/%d' % (net >> 24, net >> 16 & 255, net >> 8 & 255, net & 255, bits)

    def block(self):
        cidr = self.cidr()
        if cidr == '0.0.0.0/0' and self.r.random() < .7:
            return {'cidr': cidr, 'except': [c for c in (self.cidr() for _ in self.several()) if ':' not in c and not c.endswith('/0')]}
        return {'cidr': cidr}

    def peer(self):
        x = self.r.random()
        if x < .35:
            return {'ipBlock': self.block()}
        peer = {'podSelector': self.selector()}
        if x < .7:
            peer['namespaceSelector'] = self.selector()
        return peer

    def port(self):
        r = self.r
        if r.random() < .1:
            return {'port': 'p%d' % r.randrange(5)}
        first = r.randint(1, self.ports)
        more = {'endPort': min(65535, first + r.randrange(2000))} if r.random() < .3 else {}
        return {'port': first, 'protocol': r.choice(['TCP', 'TCP', 'UDP', 'SCTP']), **more}

    def rule(self, way):
        rule = {}
        if self.r.random() < .9:
            rule[way] = [self.peer() for _ in self.several()]
        if self.r.random() < .7:
            rule['ports'] = [self.port() for _ in self.several()]
        return rule

    def pod_spec(self):
        ports = [{'containerPort': self.r.randint(1, self.ports), 'name': 'p%d' % i} for i in range(self.r.randint(0, 2))]
        return {'containers': [{'name': 'c', 'ports': ports}]}

    def pod(self, n):
        o = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'a%d' % n, 'namespace': self.name(), 'labels': self.labels()}, 'spec': self.pod_spec()}
        if self.addresses and self.r.random() < .9:
            ips = ['10.0.%d.%d' % (n >> 8 & 255, n & 255)] + (['2001:db8::%x' % n] if self.addresses > 1 else [])
            o['status'] = {'podIP': ips[0], 'podIPs': [{'ip': ip} for ip in ips]}
        if self.r.random() < .03:
            o['spec']['hostNetwork'] = True
        return o

    def deployment(self, n):
        labels = {'app': 'd%d' % n, **self.labels()}
        return {'apiVersion': 'apps/v1', 'kind': self.r.choice(['Deployment', 'StatefulSet']), 'metadata': {'name': 'd%d' % n, 'namespace': self.name()},
                'spec': {'replicas': self.many(1000), 'selector': {'matchLabels': labels}, 'template': {'metadata': {'labels': labels}, 'spec': self.pod_spec()}}}

    def namespace(self, n):
        return {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': self.name(), 'labels': self.labels()}}

    def policy(self, n):
        spec = {'podSelector': self.selector(), 'policyTypes': self.r.choice([['Ingress'], ['Egress'], ['Ingress', 'Egress']])}
        if 'Ingress' in spec['policyTypes']:
            spec['ingress'] = [self.rule('from') for _ in self.several()]
        if 'Egress' in spec['policyTypes']:
            spec['egress'] = [self.rule('to') for _ in self.several()]
        return {'apiVersion': 'networking.k8s.io/v1', 'kind': 'NetworkPolicy', 'metadata': {'name': 'n%d' % n, 'namespace': self.name()}, 'spec': spec}

    def admin(self, n):
        r = self.r
        subject = lambda: r.choice([{'namespaces': self.selector()}, {'pods': {'namespaceSelector': self.selector(), 'podSelector': self.selector()}}])
        def port():
            first = r.randint(1, self.ports)
            return r.choice([{'portNumber': {'protocol': 'TCP', 'port': first}}, {'portRange': {'protocol': 'UDP', 'start': first, 'end': min(65535, first + r.randint(1, 3000))}}, {'namedPort': 'p%d' % r.randrange(5)}])
        def rule(way):
            peers = [subject() if way == 'from' or r.random() < .6 else {'networks': [self.cidr() for _ in range(r.randint(1, 4))]} for _ in range(r.randint(1, 3))]
            rule = {'action': r.choice(actions), way: peers}
            if r.random() < .7:
                rule['ports'] = [port() for _ in range(r.randint(1, 3))]
            return rule
        base = r.random() < .05
        actions = ['Allow', 'Deny'] if base else ['Allow', 'Deny', 'Pass']
        spec = {'subject': subject(), 'ingress': [rule('from') for _ in range(r.randint(0, 6))], 'egress': [rule('to') for _ in range(r.randint(0, 6))]}
        if not base:
            spec['priority'] = n % 1000
        kind = 'BaselineAdminNetworkPolicy' if base else 'AdminNetworkPolicy'
        return {'apiVersion': 'policy.networking.k8s.io/v1alpha1', 'kind': kind, 'metadata': {'name': 'default' if base else 'anp%d' % n}, 'spec': spec}

    def service(self, n):
        ports = [{'name': 'p%d' % i, 'port': self.r.randint(1, 65535), 'targetPort': self.r.choice(['p0', self.r.randint(1, self.ports)])} for i in self.several()]
        kind = self.r.choice(['ClusterIP', 'NodePort', 'LoadBalancer'])
        return {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 's%d' % (n % 50), 'namespace': self.name()},
                'spec': {'type': kind, 'selector': {self.r.choice(self.keys): self.r.choice(self.values)}, 'ports': ports}}

    def ingress(self, n):
        path = lambda: {'path': '/%d' % self.r.randrange(99), 'pathType': 'Prefix', 'backend': {'service': {'name': 's%d' % self.r.randrange(50), 'port': {'name': 'p0'}}}}
        return {'apiVersion': 'networking.k8s.io/v1', 'kind': 'Ingress', 'metadata': {'name': 'i%d' % n, 'namespace': self.name()},
                'spec': {'rules': [{'host': 'h', 'http': {'paths': [path() for _ in self.several()]}}]}}

    def route(self, n):
        return {'apiVersion': 'gateway.networking.k8s.io/v1', 'kind': 'HTTPRoute', 'metadata': {'name': 'r%d' % n, 'namespace': self.name()},
                'spec': {'parentRefs': [{'name': 'g%d' % (n % 3), 'namespace': self.name()}], 'rules': [{'backendRefs': [{'name': 's%d' % self.r.randrange(50), 'port': 80}]}]}}

    def changed(self, documents):
        """The same without some objects, and with others that are new."""
        kept = [text for text in documents if self.r.random() < .97] if self.r.random() < .7 else documents[:-1]
        return kept + [json.dumps(self.policy(10 ** 6), separators=(',', ':'))]

    def commands(self, files):
        before, after = files
        formats = ['txt', 'json', 'full', 'csv', 'md', 'dot', 'mermaid', 'svg']
        lists = [['list', '-o', f, before] for f in formats] + [['list', '--representatives', before]]
        lists += [['list', '--exposure', '-o', self.r.choice(['txt', 'json', 'csv', 'md', 'dot', 'mermaid', 'svg']), before]]
        end = lambda: self.r.choice(self.ends) if self.r.random() < .7 else self.r.choice(['0.0.0.0/0', '::/0', '10.0.0.0/8', '8.8.8.8'])
        asks = [[word, end(), end(), before] for word in ['can', 'explain', 'explain'] for _ in range(2)]
        asks += [['explain', '-o', self.r.choice(['json', 'csv', 'md', 'dot', 'svg']), end(), end(), before]]
        asks += [['ways', self.r.choice(self.ends), before] for _ in range(2)]
        diffs = [['diff', '-o', f, before, after] for f in ['txt', self.r.choice(['json', 'csv', 'md', 'dot', 'svg'])]]
        return lists + asks + diffs


def run(command):
    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (20, 21))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, preexec_fn=limits)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = 0
        err.seek(0)
        text = err.read(3000).decode(errors='replace')
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status), text


def wrong(cpu, mib, code, text, inputs=1):
    if code < 0 or code > 3 or 'panicked' in text or 'memory allocation' in text:
        return 'exit code %d: %s' % (code, ' '.join(text.split())[-160:])
    if cpu > CPU * inputs:
        return '%.1f s' % cpu
    if mib > MIB:
        return '%.0f MiB' % mib


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('podreach'); a.add_argument('--minutes', type=float, default=10); a.add_argument('--seed', type=int, default=1)
    a.add_argument('--only', type=int); a.add_argument('--keep')
    a = a.parse_args()
    end, runs, inputs, bad, limited = time.time() + 60 * a.minutes, 0, 0, 0, 0
    worst = [(0, ''), (0, '')]
    folder = a.keep or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    seed = a.seed if a.only is None else a.only
    while time.time() < end:
        cluster = Cluster(seed)
        documents = list(cluster.documents())
        files = [os.path.join(folder, name) for name in ('before.yaml', 'after.yaml')]
        for path, texts in zip(files, (documents, cluster.changed(documents))):
            with open(path, 'w') as out:
                out.write('\n---\n'.join(texts) + '\n')
        objects = [json.loads(text) for text in documents]
        named = [(o['kind'], o['metadata']) for o in objects if o['kind'] in ('Pod', 'Deployment', 'StatefulSet', 'Service')]
        cluster.ends = [('service:' if kind == 'Service' else '') + m['namespace'] + '/' + m['name'] for kind, m in named] or ['8.8.8.8']
        inputs += 1
        for command in cluster.commands(files):
            if time.time() > end:
                break
            read = 2 if command[0] == 'diff' else 1
            found = run([a.podreach] + command)
            why = wrong(*found, read)
            if why:
                found = min(found, run([a.podreach] + command))
                why = wrong(*found, read)
            runs += 1
            limited += 'error' in found[3] and found[2] == 2
            told = 'seed %d (%d kB): %s' % (seed, os.path.getsize(files[0]) // 1000, ' '.join(command[:-1]))
            worst = [max(known, (value, told)) for known, value in zip(worst, found)]
            if why:
                bad += 1
                print('OUT', told, why)
                sys.stdout.flush()
        if a.only is not None:
            break
        seed += 1
    print('%d inputs, %d runs, %d out of bounds, %d ended by a limit or refused' % (inputs, runs, bad, limited))
    print('most CPU: %.2f s, %s' % worst[0])
    print('most memory: %.0f MiB, %s' % worst[1])
    sys.exit(bool(bad))


if __name__ == '__main__':
    main()
