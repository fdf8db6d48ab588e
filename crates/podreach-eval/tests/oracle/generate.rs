//! Random clusters from random bytes, so that a failing case shrinks by itself.

use crate::model::{Cluster, Labels, Namespace, Peer, Pod, Policy, Port, PortNumber, Requirement, Rule, Selector};

/// Takes choices from bytes; when they run out, every choice is the first.
pub(crate) struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    fn below(&mut self, count: usize) -> usize {
        self.bytes.next().map_or(0, |byte| *byte as usize % count)
    }

    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 1
    }

    fn some<T>(&mut self, most: usize, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.below(most + 1);
        (0..count).map(|_| item(self)).collect()
    }
}

const NAMESPACES: [&str; 3] = ["front", "back", "ops"];
const KEYS: [&str; 3] = ["app", "tier", "env"];
const VALUES: [&str; 3] = ["a", "b", "c"];
const NAMES: [&str; 3] = ["http", "dns", "admin"];
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];
pub(crate) const PORTS: [u16; 6] = [1, 80, 81, 90, 443, 65535];
const ADDRESSES: [&str; 5] = ["10.0.0.1", "10.0.1.2", "10.1.0.3", "192.168.0.4", "fd00::5"];
const BLOCKS: [(&str, &[&str]); 9] = [
    ("0.0.0.0/0", &[]),
    ("10.0.0.0/8", &["10.0.1.0/24"]),
    ("10.0.0.0/16", &[]),
    ("10.0.0.1/32", &[]),
    ("0.0.0.0/0", &["10.0.0.0/8", "192.168.0.0/16"]),
    ("::/0", &[]),
    ("fd00::/8", &["fd00::5/128"]),
    ("192.168.0.0/16", &["192.168.0.0/24", "192.168.128.0/17"]),
    ("203.0.113.0/24", &[]),
];

fn labels(choices: &mut Choices<'_>) -> Labels {
    let mut labels: Labels = Vec::new();
    for key in KEYS {
        if !choices.chance(2) {
            labels.push((key, choices.of(&VALUES)));
        }
    }
    labels
}

fn requirement(choices: &mut Choices<'_>, namespaces: bool) -> Requirement {
    let key = choices.of(&KEYS);
    let values = |choices: &mut Choices<'_>| {
        let mut values = vec![choices.of(&VALUES)];
        if choices.chance(2) {
            values.push(choices.of(&VALUES));
        }
        values
    };
    if namespaces && choices.chance(3) {
        return Requirement::Label("kubernetes.io/metadata.name", choices.of(&NAMESPACES));
    }
    match choices.below(6) {
        0 | 1 => Requirement::Label(key, choices.of(&VALUES)),
        2 => Requirement::In(key, values(choices)),
        3 => Requirement::NotIn(key, values(choices)),
        4 => Requirement::Exists(key),
        _ => Requirement::DoesNotExist(key),
    }
}

/// Requirements; `matchLabels` has each key once, since YAML has.
fn requirements(choices: &mut Choices<'_>, namespaces: bool) -> Vec<Requirement> {
    let mut seen = Vec::new();
    let mut list = choices.some(2, |choices| requirement(choices, namespaces));
    list.retain(|requirement| match requirement {
        Requirement::Label(key, _) if seen.contains(key) => false,
        Requirement::Label(key, _) => {
            seen.push(*key);
            true
        }
        _ => true,
    });
    list
}

fn peer(choices: &mut Choices<'_>) -> Peer {
    let both = |namespaces: Selector, pods: Selector| Peer::Pods { namespaces, pods };
    match choices.below(5) {
        0 | 1 => both(None, Some(requirements(choices, false))),
        2 => both(Some(requirements(choices, true)), None),
        3 => both(Some(requirements(choices, true)), Some(requirements(choices, false))),
        _ => {
            let (cidr, except) = choices.of(&BLOCKS);
            Peer::Block { cidr, except: except.to_vec() }
        }
    }
}

fn port(choices: &mut Choices<'_>) -> Port {
    let protocol = if choices.chance(2) { Some(choices.of(&PROTOCOLS)) } else { None };
    let port = match choices.below(5) {
        0 | 1 => PortNumber::One(choices.of(&PORTS)),
        2 => {
            let (a, b) = (choices.of(&PORTS), choices.of(&PORTS));
            PortNumber::To(a.min(b), a.max(b))
        }
        3 => PortNumber::Named(choices.of(&NAMES)),
        _ => PortNumber::Absent,
    };
    Port { protocol, port }
}

fn rule(choices: &mut Choices<'_>) -> Rule {
    let peers = if choices.chance(4) { None } else { Some(choices.some(3, peer)) };
    let ports = if choices.chance(2) { None } else { Some(choices.some(3, port)) };
    Rule { peers, ports }
}

fn rules(choices: &mut Choices<'_>) -> Option<Vec<Rule>> {
    if choices.chance(3) { None } else { Some(choices.some(3, rule)) }
}

fn policy(choices: &mut Choices<'_>, at: usize) -> Policy {
    let types: [Option<Vec<&'static str>>; 6] = [
        None,
        Some(vec!["Ingress"]),
        Some(vec!["Egress"]),
        Some(vec!["Ingress", "Egress"]),
        Some(vec!["Ingress", "Ingress"]),
        Some(Vec::new()),
    ];
    Policy {
        namespace: choices.of(&NAMESPACES),
        name: format!("policy-{at}"),
        subject: if choices.chance(8) { None } else { Some(requirements(choices, false)) },
        types: choices.of(&types),
        ingress: rules(choices),
        egress: rules(choices),
    }
}

fn pod(choices: &mut Choices<'_>, at: usize) -> Pod {
    let mut ports = choices.some(3, |choices| {
        let name = if choices.chance(3) { None } else { Some(choices.of(&NAMES)) };
        (name, choices.of(&PORTS), choices.of(&PROTOCOLS))
    });
    ports.sort();
    ports.dedup();
    Pod {
        namespace: choices.of(&NAMESPACES),
        name: format!("pod-{at}"),
        labels: labels(choices),
        ports,
        address: if choices.chance(2) { Some(choices.of(&ADDRESSES)) } else { None },
        host_network: choices.below(10) == 9,
    }
}

pub(crate) fn cluster(bytes: &[u8]) -> Cluster {
    let mut choices = Choices::new(bytes);
    let policies = 1 + choices.below(4);
    let pods = 2 + choices.below(4);
    let mut namespaces = Vec::new();
    for name in NAMESPACES {
        if !choices.chance(3) {
            namespaces.push(Namespace { name, labels: labels(&mut choices) });
        }
    }
    let pods = (0..pods).map(|at| pod(&mut choices, at)).collect();
    let policies = (0..policies).map(|at| policy(&mut choices, at)).collect();
    Cluster { namespaces, pods, policies }
}
