//! The policies of small clusters, each kind over its alphabet of subjects, directions, peers, ports and actions.

use super::pods::NAMESPACES;
use crate::model::{
    AdminKind, AdminPeer, AdminPods, AdminPolicy, AdminPort, AdminRule, Cluster, Peer, Policy, Port, PortNumber,
    Requirement, Rule,
};

/// A policy without its name and priority.
#[derive(Clone, Debug)]
pub(super) enum Written {
    Network(Policy),
    Admin(AdminPolicy),
}

impl Written {
    /// Puts the policy into a cluster.
    pub(super) fn add(&self, cluster: &mut Cluster, name: &str, priority: u16) {
        match self {
            Self::Network(policy) => cluster.policies.push(Policy { name: name.to_owned(), ..policy.clone() }),
            Self::Admin(policy) => {
                let name = if self.is_singleton() { "default" } else { name };
                cluster.admin.push(AdminPolicy { name: name.to_owned(), priority, ..policy.clone() });
            }
        }
    }

    /// Whether a cluster can have one of its kind only.
    pub(super) fn is_singleton(&self) -> bool {
        matches!(self, Self::Admin(AdminPolicy { kind: AdminKind::Baseline, .. }))
    }

    /// Whether it may matter which of the two comes first: both are in one tier that asks its policies in order.
    pub(super) fn order_counts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Admin(one), Self::Admin(other)) => one.kind.tier() == other.kind.tier(),
            _ => false,
        }
    }
}

const ADMIN: [AdminKind; 4] = [
    AdminKind::Admin,
    AdminKind::Baseline,
    AdminKind::Cluster { version: "v1alpha2", tier: "Admin" },
    AdminKind::Cluster { version: "v1alpha2", tier: "Baseline" },
];

/// Lists of items of an alphabet, up to this length and from this length on.
fn lists<T: Clone>(alphabet: &[T], least: usize, most: usize) -> Vec<Vec<T>> {
    let mut all: Vec<Vec<T>> = Vec::new();
    let mut longest: Vec<Vec<T>> = vec![Vec::new()];
    for length in 0..=most {
        if length >= least {
            all.extend(longest.iter().cloned());
        }
        longest = longest
            .iter()
            .flat_map(|list| alphabet.iter().map(move |item| [list.as_slice(), std::slice::from_ref(item)].concat()))
            .collect();
    }
    all
}

/// Policies of all kinds with up to `rules` rules.
pub(super) fn whole_alphabet(rules: usize) -> Vec<Written> {
    let mut policies = Vec::new();
    let app = || vec![Requirement::Label("app", "a")];
    for list in lists(&network_rules(&network_peers(), &network_ports()), 0, rules) {
        for subject in [Some(Vec::new()), Some(app())] {
            for types in [None, Some(vec!["Ingress", "Egress"])] {
                policies.push(network(subject.clone(), types.clone(), list.clone(), true));
                policies.push(network(subject.clone(), types, list.clone(), false));
            }
        }
    }
    for kind in ADMIN {
        for egress in [false, true] {
            for list in lists(&admin_rules(kind, &admin_peers(egress), &admin_ports()), 0, rules) {
                for subject in [AdminPods::Namespaces(Vec::new()), AdminPods::Pods { namespaces: None, pods: app() }] {
                    policies.push(admin(kind, subject, egress, list.clone()));
                }
            }
        }
    }
    policies
}

/// Policies of all kinds with two rules, over fewer peers and ports.
pub(super) fn two_rules_of_small_alphabet() -> Vec<Written> {
    let mut policies = Vec::new();
    let everything = || Some(Vec::new());
    let network_rules = network_rules(&network_peers()[2..4], &network_ports()[..3]);
    for list in lists(&network_rules, 2, 2) {
        policies.push(network(everything(), None, list.clone(), true));
        policies.push(network(everything(), Some(vec!["Egress"]), list, false));
    }
    for kind in ADMIN {
        for egress in [false, true] {
            // The API's newer kind and the older ones differ in their texts alone, so the tiers have one kind each here.
            let is_newer = matches!(kind, AdminKind::Cluster { .. });
            if is_newer != (kind.tier() == "Admin") {
                continue;
            }
            for list in lists(&admin_rules(kind, &admin_peers(egress)[1..3], &admin_ports()[..2]), 2, 2) {
                policies.push(admin(kind, AdminPods::Namespaces(Vec::new()), egress, list));
            }
        }
    }
    policies
}

/// A NetworkPolicy of the first namespace with rules for one direction.
fn network(
    subject: Option<Vec<Requirement>>,
    types: Option<Vec<&'static str>>,
    rules: Vec<Rule>,
    ingress: bool,
) -> Written {
    let (ingress, egress) = if ingress { (Some(rules), None) } else { (None, Some(rules)) };
    Written::Network(Policy { namespace: NAMESPACES[0], name: String::new(), subject, types, ingress, egress })
}

fn admin(kind: AdminKind, subject: AdminPods, egress: bool, rules: Vec<AdminRule>) -> Written {
    let (ingress, egress) = if egress { (None, Some(rules)) } else { (Some(rules), None) };
    Written::Admin(AdminPolicy { kind, name: String::new(), priority: 0, subject, ingress, egress })
}

/// Everyone in two ways, pods, namespaces, both, blocks.
fn network_peers() -> Vec<Option<Vec<Peer>>> {
    let pods = || Some(vec![Requirement::Label("app", "a")]);
    let env = || Some(vec![Requirement::Label("env", "c")]);
    let selected = |namespaces, pods| Some(vec![Peer::Pods { namespaces, pods }]);
    let block = |except: &[&'static str]| Some(vec![Peer::Block { cidr: "10.0.0.0/8", except: except.to_vec() }]);
    vec![
        None,
        Some(Vec::new()),
        selected(None, pods()),
        selected(env(), None),
        selected(env(), pods()),
        selected(Some(Vec::new()), None),
        block(&[]),
        block(&["10.0.1.0/24"]),
    ]
}

/// All, a number, a name, a range, a protocol.
fn network_ports() -> Vec<Option<Vec<Port>>> {
    let port = |protocol, port| Some(vec![Port { protocol, port }]);
    vec![
        None,
        port(None, PortNumber::One(80)),
        port(Some("TCP"), PortNumber::Named("http")),
        port(None, PortNumber::To(80, 90)),
        port(Some("UDP"), PortNumber::Absent),
    ]
}

fn network_rules(peers: &[Option<Vec<Peer>>], ports: &[Option<Vec<Port>>]) -> Vec<Rule> {
    let rule =
        |peers: &Option<Vec<Peer>>, ports: &Option<Vec<Port>>| Rule { peers: peers.clone(), ports: ports.clone() };
    peers.iter().flat_map(|peers| ports.iter().map(move |ports| rule(peers, ports))).collect()
}

/// All namespaces, one of them, pods; networks in egress, where alone they may stand.
fn admin_peers(egress: bool) -> Vec<AdminPeer> {
    let pods = || vec![Requirement::Label("app", "a")];
    let env = || vec![Requirement::Label("env", "c")];
    let mut peers = vec![
        AdminPeer::Pods(AdminPods::Namespaces(Vec::new())),
        AdminPeer::Pods(AdminPods::Namespaces(env())),
        AdminPeer::Pods(AdminPods::Pods { namespaces: None, pods: pods() }),
    ];
    if egress {
        peers.push(AdminPeer::Networks(vec!["10.0.0.0/8"]));
    }
    peers
}

/// All, a number, a name, a range.
fn admin_ports() -> Vec<Option<Vec<AdminPort>>> {
    vec![
        None,
        Some(vec![AdminPort::Number(None, 80)]),
        Some(vec![AdminPort::Name("http")]),
        Some(vec![AdminPort::Range(Some("TCP"), 80, 90)]),
    ]
}

/// The rules that the API takes: a port name stands beside pods alone, and a baseline passes nothing on.
fn admin_rules(kind: AdminKind, peers: &[AdminPeer], ports: &[Option<Vec<AdminPort>>]) -> Vec<AdminRule> {
    let actions: &[&'static str] =
        if kind == AdminKind::Baseline { &["Allow", "Deny"] } else { &["Allow", "Deny", "Pass"] };
    let mut rules = Vec::new();
    for action in actions {
        for peer in peers {
            for ports in ports {
                let named = ports.iter().flatten().any(|port| matches!(port, AdminPort::Name(_)));
                if !named || matches!(peer, AdminPeer::Pods(_)) {
                    rules.push(AdminRule { action, named: false, peers: vec![peer.clone()], ports: ports.clone() });
                }
            }
        }
    }
    rules
}
