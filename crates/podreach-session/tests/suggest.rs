//! The smallest change is no larger than any of a whole language of changes, made on small random clusters and evaluated by the
//! oracle.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failing test may panic anywhere")]

use podreach_eval::query::{PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_eval::suggest::{Goal, Suggestion, Suggestions};
use podreach_eval::{Options, analyze};
use podreach_session::{Session, suggest};
use podreach_syntax::{Sources, apply};
use podreach_testkit::model::{
    Cluster, Namespace, Peer, Place, Pod, Policy, Port, PortNumber, Requirement, Rule, Selector,
};
use podreach_testkit::naive::{End, Gate, allowed};

/// The port that is asked about, one that rules name besides, and one that none names.
const PORTS: [u16; 3] = [80, 443, 9000];
const NAME: &str = "kubernetes.io/metadata.name";
const NAMESPACES: [&str; 2] = ["left", "right"];
const IDS: [&str; 4] = ["p0", "p1", "p2", "p3"];

/// Numbers that look random (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

fn port(number: u16) -> Port {
    Port { protocol: None, port: PortNumber::One(number) }
}

fn cluster(seed: u64) -> Cluster {
    let mut random = Random(seed);
    let pod = |(at, id): (usize, &&'static str), random: &mut Random| Pod {
        namespace: NAMESPACES[usize::from(at > 1)],
        name: (*id).to_owned(),
        owner: None,
        labels: vec![("id", *id), ("role", random.of(&["r", "s"]))],
        ports: vec![(None, 80, "TCP")],
        addresses: Vec::new(),
        host_network: false,
        made: false,
        place: Place::Unknown,
        assumed: None,
    };
    let pods: Vec<Pod> = IDS.iter().enumerate().map(|one| pod(one, &mut random)).collect();
    let namespaces = NAMESPACES.iter().map(|name| Namespace { name, labels: Vec::new() }).collect();
    let count = random.below(4);
    let policies = (0..count).map(|at| policy(at, &mut random)).collect();
    Cluster { namespaces, pods, policies, ..Cluster::default() }
}

fn selector(random: &mut Random) -> Vec<Requirement> {
    match random.below(4) {
        0 => Vec::new(),
        1 => vec![Requirement::Label("id", random.of(&IDS))],
        _ => vec![Requirement::Label("role", random.of(&["r", "s"]))],
    }
}

fn policy(at: usize, random: &mut Random) -> Policy {
    let rules = |random: &mut Random| {
        let rule = |random: &mut Random| Rule {
            peers: (random.below(5) > 0).then(|| (0..=random.below(2)).map(|_| peer(random)).collect()),
            ports: random
                .of(&[None, Some(vec![80]), Some(vec![443]), Some(vec![443, 80])])
                .map(|ports: Vec<u16>| ports.into_iter().map(port).collect()),
        };
        (0..random.below(3)).map(|_| rule(random)).collect::<Vec<_>>()
    };
    let types = random.of(&[vec!["Ingress"], vec!["Egress"], vec!["Ingress", "Egress"]]);
    Policy {
        namespace: random.of(&NAMESPACES),
        name: format!("policy-{at}"),
        subject: Some(selector(random)),
        ingress: types.contains(&"Ingress").then(|| rules(random)),
        egress: types.contains(&"Egress").then(|| rules(random)),
        types: Some(types),
    }
}

fn peer(random: &mut Random) -> Peer {
    let namespaces = match random.below(3) {
        0 => None,
        1 => Some(Vec::new()),
        _ => Some(vec![Requirement::Label(NAME, random.of(&NAMESPACES))]),
    };
    Peer::Pods { namespaces, pods: Some(selector(random)) }
}

/// What passes between two different pods, pair by pair and port by port.
fn passes(cluster: &Cluster) -> Vec<bool> {
    let pairs = cluster.pods.iter().flat_map(|from| cluster.pods.iter().map(move |to| (from, to)));
    let pairs = pairs.filter(|(from, to)| from.name != to.name);
    let each = pairs.flat_map(|(from, to)| PORTS.map(|port| (from, to, port)));
    each.map(|(from, to, port)| allowed(cluster, End::Pod(from), End::Pod(to), "TCP", port)).collect()
}

/// Pairs of which something changed besides what was asked: opened and closed.
fn moved(cluster: &Cluster, before: &[bool], after: &[bool], asked: [&str; 2]) -> [usize; 2] {
    let names = cluster.pods.iter().flat_map(|from| cluster.pods.iter().map(move |to| [&*from.name, &*to.name]));
    let pairs = names.filter(|[from, to]| from != to).zip(before.chunks(3).zip(after.chunks(3)));
    let mut counts = [0, 0];
    for (pair, (was, is)) in pairs {
        let besides = |at: usize| !(pair == asked && at == 0);
        let any = |wanted: bool| (0..3).any(|at| besides(at) && was[at] != wanted && is[at] == wanted);
        counts[0] += usize::from(any(true));
        counts[1] += usize::from(any(false));
    }
    counts
}

/// Selectors that match a pod: by no label, by each, by both.
fn matching(pod: &Pod) -> Vec<Vec<Requirement>> {
    let labels: Vec<Requirement> = pod.labels.iter().map(|(key, value)| Requirement::Label(key, value)).collect();
    vec![Vec::new(), vec![labels[0].clone()], vec![labels[1].clone()], labels]
}

fn peers(namespace: &str, pod: &Pod) -> Vec<Peer> {
    let mut scopes = vec![Some(Vec::new()), Some(vec![Requirement::Label(NAME, pod.namespace)])];
    if namespace == pod.namespace {
        scopes.push(None);
    }
    let of = |namespaces: Selector| {
        matching(pod).into_iter().map(move |pods| Peer::Pods { namespaces: namespaces.clone(), pods: Some(pods) })
    };
    scopes.into_iter().flat_map(of).collect()
}

fn rules_of(policy: &mut Policy, ingress: bool) -> &mut Vec<Rule> {
    let rules = if ingress { &mut policy.ingress } else { &mut policy.egress };
    rules.get_or_insert_default()
}

/// All clusters that one change at one end makes: a rule, a peer or a port more in a policy, or a policy more.
fn allowing(cluster: &Cluster, end: &Pod, other: &Pod, ingress: bool) -> Vec<Cluster> {
    let kind = if ingress { "Ingress" } else { "Egress" };
    let mut found = Vec::new();
    let rule = |peer: Peer, all: bool| Rule { peers: Some(vec![peer]), ports: (!all).then(|| vec![port(80)]) };
    for at in 0..cluster.policies.len() {
        let policy = &cluster.policies[at];
        if !policy.types.iter().flatten().any(|one| *one == kind) || policy.namespace != end.namespace {
            continue;
        }
        for peer in peers(policy.namespace, other) {
            for all in [false, true] {
                let mut changed = cluster.clone();
                rules_of(&mut changed.policies[at], ingress).push(rule(peer.clone(), all));
                found.push(changed);
            }
            let count = rules_of(&mut policy.clone(), ingress).len();
            for index in 0..count {
                let mut changed = cluster.clone();
                if let Some(peers) = &mut rules_of(&mut changed.policies[at], ingress)[index].peers {
                    peers.push(peer.clone());
                    found.push(changed);
                }
            }
        }
        for index in 0..rules_of(&mut policy.clone(), ingress).len() {
            let mut changed = cluster.clone();
            if let Some(ports) = &mut rules_of(&mut changed.policies[at], ingress)[index].ports {
                ports.push(port(80));
                found.push(changed);
            }
        }
    }
    for subject in matching(end) {
        for peer in peers(end.namespace, other) {
            let mut changed = cluster.clone();
            let rules = Some(vec![rule(peer, false)]);
            changed.policies.push(Policy {
                namespace: end.namespace,
                name: format!("new-{kind}"),
                subject: Some(subject.clone()),
                types: Some(vec![kind]),
                ingress: rules.clone().filter(|_| ingress),
                egress: rules.filter(|_| !ingress),
            });
            found.push(changed);
        }
    }
    found
}

/// All clusters that taking rules, peers or ports away at one end makes, where that denies.
fn denying(cluster: &Cluster, ingress: bool) -> Vec<Cluster> {
    let mut found = vec![cluster.clone()];
    for at in 0..cluster.policies.len() {
        let count = rules_of(&mut cluster.policies[at].clone(), ingress).len();
        for index in (0..count).rev() {
            let mut next = Vec::new();
            for base in &found {
                let rule = rules_of(&mut base.policies[at].clone(), ingress)[index].clone();
                let mut without = base.clone();
                rules_of(&mut without.policies[at], ingress).remove(index);
                next.push(without);
                for gone in 0..rule.peers.as_ref().map_or(0, Vec::len) {
                    let mut without = base.clone();
                    let peers = rules_of(&mut without.policies[at], ingress)[index].peers.as_mut().unwrap();
                    if peers.len() > 1 {
                        peers.remove(gone);
                        next.push(without);
                    }
                }
                for gone in 0..rule.ports.as_ref().map_or(0, Vec::len) {
                    let mut without = base.clone();
                    let ports = rules_of(&mut without.policies[at], ingress)[index].ports.as_mut().unwrap();
                    if ports.len() > 1 {
                        ports.remove(gone);
                        next.push(without);
                    }
                }
            }
            found.extend(next);
        }
    }
    found
}

/// What the first suggestion opens and closes besides, found by evaluating the changed text.
fn suggested(text: &str, goal: Goal, asked: [&str; 2]) -> Option<(Suggestion, Vec<bool>)> {
    let evaluation = Session::new(1).evaluate(Sources::single("a.yaml", text), &Options::default());
    let id = |name: &str| evaluation.analysis.endpoint_ids().find(|(_, one)| one.name == name).unwrap().0;
    let question = Question::Port(Protocol::Tcp, PortQuery::Number(PORTS[0]));
    let Suggestions::Found(found) = suggest(&evaluation, (goal, asked.map(id), &question), u64::MAX, 1) else {
        panic!("{text}");
    };
    // A fix of the finding that names the cause comes first, whatever it opens.
    let first = found
        .into_iter()
        .find(|one| [&one.egress, &one.ingress].into_iter().flatten().all(|end| end.code.is_none()))?;
    let changed = apply(&Sources::single("a.yaml", text), &first.edits).unwrap();
    let after = analyze(&changed, &Options::default());
    let id = |name: &str| after.endpoint_ids().find(|(_, one)| one.name == name).unwrap().0;
    let pairs = IDS.iter().flat_map(|from| IDS.iter().map(move |to| (*from, *to))).filter(|(from, to)| from != to);
    let each = pairs.flat_map(|(from, to)| PORTS.map(|port| (from, to, port)));
    let passes = each.map(|(from, to, port)| {
        after.verdict(id(from), id(to), &Question::Port(Protocol::Tcp, PortQuery::Number(port))).allowed
    });
    Some((first, passes.collect()))
}

#[test]
fn no_change_of_the_language_opens_less() {
    let mut tried = 0;
    for seed in 0..25 {
        let cluster = cluster(seed * 7919);
        let before = passes(&cluster);
        let find = |name: &str| cluster.pods.iter().find(|pod| pod.name == name).unwrap();
        let pairs = IDS.iter().flat_map(|from| IDS.iter().map(move |to| [*from, *to])).filter(|[from, to]| from != to);
        let denied = pairs.filter(|[from, to]| !allowed(&cluster, End::Pod(find(from)), End::Pod(find(to)), "TCP", 80));
        for asked in denied.take(2) {
            let [from, to] = asked.map(find);
            let egress = Gate::egress(&cluster, End::Pod(from), End::Pod(to)).allows("TCP", 80);
            let ingress = Gate::ingress(&cluster, End::Pod(from), End::Pod(to)).allows("TCP", 80);
            let first = if egress { vec![cluster.clone()] } else { allowing(&cluster, from, to, false) };
            let mut least = usize::MAX;
            for base in first {
                let both = if ingress { vec![base] } else { allowing(&base, to, from, true) };
                for changed in both {
                    let after = passes(&changed);
                    if allowed(&changed, End::Pod(from), End::Pod(to), "TCP", 80) {
                        let [opens, _] = moved(&cluster, &before, &after, asked);
                        least = least.min(opens);
                    }
                }
            }
            let (suggestion, after) = suggested(&cluster.yaml(), Goal::Allow, asked).unwrap();
            let [opens, closes] = moved(&cluster, &before, &after, asked);
            assert!(opens <= least, "{asked:?}: {opens} instead of {least}\n{}\n{suggestion:#?}", cluster.yaml());
            assert_eq!(closes, 0, "{asked:?}\n{}\n{suggestion:#?}", cluster.yaml());
            tried += 1;
        }
    }
    assert!(tried > 12, "{tried}");
}

#[test]
fn no_rule_peer_or_port_taken_away_closes_less() {
    let mut tried = 0;
    for seed in 0..120 {
        let cluster = cluster(seed * 104_729);
        let before = passes(&cluster);
        let find = |name: &str| cluster.pods.iter().find(|pod| pod.name == name).unwrap();
        let pairs = IDS.iter().flat_map(|from| IDS.iter().map(move |to| [*from, *to])).filter(|[from, to]| from != to);
        let open = pairs.filter(|[from, to]| allowed(&cluster, End::Pod(find(from)), End::Pod(find(to)), "TCP", 80));
        for asked in open.take(2) {
            let [from, to] = asked.map(find);
            let mut least = None;
            for changed in denying(&cluster, false).into_iter().chain(denying(&cluster, true)) {
                if !allowed(&changed, End::Pod(from), End::Pod(to), "TCP", 80) {
                    let [opens, closes] = moved(&cluster, &before, &passes(&changed), asked);
                    assert_eq!(opens, 0);
                    least = Some(least.map_or(closes, |least: usize| least.min(closes)));
                }
            }
            let Some(least) = least else { continue };
            let found = suggested(&cluster.yaml(), Goal::Deny, asked);
            let (suggestion, after) = found.unwrap_or_else(|| panic!("{asked:?}\n{}", cluster.yaml()));
            let [_, closes] = moved(&cluster, &before, &after, asked);
            assert!(closes <= least, "{asked:?}: {closes} instead of {least}\n{}\n{suggestion:#?}", cluster.yaml());
            tried += 1;
        }
    }
    assert!(tried > 12, "{tried}");
}
