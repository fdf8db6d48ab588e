//! Which nodes pods run on, as far as the input says: by the node's name (`spec.nodeName`), by its address
//! (`status.hostIP`), and by the Node objects that put the two together.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::kinds::NodeInfo;
use crate::sets::AddressSet;

use super::workloads::{Variant, Workload};

/// Index of a node that the input knows by its name or by an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HostId(pub(crate) u32);

/// A node that pods run on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Host {
    /// Its name, when it is known.
    pub(crate) name: Option<Box<str>>,
    /// Its known addresses.
    pub(crate) addresses: Vec<IpAddr>,
}

/// How many of an endpoint's pods run on the node that a connection comes from. A pod's own node always reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum OwnNode {
    /// All of them do.
    Yes,
    /// The input does not say.
    Open,
    /// Some of them do, others run elsewhere.
    Some,
    /// None of them does, or no node is asked about.
    No,
}

/// All nodes that the input knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    list: Vec<Host>,
    by_name: FxHashMap<Box<str>, HostId>,
    by_address: FxHashMap<IpAddr, HostId>,
    /// How many of them are Node objects; they come first.
    given: usize,
}

impl Hosts {
    /// Nodes of the input, and those that its pods name.
    pub(crate) fn new(nodes: &[NodeInfo], workloads: &[Workload]) -> Self {
        let mut hosts = Self::default();
        for node in nodes {
            hosts.add(Some(&node.meta.name.value), &node.addresses);
        }
        hosts.given = hosts.list.len();
        // What names both comes first, so that names and addresses of one node meet.
        let variants = || workloads.iter().flat_map(|workload| &workload.variants);
        let both = |variant: &&Variant| variant.node.is_some() && !variant.host_addresses.is_empty();
        for variant in variants().filter(both).chain(variants().filter(|variant| !both(variant))) {
            if hosts.of(variant).is_none() || both(&variant) {
                hosts.add(variant.node.as_deref(), &variant.host_addresses);
            }
        }
        hosts
    }

    fn add(&mut self, name: Option<&str>, addresses: &[IpAddr]) {
        if name.is_none() && addresses.is_empty() {
            return;
        }
        let next = HostId(self.list.len() as u32);
        let named = name.and_then(|name| self.by_name.get(name));
        let known = named.or_else(|| addresses.iter().find_map(|address| self.by_address.get(address)));
        let id = known.copied().unwrap_or(next);
        if id == next {
            self.list.push(Host::default());
        }
        let Some(host) = self.list.get_mut(id.0 as usize) else { return };
        if let Some(name) = name.filter(|_| host.name.is_none()) {
            host.name = Some(name.into());
            self.by_name.insert(name.into(), id);
        }
        for address in addresses {
            if !self.by_address.contains_key(address) {
                self.by_address.insert(*address, id);
                host.addresses.push(*address);
            }
        }
    }

    /// The node of a pod; `None` where the input does not say, as for a template.
    pub(crate) fn of(&self, variant: &Variant) -> Option<HostId> {
        let named = variant.node.as_ref().and_then(|name| self.by_name.get(name));
        named.or_else(|| variant.host_addresses.iter().find_map(|address| self.by_address.get(address))).copied()
    }

    /// The node.
    pub(crate) fn get(&self, id: HostId) -> Option<&Host> {
        self.list.get(id.0 as usize)
    }

    /// The Node objects that have addresses.
    pub(crate) fn given(&self) -> impl Iterator<Item = (HostId, &Host)> {
        let nodes = self.list.iter().zip(0..).take(self.given);
        nodes.filter(|(host, _)| !host.addresses.is_empty()).map(|(host, at)| (HostId(at), host))
    }

    /// The addresses of all nodes.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.list.iter().flat_map(|host| &host.addresses).copied()
    }

    /// The nodes that have these addresses; `None` where one of them is of no node, and where there are too many to be
    /// nodes.
    pub(crate) fn having(&self, addresses: &AddressSet) -> Option<Vec<HostId>> {
        let mut found = Vec::new();
        for (first, last) in addresses.ranges() {
            let single = (first == last).then_some(first)?;
            found.push(*self.by_address.get(&single)?);
        }
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then_some(found)
    }

    /// Whether pods on some nodes run on the node that a connection comes from; `None` in a list is a node that is not
    /// known.
    pub(crate) fn own_node(&self, sources: &[Option<HostId>], hosts: &[Option<HostId>]) -> OwnNode {
        let pairs = || sources.iter().flat_map(|source| hosts.iter().map(move |host| self.is_same(*source, *host)));
        let (mut same, mut other, mut open) = (false, false, false);
        for found in pairs() {
            match found {
                Some(true) => same = true,
                Some(false) => other = true,
                None => open = true,
            }
        }
        match (same, open, other) {
            (true, _, true) => OwnNode::Some,
            (true, false, false) => OwnNode::Yes,
            (_, true, false) => OwnNode::Open,
            (_, _, _) => OwnNode::No,
        }
    }

    /// Whether two nodes are one; `None` where that is not known: one has a name alone, the other an address alone.
    fn is_same(&self, left: Option<HostId>, right: Option<HostId>) -> Option<bool> {
        let (left, right) = (left?, right?);
        if left == right {
            return Some(true);
        }
        let (one, two) = (self.get(left)?, self.get(right)?);
        let apart = |named: &Host, addressed: &Host| named.addresses.is_empty() && addressed.name.is_none();
        (!apart(one, two) && !apart(two, one)).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(node: Option<&str>, address: Option<&str>) -> Variant {
        Variant {
            pod: None,
            count: 1,
            numbers: crate::sets::Intervals::empty(),
            labels: std::sync::Arc::default(),
            ports: std::sync::Arc::default(),
            addresses: Vec::new(),
            host_addresses: address.map(|address| address.parse().unwrap()).into_iter().collect(),
            node: node.map(Into::into),
            host_network: false,
        }
    }

    fn workload(variants: Vec<Variant>) -> Workload {
        Workload {
            namespace: "n".into(),
            name: "w".into(),
            kind: crate::kinds::WorkloadKind::Deployment,
            variants,
            replicas: None,
            bare: false,
            ordinals: None,
            span: podreach_syntax::Span::default(),
        }
    }

    #[test]
    fn names_and_addresses_of_one_node_meet() {
        let variants = vec![
            variant(Some("a"), None),
            variant(None, Some("10.0.0.1")),
            variant(Some("a"), Some("10.0.0.1")),
            variant(Some("b"), None),
            variant(None, Some("10.0.0.9")),
            variant(None, None),
        ];
        let workloads = [workload(variants)];
        let hosts = Hosts::new(&[], &workloads);
        let [a, address, both, b, stray, none] =
            <[_; 6]>::try_from(workloads[0].variants.iter().map(|one| hosts.of(one)).collect::<Vec<_>>()).unwrap();
        assert!(a.is_some() && a == address && a == both);
        assert_eq!(hosts.own_node(&[a], &[both]), OwnNode::Yes);
        assert_eq!(hosts.own_node(&[a], &[b]), OwnNode::No);
        assert_eq!(hosts.own_node(&[a], &[a, b]), OwnNode::Some);
        assert_eq!(hosts.own_node(&[b], &[stray]), OwnNode::Open);
        assert_eq!(hosts.own_node(&[a], &[stray]), OwnNode::No);
        assert_eq!(hosts.own_node(&[a], &[none]), OwnNode::Open);
        assert_eq!(hosts.own_node(&[a], &[none, b]), OwnNode::No);
        assert_eq!(hosts.own_node(&[a], &[]), OwnNode::No);
        let one = AddressSet::of(&["10.0.0.1".parse().unwrap()]);
        assert_eq!(hosts.having(&one), Some(vec![a.unwrap()]));
        assert_eq!(hosts.having(&one.union(&AddressSet::of(&["10.0.0.2".parse().unwrap()]))), None);
    }
}
