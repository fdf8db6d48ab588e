//! Variants of pods that some policy may distinguish, before they are folded into classes.

use std::net::IpAddr;

use crate::inventory::NamespaceInfo;
use crate::inventory::hosts::HostId;
use crate::inventory::representatives::{NamespaceRef, Representative};
use crate::inventory::workloads::Workload;
use crate::kinds::ContainerPort;
use crate::sets::Labels;

/// Where a unit lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HomeId(pub(crate) u32);

/// A pod variant of a workload, or a representative.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PodVariant<'a> {
    pub(crate) home: HomeId,
    pub(crate) labels: &'a Labels,
    /// Declared ports; `None` for representatives, whose ports are not known.
    pub(crate) ports: Option<&'a [ContainerPort]>,
    pub(crate) addresses: &'a [IpAddr],
    pub(crate) host_network: bool,
    /// The one node that all pods like it of its workload run on, where a connection may come from that node.
    pub(crate) node: Option<HostId>,
}

impl PodVariant<'_> {
    /// Whether both are at home in one namespace, have the same labels in memory, and share their node's network or not.
    pub(crate) fn is_labelled_like(&self, other: &Self) -> bool {
        self.home == other.home && self.host_network == other.host_network && std::ptr::eq(self.labels, other.labels)
    }

    /// Whether both declare the same ports in the same order.
    pub(crate) fn declares_like(&self, other: &Self) -> bool {
        match (self.ports, other.ports) {
            (Some(ports), Some(others)) => {
                ports.len() == others.len() && ports.iter().zip(others).all(|(left, right)| left.is_same(right))
            }
            (ports, others) => ports.is_none() && others.is_none(),
        }
    }
}

/// Namespaces as selectors see them: known ones first, then those of representatives.
#[derive(Debug, Default)]
pub(crate) struct NamespaceRefs<'a> {
    /// Name, when it is known, and labels.
    pub(crate) list: Vec<(Option<&'a str>, &'a Labels)>,
    /// Whether its labels are known: from a Namespace object, or of a representative from the selector behind it.
    pub(crate) declared: Vec<bool>,
}

impl<'a> NamespaceRefs<'a> {
    pub(crate) fn new(namespaces: &'a [NamespaceInfo]) -> Self {
        Self {
            list: namespaces.iter().map(|namespace| (Some(&*namespace.name), &namespace.labels)).collect(),
            declared: namespaces.iter().map(|namespace| namespace.declared).collect(),
        }
    }

    /// The id of a known namespace. They are sorted by name.
    pub(crate) fn named(&self, name: &str) -> Option<HomeId> {
        let known = self.list.partition_point(|(known, _)| known.is_some_and(|known| known < name));
        let found = self.list.get(known).is_some_and(|(known, _)| *known == Some(name));
        found.then_some(HomeId(known as u32))
    }

    /// Adds the home of a representative.
    pub(crate) fn of(&mut self, representative: &'a Representative) -> HomeId {
        if let NamespaceRef::Named(name) = &representative.home
            && let Some(id) = self.named(name)
        {
            return id;
        }
        self.list.push((None, &representative.namespace_labels));
        self.declared.push(true);
        HomeId(self.list.len() as u32 - 1)
    }
}

/// The units of workloads, in order, with the index of workload and variant.
pub(crate) fn of_workloads<'a>(
    workloads: &'a [Workload],
    homes: &NamespaceRefs<'_>,
) -> Vec<(PodVariant<'a>, usize, usize)> {
    let mut units = Vec::new();
    for (at, workload) in workloads.iter().enumerate() {
        let Some(home) = homes.named(&workload.namespace) else { continue };
        for (variant_at, variant) in workload.variants.iter().enumerate() {
            let unit = PodVariant {
                home,
                labels: &variant.labels,
                ports: Some(&variant.ports),
                addresses: &variant.addresses,
                host_network: variant.host_network,
                node: None,
            };
            units.push((unit, at, variant_at));
        }
    }
    units
}
