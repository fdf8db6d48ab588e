//! Cluster-wide policies of all kinds and versions.

use super::pods::ROLES;
use super::{NAMES, PORTS, PROTOCOLS, VALUES, requirements};
use crate::choices::Choices;
use crate::model::{AdminKind, AdminPeer, AdminPods, AdminPolicy, AdminPort, AdminRule, Requirement};

const NETWORKS: [&str; 11] = [
    "0.0.0.0/0",
    "10.0.0.0/8",
    "10.0.0.0/16",
    "10.0.0.1/32",
    "::/0",
    "fd00::/16",
    "fd00::5/128",
    "192.168.0.0/16",
    "203.0.113.0/24",
    "0.0.0.0/1",
    "128.0.0.0/1",
];
const DOMAINS: [&str; 5] =
    ["*.example.com", "www.example.com", "example.com", "*.www.example.com", "www.myexample.com"];

fn pods(choices: &mut Choices<'_>) -> AdminPods {
    match choices.below(4) {
        0 | 1 => AdminPods::Namespaces(requirements(choices, true)),
        2 => AdminPods::Pods { namespaces: None, pods: requirements(choices, false) },
        _ => AdminPods::Pods { namespaces: Some(requirements(choices, true)), pods: requirements(choices, false) },
    }
}

fn node_requirement(choices: &mut Choices<'_>) -> Requirement {
    let (key, value) = (choices.of(&ROLES), choices.of(&VALUES));
    match choices.below(6) {
        0 | 1 => Requirement::Label(key, value),
        2 => Requirement::In(key, vec![value, choices.of(&VALUES)]),
        3 => Requirement::NotIn(key, vec![value]),
        4 => Requirement::Exists(key),
        _ => Requirement::DoesNotExist(key),
    }
}

fn node_requirements(choices: &mut Choices<'_>) -> Vec<Requirement> {
    let mut list = choices.some(2, node_requirement);
    if let [Requirement::Label(first, _), Requirement::Label(second, _)] = list.as_slice()
        && first == second
    {
        list.pop();
    }
    list
}

fn distinct(choices: &mut Choices<'_>, items: &[&'static str]) -> Vec<&'static str> {
    let mut list = vec![choices.of(items)];
    if choices.chance(2) {
        let other = choices.of(items);
        if !list.contains(&other) {
            list.push(other);
        }
    }
    list
}

fn peer(choices: &mut Choices<'_>, egress: bool, domains: bool) -> AdminPeer {
    match choices.below(if egress { 7 } else { 4 }) {
        0..=3 => AdminPeer::Pods(pods(choices)),
        4 => AdminPeer::Networks(distinct(choices, &NETWORKS)),
        6 if domains => AdminPeer::Domains(distinct(choices, &DOMAINS)),
        _ => AdminPeer::Nodes(node_requirements(choices)),
    }
}

fn port(choices: &mut Choices<'_>) -> AdminPort {
    let protocol = if choices.chance(2) { Some(choices.of(&PROTOCOLS)) } else { None };
    match choices.below(6) {
        0 | 1 => AdminPort::Number(protocol, choices.of(&PORTS)),
        2 | 3 => {
            let (a, b) = (choices.of(&PORTS), choices.of(&PORTS));
            if a == b { AdminPort::Number(protocol, a) } else { AdminPort::Range(protocol, a.min(b), a.max(b)) }
        }
        4 => AdminPort::All(protocol.unwrap_or("TCP")),
        _ => AdminPort::Name(choices.of(&NAMES)),
    }
}

/// A rule that the API accepts: port names only beside pods, domain names only where they are allowed.
fn rule(choices: &mut Choices<'_>, kind: AdminKind, egress: bool) -> AdminRule {
    let actions: &[&'static str] =
        if kind == AdminKind::Baseline { &["Deny", "Allow"] } else { &["Deny", "Allow", "Pass", "Deny"] };
    let action = choices.of(actions);
    let domains = action == "Allow" && kind != AdminKind::Baseline;
    let peers = 1 + choices.below(2);
    let peers: Vec<AdminPeer> = choices.times(peers, |choices| peer(choices, egress, domains));
    let ports = if choices.chance(2) { Some(choices.some(3, port)) } else { None };
    let only_pods = peers.iter().all(|peer| matches!(peer, AdminPeer::Pods(_)));
    let mut ports = ports.map(|mut ports| {
        ports.retain(|port| only_pods || !matches!(port, AdminPort::Name(_)));
        ports
    });
    if matches!(kind, AdminKind::Cluster { .. }) {
        ports = ports.filter(|ports| !ports.is_empty());
    }
    AdminRule { action, named: choices.chance(2), peers, ports }
}

fn rules(choices: &mut Choices<'_>, kind: AdminKind, egress: bool) -> Option<Vec<AdminRule>> {
    if choices.chance(4) { None } else { Some(choices.some(3, |choices| rule(choices, kind, egress))) }
}

pub(super) fn policy(choices: &mut Choices<'_>, at: usize) -> AdminPolicy {
    let cluster = |version, tier| AdminKind::Cluster { version, tier };
    let kind = choices.of(&[
        AdminKind::Admin,
        cluster("v1beta1", "Admin"),
        AdminKind::Baseline,
        cluster("v1alpha2", "Baseline"),
        cluster("v1alpha2", "Admin"),
        cluster("v1beta1", "Baseline"),
    ]);
    // The order of names is not the order in the input.
    let name = format!("{}-{at}", choices.of(&["m", "a", "z"]));
    AdminPolicy {
        kind,
        name: if kind == AdminKind::Baseline { "default".into() } else { name },
        priority: choices.of(&[5, 0, 5, 1000]),
        subject: pods(choices),
        ingress: rules(choices, kind, false),
        egress: rules(choices, kind, true),
    }
}

/// A cluster has at most one BaselineAdminNetworkPolicy.
pub(super) fn one_baseline(policies: &mut Vec<AdminPolicy>) {
    let mut seen = false;
    policies.retain(|policy| policy.kind != AdminKind::Baseline || !std::mem::replace(&mut seen, true));
}
