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

/// The peers of a rule that match: those that name pods or nodes each by itself, address blocks all of them together where
/// the end has no known address. `None`: not one does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peers {
    /// Their places; none where the rule means everyone.
    pub at: Vec<u32>,
    /// Whether one of them matches by labels, or everyone is meant.
    pub by_label: bool,
}

type Blocks<'a> = Vec<(u32, (&'a str, &'a [&'a str]))>;

fn matching(
    mut at: Vec<u32>,
    by_label: bool,
    blocks: &Blocks<'_>,
    matches: impl Fn(&Block<'_>) -> bool,
) -> Option<Peers> {
    let all: Vec<_> = blocks.iter().map(|(_, block)| *block).collect();
    if !blocks.is_empty() && matches(&Block::All(&all)) {
        at.extend(blocks.iter().filter(|(_, block)| matches(&Block::One(*block))).map(|(at, _)| *at));
    }
    at.sort_unstable();
    at.dedup();
    (!at.is_empty()).then_some(Peers { at, by_label })
}

/// Blocks together, or one of them.
enum Block<'a> {
    All(&'a [(&'a str, &'a [&'a str])]),
    One((&'a str, &'a [&'a str])),
}

/// Where no address is known the question is put to all blocks of the rule, and each of them is part of the answer.
fn block_matches(cluster: &Cluster, block: &Block<'_>, other: End<'_>, networks: bool, pods_count: bool) -> bool {
    let elsewhere = cluster.added.elsewhere;
    let addressed = match other {
        End::Address(_) => true,
        End::Pod(pod) => !pod.addresses.is_empty(),
        End::Domain(_) | End::Nodes(_) | End::OwnNode => false,
    };
    match block {
        Block::All(all) => blocks_match(all, other, networks, pods_count, elsewhere),
        Block::One(one) => !addressed || blocks_match(&[*one], other, networks, pods_count, elsewhere),
    }
}

/// The peers of a NetworkPolicy's rule; none mean everyone.
pub(super) fn network_peers(cluster: &Cluster, policy: &Policy, rule: &Rule, other: End<'_>) -> Option<Peers> {
    let peers = rule.peers.as_deref().unwrap_or(&[]);
    if peers.is_empty() {
        return Some(Peers { at: Vec::new(), by_label: true });
    }
    let (mut found, mut blocks) = (Vec::new(), Blocks::new());
    for (at, peer) in (0..).zip(peers) {
        match peer {
            Peer::Pods { namespaces, pods } => {
                let End::Pod(pod) = other else { continue };
                let pods: &[Requirement] = pods.as_deref().unwrap_or(&[]);
                let matches = match namespaces {
                    Some(namespaces) => in_pods(cluster, namespaces, pods, pod),
                    None => is_seen(cluster, pod) && pod.namespace == policy.namespace && selects(pods, &pod.labels),
                };
                found.extend(matches.then_some(at));
            }
            Peer::Block { cidr, except } => blocks.push((at, (cidr, except))),
        }
    }
    let by_label = !found.is_empty();
    matching(found, by_label, &blocks, |block| block_matches(cluster, block, other, false, cluster.match_pods))
}

/// The peers of a cluster-wide policy's rule, each network and name counted by itself. Networks match pods by their
/// addresses whatever the option for `ipBlock` says.
pub(super) fn admin_peers(cluster: &Cluster, rule: &AdminRule, other: End<'_>) -> Option<Peers> {
    let (mut found, mut networks, mut by_label) = (Vec::new(), Blocks::new(), false);
    let mut at = 0;
    for peer in &rule.peers {
        let first = at;
        at += match peer {
            AdminPeer::Pods(_) | AdminPeer::Nodes(_) => 1,
            AdminPeer::Networks(list) | AdminPeer::Domains(list) => list.len() as u32,
        };
        match peer {
            AdminPeer::Pods(pods) => {
                let matches = matches!(other, End::Pod(pod) if in_admin_pods(cluster, pods, pod));
                by_label |= matches;
                found.extend(matches.then_some(first));
            }
            AdminPeer::Networks(list) => networks.extend((first..).zip(list.iter().map(|one| (*one, &[][..])))),
            AdminPeer::Nodes(selector) => found.extend(nodes_match(cluster, selector, other).then_some(first)),
            AdminPeer::Domains(names) => {
                found.extend(
                    (first..).zip(names).filter(|(_, name)| domain_matches(cluster, name, other)).map(|(at, _)| at),
                );
            }
        }
    }
    matching(found, by_label, &networks, |block| block_matches(cluster, block, other, true, true))
}
