//! Nodes: which pods run on the node that a connection comes from.

use std::net::IpAddr;

use super::End;
use super::ends::is_seen;
use crate::model::{Cluster, Place, Pod};

/// A node by what is known of it: its name, its addresses.
struct Known {
    name: Option<String>,
    addresses: Vec<IpAddr>,
}

/// What the input knows of a pod's node, with what Node objects add; `None` where it says nothing.
fn node(cluster: &Cluster, pod: &Pod) -> Option<Known> {
    let addresses = |list: &[&str]| -> Vec<IpAddr> { list.iter().map(|one| one.parse().unwrap()).collect() };
    let objects = || cluster.nodes.iter().map(|node| (node.name.clone(), addresses(&node.addresses)));
    match pod.place {
        Place::Unknown => None,
        Place::Named(at) => {
            let name = format!("node-{at}");
            let object = objects().find(|(known, _)| *known == name);
            Some(Known { name: Some(name), addresses: object.map(|(_, found)| found).unwrap_or_default() })
        }
        Place::At(list) => Some(at(cluster, &addresses(list))),
    }
}

/// The node that has one of these addresses.
fn at(cluster: &Cluster, list: &[IpAddr]) -> Known {
    let has = |one: &str| list.contains(&one.parse().unwrap());
    let object = cluster.nodes.iter().find(|node| node.addresses.iter().any(|one| has(one)));
    let name = object.map(|node| node.name.clone());
    Known { name, addresses: list.to_vec() }
}

/// Whether two nodes are one: `None` where that is not known.
fn same(left: Option<Known>, right: Option<Known>) -> Option<bool> {
    let (left, right) = (left?, right?);
    let shared = left.addresses.iter().any(|address| right.addresses.contains(address));
    match (&left.name, &right.name) {
        _ if shared => Some(true),
        (Some(one), Some(other)) => Some(one == other),
        // A name without address may be the name of the other one.
        (Some(_), None) if left.addresses.is_empty() => None,
        (None, Some(_)) if right.addresses.is_empty() => None,
        _ => Some(false),
    }
}

/// Whether an address is of a node that the input knows.
///
/// # Panics
/// Where an address of the cluster cannot be read.
pub fn is_known_node(cluster: &Cluster, address: IpAddr) -> bool {
    let of = |list: &[&str]| list.iter().any(|one| one.parse::<IpAddr>().unwrap() == address);
    let of_pod = |pod: &Pod| matches!(pod.place, Place::At(list) if of(list));
    cluster.nodes.iter().any(|node| of(&node.addresses)) || cluster.pods.iter().any(of_pod)
}

/// Whether a connection comes from the pod's own node; `None` where that is not known.
fn own(cluster: &Cluster, other: End<'_>, pod: &Pod) -> Option<bool> {
    match other {
        End::OwnNode => Some(true),
        End::Address(_) if cluster.added.parts => Some(false),
        End::Address(address) if is_known_node(cluster, address) => {
            same(Some(at(cluster, &[address])), node(cluster, pod))
        }
        End::Pod(source) if !is_seen(cluster, source) => same(node(cluster, source), node(cluster, pod)),
        _ => Some(false),
    }
}

/// Whether it is not known that a connection comes from the destination's own node.
pub fn is_open(cluster: &Cluster, source: End<'_>, destination: End<'_>) -> bool {
    matches!(destination, End::Pod(pod) if is_seen(cluster, pod) && own(cluster, source, pod).is_none())
}

/// Whether a connection comes from the pod's own node: what is not known is as the completion says.
pub(super) fn comes_from_its_node(cluster: &Cluster, other: End<'_>, pod: &Pod) -> bool {
    own(cluster, other, pod).unwrap_or(cluster.added.together)
}
