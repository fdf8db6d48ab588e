//! A port that data stores, remote shells or cluster components listen on is open to everyone.
//!
//! Found in ingress rules without `from`, and in those with a block of all addresses: a warning where the rule gives the port, a note
//! where it allows all ports, or a wide range, to pods that declare such a port, and for ports that are often served to everyone on
//! purpose, such as SSH and SMTP.
//!
//! ## Why it matters
//!
//! Everyone is every pod of every namespace, and whatever outside the cluster finds a way to the pod. A data store that listens there has
//! no protection but its own.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - ports:
//!         - port: 5432 # L66
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {matchLabels: {app: api}}}]
//!       ports:
//!         - port: 5432
//! ```
//!
//! ## How to fix it
//!
//! Name the clients under `from`.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)
//! * [IANA: Service Name and Transport Protocol Port Number Registry](https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml)

use ipnet::IpNet;
use podreach_syntax::{Diagnostic, Severity, Span};

use crate::inventory::EndpointId;
use crate::kinds::{NetworkPeer, NetworkPolicyRule, NetworkPort};
use crate::policy::Direction;
use crate::sets::Protocol;

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::destinations::listed;

pub(super) static LINT: Lint = Lint {
    code: "L66",
    name: "sensitive-port-open",
    severity: Severity::Warning,
    needs: &[],
    source: source!("sensitive_port_open.rs"),
    check: Check::Run(check),
};

/// Ports that are seldom meant for everyone, with what listens there.
const SENSITIVE: [(u16, &str); 15] = [
    (23, "Telnet"),
    (445, "SMB"),
    (1433, "SQL Server"),
    (2375, "Docker"),
    (2376, "Docker"),
    (2379, "etcd"),
    (2380, "etcd"),
    (3306, "MySQL"),
    (3389, "remote desktop"),
    (5432, "PostgreSQL"),
    (5900, "VNC"),
    (6379, "Redis"),
    (9200, "Elasticsearch"),
    (11211, "memcached"),
    (27017, "MongoDB"),
];

/// Ports that are worth protection as well, but that pods often serve to everyone: Git and mail servers, virtual clusters,
/// webhooks that listen on the port of the kubelet.
const OFTEN_MEANT: [(u16, &str); 5] =
    [(22, "SSH"), (25, "SMTP"), (6443, "the Kubernetes API"), (10250, "the kubelet"), (10255, "the kubelet")];

/// More ports than this are a range that names none of them.
const WIDE: u16 = 16;

/// What an ingress rule opens.
struct Open {
    number: u16,
    what: &'static str,
    span: Span,
    /// Whether the rule names it, and it is hardly ever meant for everyone.
    sure: bool,
    declared: Option<Span>,
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.rules(Direction::Ingress) {
            let Some(everyone) = everyone(rule) else { continue };
            let mut found = opened(input, sink, policy, rule);
            found.sort_by_key(|open| !open.sure);
            let Some(first) = found.first() else { continue };
            let ports = found.iter().map(|open| format!("TCP {} ({})", open.number, open.what)).collect();
            let message = format!("{} open to everyone: {everyone}", is_are(listed(ports), found.len()));
            let severity = if first.sure { Severity::Warning } else { Severity::Note };
            let mut diagnostic =
                Diagnostic::new(LINT.code, severity, Some(first.span), message).help("name the clients under `from`");
            for open in found.iter().take(3) {
                if let Some(span) = open.declared {
                    diagnostic = diagnostic.related(span, format!("a container declares TCP {}", open.number));
                }
                if open.span != first.span {
                    diagnostic = diagnostic.related(open.span, format!("TCP {} is opened here", open.number));
                }
            }
            sink.push(Finding::from(diagnostic).rule(at));
        }
    }
}

fn is_are(ports: String, count: usize) -> String {
    format!("{ports} {}", if count == 1 { "is" } else { "are" })
}

/// Why a rule lets everyone in; `None` where it does not. A `from` that is written and empty is a finding of its own.
fn everyone(rule: &NetworkPolicyRule) -> Option<String> {
    if rule.peers.is_empty() {
        return rule.peers_key.is_none().then(|| "the rule has no `from`".to_owned());
    }
    // Private networks and the like are taken out of it, not half of the world.
    let narrow = |holes: &[IpNet]| holes.iter().all(|hole| hole.prefix_len() >= 8);
    rule.peers.iter().find_map(|peer| match peer {
        NetworkPeer::IpBlock { cidr, except, .. } if cidr.prefix_len() == 0 && narrow(except) => {
            Some(format!("`{cidr}` holds every {} address", if cidr.addr().is_ipv4() { "IPv4" } else { "IPv6" }))
        }
        _ => None,
    })
}

fn opened(input: &Input<'_>, sink: &Sink<'_>, policy: NetworkPolicyAt<'_>, rule: &NetworkPolicyRule) -> Vec<Open> {
    let open = |number: u16, span: Span, named: bool, declared: Option<Span>| {
        let sensitive =
            |list: &[(u16, &'static str)]| list.iter().find(|(one, _)| *one == number).map(|(_, what)| *what);
        let sure = sensitive(&SENSITIVE);
        let what = sure.or_else(|| sensitive(&OFTEN_MEANT).filter(|_| named))?;
        Some(Open { number, what, span, sure: named && sure.is_some(), declared })
    };
    let mut found: Vec<Open> = Vec::new();
    let mut implied: Vec<(u16, u16, Span)> = Vec::new();
    for port in rule.ports.iter().filter(|port| port.protocol == Protocol::Tcp) {
        let span = port.port_span.unwrap_or(port.span);
        match &port.port {
            NetworkPort::Range(first, last) if last - first < WIDE => {
                found.extend((*first..=*last).filter_map(|number| open(number, span, true, None)));
            }
            NetworkPort::Range(first, last) => implied.push((*first, *last, span)),
            NetworkPort::All => implied.push((0, u16::MAX, span)),
            NetworkPort::Name(name) => {
                let declared = declared(input, sink, policy);
                let named = declared.iter().filter(|(_, _, known)| known.is_some_and(|known| *known == **name));
                found.extend(named.filter_map(|(number, place, _)| open(*number, span, true, Some(*place))));
            }
        }
    }
    if rule.ports.is_empty() {
        implied.push((0, u16::MAX, rule.span));
    }
    if !implied.is_empty() {
        for (number, place, _) in declared(input, sink, policy) {
            let by = implied.iter().find(|(first, last, _)| (*first..=*last).contains(&number));
            found.extend(by.and_then(|(_, _, span)| open(number, *span, false, Some(place))));
        }
    }
    found.sort_by_key(|open| (open.number, !open.sure));
    found.dedup_by_key(|open| open.number);
    found
}

/// TCP ports that the pods of a policy declare, with their names.
fn declared<'a>(input: &Input<'a>, sink: &Sink<'_>, policy: NetworkPolicyAt<'_>) -> Vec<(u16, Span, Option<&'a str>)> {
    let pods: Vec<EndpointId> = input.workloads_of(&input.subject(policy.id)).collect();
    if !sink.spend(pods.len()) {
        return Vec::new();
    }
    let ports = pods.iter().flat_map(|id| &input.endpoint(*id).ports).filter(|port| port.protocol == Protocol::Tcp);
    ports.map(|port| (port.port, port.span, port.name.as_deref())).collect()
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Severity;

    use crate::lint::tests::found;

    fn check(rule: &str, expected: Option<Severity>) {
        let yaml = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: db, namespace: shop}}
spec: {{containers: [{{name: c, ports: [{{name: pg, containerPort: 5432}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  ingress:
    - {rule}
"
        );
        let found: Vec<Severity> = found("L66", &yaml).iter().map(|found| found.diagnostic.severity).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{rule}");
    }

    #[test]
    fn everyone_is_no_from_or_all_addresses() {
        let warning = Some(Severity::Warning);
        check("ports: [{port: 5432}]", warning);
        check("ports: [{port: pg}]", warning);
        check("ports: [{port: 3306}, {port: 80}]", warning);
        check("{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 5432}]}", warning);
        check("{}", Some(Severity::Note));
        check("ports: [{port: 1024, endPort: 65535}]", Some(Severity::Note));
        check("ports: [{port: 22}]", Some(Severity::Note));
        check("ports: [{port: 5432, protocol: UDP}]", None);
        check("ports: [{port: 80}]", None);
        check("{from: [{namespaceSelector: {}}], ports: [{port: 5432}]}", None);
        check("{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 5432}]}", None);
    }
}
