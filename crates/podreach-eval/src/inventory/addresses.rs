//! What has an address, as far as the input says: a pod, a node, a Service.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::kinds::Resources;

use super::services::Backend;
use super::{EndpointId, ServiceNode};

/// What an address is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressOf {
    /// One of `clusterIPs` of a Service (by index).
    ClusterIp(usize),
    /// What a Service's load balancer has; connections from inside the cluster are led to the Service at once.
    LoadBalancer(usize),
    /// The same where they leave the cluster and come back (`ipMode: Proxy`).
    Proxy(usize),
    /// One of `externalIPs` of a Service.
    ExternalIp(usize),
    /// A pod on its own network.
    Pod(EndpointId, Box<str>),
    /// A node, by name where that is known.
    Node(Option<Box<str>>),
    /// One of the addresses that Endpoints or EndpointSlices put behind a Service.
    EndpointsObject(usize),
}

/// Addresses that the input knows. They are sorted at the first look-up, which most analyses never make.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownAddresses {
    found: Vec<(IpAddr, AddressOf)>,
    ordered: OnceLock<Vec<(IpAddr, AddressOf)>>,
}

impl KnownAddresses {
    /// Collects them. `pods` are those of workloads, with their names.
    pub(crate) fn new<'a>(
        resources: &Resources,
        services: &[ServiceNode],
        pods: impl Iterator<Item = Backend<'a>>,
    ) -> Self {
        let mut found: Vec<(IpAddr, AddressOf)> = Vec::new();
        for (at, node) in services.iter().enumerate() {
            let service = &node.service;
            let of = |addresses: &[IpAddr], is: fn(usize) -> AddressOf| -> Vec<(IpAddr, AddressOf)> {
                addresses.iter().map(|address| (*address, is(at))).collect()
            };
            found.extend(of(&service.cluster_ips, AddressOf::ClusterIp));
            found.extend(of(&service.balancer_ips, AddressOf::LoadBalancer));
            found.extend(of(&service.proxy_ips, AddressOf::Proxy));
            found.extend(of(&service.external_ips, AddressOf::ExternalIp));
            found.extend(node.addresses.iter().map(|(address, _)| (*address, AddressOf::EndpointsObject(at))));
        }
        for pod in pods {
            let Some(name) = pod.pod else { continue };
            found.extend(pod.addresses.iter().map(|address| (*address, AddressOf::Pod(pod.endpoint, name.into()))));
        }
        for node in &resources.nodes {
            let name = || Some(node.meta.name.value.clone());
            found.extend(node.addresses.iter().map(|address| (*address, AddressOf::Node(name()))));
        }
        let mut hosts: FxHashSet<(IpAddr, Option<&str>)> = FxHashSet::default();
        for pod in &resources.pods {
            for address in &pod.host_addresses {
                if hosts.insert((*address, pod.node.as_deref())) {
                    found.push((*address, AddressOf::Node(pod.node.clone())));
                }
            }
        }
        Self { found, ordered: OnceLock::new() }
    }

    /// All of them, ascending.
    fn ordered(&self) -> &[(IpAddr, AddressOf)] {
        self.ordered.get_or_init(|| {
            let set: BTreeSet<&(IpAddr, AddressOf)> = self.found.iter().collect();
            let mut list: Vec<(IpAddr, AddressOf)> = set.into_iter().cloned().collect();
            // A node is listed once, by its name where one is known.
            list.dedup_by(|later, earlier| {
                let nodes = matches!((&later.1, &earlier.1), (AddressOf::Node(Some(_)), AddressOf::Node(None)));
                let same = nodes && later.0 == earlier.0;
                if same {
                    std::mem::swap(later, earlier);
                }
                same
            });
            list
        })
    }

    /// What an address is; several things where they share it.
    pub(crate) fn at(&self, address: IpAddr) -> &[(IpAddr, AddressOf)] {
        let list = self.ordered();
        let first = list.partition_point(|(known, _)| *known < address);
        let last = list.partition_point(|(known, _)| *known <= address);
        list.get(first..last).unwrap_or(&[])
    }

    /// Addresses from `first` to `last` with all that each is.
    pub(crate) fn within(&self, first: IpAddr, last: IpAddr) -> impl Iterator<Item = &[(IpAddr, AddressOf)]> {
        let list = self.ordered();
        let from = list.partition_point(|(known, _)| *known < first);
        let to = list.partition_point(|(known, _)| *known <= last);
        list.get(from..to).unwrap_or(&[]).chunk_by(|left, right| left.0 == right.0)
    }
}
