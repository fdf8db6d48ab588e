//! Who stands at an end of a connection, and what matches it: labels, addresses, node selectors, domain names.

use std::net::IpAddr;

use crate::model::{AdminPeer, AdminPods, Cluster, Labels, Peer, Pod, Requirement};

/// Who stands at one end of a connection.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// A pod.
    Pod(&'a Pod),
    /// An address outside.
    Address(IpAddr),
    /// What a name of a rule resolves to; with `*.` in front any name below it.
    Domain(&'a str),
    /// Nodes that a rule selects and that the input does not hold (or not with an address).
    Nodes(&'a [Requirement]),
    /// The node that hosts the pod at the other end.
    OwnNode,
}

fn label(labels: &Labels, key: &str) -> Option<&'static str> {
    labels.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
}

pub(super) fn selects(requirements: &[Requirement], labels: &Labels) -> bool {
    for requirement in requirements {
        let met = match requirement {
            Requirement::Label(key, value) => label(labels, key) == Some(value),
            Requirement::In(key, values) => label(labels, key).is_some_and(|found| values.contains(&found)),
            Requirement::NotIn(key, values) => !label(labels, key).is_some_and(|found| values.contains(&found)),
            Requirement::Exists(key) => label(labels, key).is_some(),
            Requirement::DoesNotExist(key) => label(labels, key).is_none(),
        };
        if !met {
            return false;
        }
    }
    true
}

fn namespace_labels(cluster: &Cluster, name: &'static str) -> Labels {
    let found = cluster.namespaces.iter().find(|namespace| namespace.name == name);
    let mut labels = found.map(|found| found.labels.clone()).unwrap_or_default();
    labels.push(("kubernetes.io/metadata.name", name));
    labels
}

/// Whether selectors see the labels of a pod: not when it is on its node's network and counts as the node.
pub(super) fn is_seen(cluster: &Cluster, pod: &Pod) -> bool {
    cluster.host_pods || !pod.host_network
}

/// Whether a pod is in a namespace that matches and matches itself.
pub(super) fn in_pods(cluster: &Cluster, namespaces: &[Requirement], pods: &[Requirement], pod: &Pod) -> bool {
    is_seen(cluster, pod)
        && selects(namespaces, &namespace_labels(cluster, pod.namespace))
        && selects(pods, &pod.labels)
}

/// The pods of a subject or peer of a cluster-wide policy.
pub(super) fn in_admin_pods(cluster: &Cluster, found: &AdminPods, pod: &Pod) -> bool {
    match found {
        AdminPods::Namespaces(namespaces) => in_pods(cluster, namespaces, &[], pod),
        AdminPods::Pods { namespaces, pods } => in_pods(cluster, namespaces.as_deref().unwrap_or(&[]), pods, pod),
    }
}

pub(super) fn in_network(network: &str, address: IpAddr) -> bool {
    let (base, length) = network.split_once('/').unwrap();
    let length: u32 = length.parse().unwrap();
    match (base.parse::<IpAddr>().unwrap(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (0..length).all(|bit| (u32::from(base) >> (31 - bit)) & 1 == (u32::from(address) >> (31 - bit)) & 1)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            (0..length).all(|bit| (u128::from(base) >> (127 - bit)) & 1 == (u128::from(address) >> (127 - bit)) & 1)
        }
        _ => false,
    }
}

/// Where a network begins, and the address behind its end.
fn borders_of(network: &str) -> Vec<IpAddr> {
    let (base, length) = network.split_once('/').unwrap();
    let length: u32 = length.parse().unwrap();
    match base.parse::<IpAddr>().unwrap() {
        IpAddr::V4(base) => {
            let end = 1_u32.checked_shl(32 - length).and_then(|size| u32::from(base).checked_add(size));
            std::iter::once(u32::from(base)).chain(end).map(|at| IpAddr::V4(at.into())).collect()
        }
        IpAddr::V6(base) => {
            let end = 1_u128.checked_shl(128 - length).and_then(|size| u128::from(base).checked_add(size));
            std::iter::once(u128::from(base)).chain(end).map(|at| IpAddr::V6(at.into())).collect()
        }
    }
}

/// An address of every piece that the policies cut the address space into.
pub fn borders(cluster: &Cluster) -> Vec<IpAddr> {
    let mut networks: Vec<String> = vec!["0.0.0.0/0".into(), "::/0".into()];
    let network = cluster.policies.iter().flat_map(|policy| policy.ingress.iter().chain(&policy.egress).flatten());
    for peer in network.flat_map(|rule| rule.peers.iter().flatten()) {
        if let Peer::Block { cidr, except } = peer {
            networks.push((*cidr).into());
            networks.extend(except.iter().map(|network| (*network).to_owned()));
        }
    }
    let admin = cluster.admin.iter().flat_map(|policy| policy.egress.iter().flatten());
    for peer in admin.flat_map(|rule| &rule.peers) {
        if let AdminPeer::Networks(found) = peer {
            networks.extend(found.iter().map(|network| (*network).to_owned()));
        }
    }
    for address in cluster.nodes.iter().flat_map(|node| &node.addresses) {
        networks.push(format!("{address}/{}", if address.contains(':') { 128 } else { 32 }));
    }
    networks.iter().flat_map(|network| borders_of(network)).collect()
}

/// Whether blocks with holes together hold every IPv4 address. What they hold changes only where a network begins, and
/// behind where it ends.
fn hold_all_of_v4(blocks: &[(&str, &[&str])]) -> bool {
    let networks = blocks.iter().flat_map(|(network, holes)| std::iter::once(network).chain(*holes));
    let marks = networks.flat_map(|network| borders_of(network)).chain([IpAddr::V4(0.into())]);
    marks.filter(IpAddr::is_ipv4).all(|mark| in_blocks(blocks, mark))
}

fn in_blocks(blocks: &[(&str, &[&str])], address: IpAddr) -> bool {
    blocks
        .iter()
        .any(|(network, holes)| in_network(network, address) && !holes.iter().any(|hole| in_network(hole, address)))
}

/// Whether address blocks match an end: by any address of it. One whose address is not known is matched only where every
/// IPv4 address is. `networks` tells blocks of cluster-wide policies from an `ipBlock`, which means nothing for the own
/// node; `pods_count` whether pods are matched at all.
/// `elsewhere` is the address of an end that is no pod, in a completion that gives it one.
pub(super) fn blocks_match(
    blocks: &[(&str, &[&str])],
    end: End<'_>,
    networks: bool,
    pods_count: bool,
    elsewhere: Option<IpAddr>,
) -> bool {
    let lies_in = |address: Option<IpAddr>| address.is_some_and(|address| in_blocks(blocks, address));
    match end {
        End::Address(address) => in_blocks(blocks, address),
        End::Domain(_) | End::Nodes(_) => hold_all_of_v4(blocks) || lies_in(elsewhere),
        End::OwnNode => networks && (hold_all_of_v4(blocks) || lies_in(elsewhere)),
        End::Pod(_) if !pods_count => false,
        End::Pod(pod) if pod.addresses.is_empty() => hold_all_of_v4(blocks) || lies_in(pod.assumed),
        End::Pod(pod) => pod.addresses.iter().any(|address| in_blocks(blocks, address.parse().unwrap())),
    }
}

/// Whether nodes that are known by `known` alone are all selected: tried with every combination of labels.
fn all_selected(known: &[Requirement], selector: &[Requirement]) -> bool {
    let values = [None, Some("a"), Some("b"), Some("c"), Some("another")];
    for role in values {
        for zone in values {
            let mut labels = Labels::new();
            labels.extend(role.map(|value| ("role", value)));
            labels.extend(zone.map(|value| ("zone", value)));
            if selects(known, &labels) && !selects(selector, &labels) {
                return false;
            }
        }
    }
    true
}

fn node_addresses(cluster: &Cluster, selector: &[Requirement]) -> Vec<IpAddr> {
    let nodes = cluster.nodes.iter().filter(|node| selects(selector, &node.labels));
    nodes.flat_map(|node| &node.addresses).map(|address| address.parse().unwrap()).collect()
}

/// Whether a selector matches a node whose address is known.
pub(super) fn has_node(cluster: &Cluster, selector: &[Requirement]) -> bool {
    !node_addresses(cluster, selector).is_empty()
}

/// Whether a node selector matches an end: by the addresses of the nodes; where none is known, by what is known of the
/// node.
pub(super) fn nodes_match(cluster: &Cluster, selector: &[Requirement], end: End<'_>) -> bool {
    let addresses = || node_addresses(cluster, selector);
    match end {
        End::Address(address) => addresses().contains(&address),
        End::Domain(_) => false,
        End::Nodes(known) => all_selected(known, selector),
        End::OwnNode => {
            let elsewhere = cluster.added.elsewhere;
            all_selected(&[], selector) || elsewhere.is_some_and(|address| addresses().contains(&address))
        }
        End::Pod(pod) => {
            let by_address = pod.addresses.iter().any(|address| addresses().contains(&address.parse().unwrap()))
                || pod.assumed.is_some_and(|address| addresses().contains(&address));
            by_address || (!is_seen(cluster, pod) && all_selected(&[], selector))
        }
    }
}

/// Whether a pattern matches a name, or every name below one: `*.` stands for one or more labels. An address is matched by
/// the names that resolve to it.
pub(super) fn domain_matches(cluster: &Cluster, pattern: &str, end: End<'_>) -> bool {
    if let End::Address(_) = end {
        let resolved = &cluster.added.resolved;
        return resolved.iter().any(|name| domain_matches(cluster, pattern, End::Domain(name)));
    }
    let End::Domain(name) = end else { return false };
    let labels = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    match (pattern.strip_prefix("*."), name.strip_prefix("*.")) {
        (None, _) => pattern == name,
        (Some(below), Some(name)) => labels(name).ends_with(&labels(below)),
        (Some(below), None) => labels(name).len() > labels(below).len() && labels(name).ends_with(&labels(below)),
    }
}

/// Ends that rules name and that have no known address, each once.
pub fn unaddressed(cluster: &Cluster) -> Vec<End<'_>> {
    let mut ends = Vec::new();
    let rules = cluster.admin.iter().flat_map(|policy| policy.egress.iter().flatten());
    let mut seen = Vec::new();
    for peer in rules.flat_map(|rule| &rule.peers) {
        let found: Vec<(String, End<'_>)> = match peer {
            AdminPeer::Pods(_) | AdminPeer::Networks(_) => Vec::new(),
            AdminPeer::Domains(names) => names.iter().map(|name| ((*name).to_owned(), End::Domain(name))).collect(),
            AdminPeer::Nodes(selector) if has_node(cluster, selector) => Vec::new(),
            AdminPeer::Nodes(selector) if all_selected(selector, NOBODY) => Vec::new(),
            AdminPeer::Nodes(selector) => vec![(crate::model::canonical(selector), End::Nodes(selector))],
        };
        for (name, end) in found {
            if !seen.contains(&name) {
                seen.push(name);
                ends.push(end);
            }
        }
    }
    ends
}

/// What no labels meet.
const NOBODY: &[Requirement] = &[Requirement::Exists("role"), Requirement::DoesNotExist("role")];
