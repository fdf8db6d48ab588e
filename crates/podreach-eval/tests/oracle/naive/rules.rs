//! Whether one rule matches: its peers the other end, its ports a connection.

use super::ends::{End, blocks_match, domain_matches, in_admin_pods, in_pods, is_seen, nodes_match, selects};
use crate::model::{AdminPeer, AdminPort, AdminRule, Cluster, Peer, Policy, Port, PortNumber, Requirement, Rule};

/// The ports of a rule; none mean everything.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ports<'a> {
    Network(&'a [Port]),
    Admin(&'a [AdminPort]),
}

impl Ports<'_> {
    pub(super) fn match_connection(self, destination: End<'_>, protocol: &str, number: u16) -> bool {
        match self {
            Self::Network(ports) => {
                ports.is_empty() || ports.iter().any(|port| network_port(port, destination, protocol, number))
            }
            Self::Admin(ports) => {
                ports.is_empty() || ports.iter().any(|port| admin_port(port, destination, protocol, number))
            }
        }
    }
}

/// Whether a container of the destination has a port of this name, number and protocol.
fn named(name: &str, destination: End<'_>, protocol: &str, number: u16) -> bool {
    match destination {
        End::Pod(pod) => {
            pod.ports.iter().any(|(known, one, with)| *known == Some(name) && *one == number && *with == protocol)
        }
        _ => false,
    }
}

fn network_port(port: &Port, destination: End<'_>, protocol: &str, number: u16) -> bool {
    if port.protocol.unwrap_or("TCP") != protocol {
        return false;
    }
    match &port.port {
        PortNumber::Absent => true,
        PortNumber::One(one) => *one == number,
        PortNumber::To(first, last) => *first <= number && number <= *last,
        PortNumber::Named(name) => named(name, destination, protocol, number),
    }
}

/// A port name of a cluster-wide policy stands for ports of every protocol; numbers are of TCP unless written.
fn admin_port(port: &AdminPort, destination: End<'_>, protocol: &str, number: u16) -> bool {
    let of = |written: Option<&str>| written.unwrap_or("TCP") == protocol;
    match port {
        AdminPort::Number(written, one) => of(*written) && *one == number,
        AdminPort::Range(written, start, end) => of(*written) && *start <= number && number <= *end,
        AdminPort::All(written) => *written == protocol,
        AdminPort::Name(name) => named(name, destination, protocol, number),
    }
}

/// The peers of a NetworkPolicy's rule; none mean everyone.
pub(super) fn network_peers(cluster: &Cluster, policy: &Policy, rule: &Rule, other: End<'_>) -> bool {
    let peers = rule.peers.as_deref().unwrap_or(&[]);
    let mut blocks: Vec<(&str, &[&str])> = Vec::new();
    let mut matches = peers.is_empty();
    for peer in peers {
        match peer {
            Peer::Pods { namespaces, pods } => {
                let End::Pod(pod) = other else { continue };
                let pods: &[Requirement] = pods.as_deref().unwrap_or(&[]);
                matches |= match namespaces {
                    Some(namespaces) => in_pods(cluster, namespaces, pods, pod),
                    None => is_seen(cluster, pod) && pod.namespace == policy.namespace && selects(pods, &pod.labels),
                };
            }
            Peer::Block { cidr, except } => blocks.push((cidr, except)),
        }
    }
    matches || (!blocks.is_empty() && blocks_match(&blocks, other, false, cluster.match_pods))
}

/// The peers of a cluster-wide policy's rule. Networks match pods by their addresses whatever the option for `ipBlock`
/// says.
pub(super) fn admin_peers(cluster: &Cluster, rule: &AdminRule, other: End<'_>) -> bool {
    let mut networks: Vec<(&str, &[&str])> = Vec::new();
    let mut matches = false;
    for peer in &rule.peers {
        match peer {
            AdminPeer::Pods(pods) => matches |= matches!(other, End::Pod(pod) if in_admin_pods(cluster, pods, pod)),
            AdminPeer::Networks(found) => networks.extend(found.iter().map(|network| (*network, &[][..]))),
            AdminPeer::Nodes(selector) => matches |= nodes_match(cluster, selector, other),
            AdminPeer::Domains(names) => matches |= names.iter().any(|name| domain_matches(name, other)),
        }
    }
    matches || (!networks.is_empty() && blocks_match(&networks, other, true, true))
}
