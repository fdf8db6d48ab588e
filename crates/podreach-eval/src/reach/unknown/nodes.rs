//! Which pods share a node with what connects from that node: a pod on its network, or its address. An address of a node is
//! let in where that very address is asked about; parts of the outside are cut by rules, and nodes do not cut them.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::hosts::{HostId, Hosts, OwnNode};
use crate::inventory::workloads::Workload;
use crate::inventory::{EndpointId, EndpointKind};
use crate::reach::address_parts::Asked;
use crate::reach::classes::ClassId;
use crate::reach::pod_variants::PodVariant;

/// Notes at each unit the node that all pods like it of its workload run on, where something may connect from that node:
/// a pod on its network. Tells whether there is any.
pub(crate) fn place_on_nodes(
    units: &mut [PodVariant<'_>],
    placed: &[(PodVariant<'_>, usize, usize)],
    of_unit: &[ClassId],
    workloads: &[Workload],
    hosts: &Hosts,
) -> bool {
    if !units.iter().any(|unit| unit.host_network) {
        return false;
    }
    let host = |workload: usize, variant: usize| {
        workloads.get(workload).and_then(|workload| workload.variants.get(variant)).and_then(|one| hosts.of(one))
    };
    // What is one endpoint later: the pods of a workload that nothing else tells apart.
    let mut parts: BTreeMap<(usize, ClassId), BTreeSet<Option<HostId>>> = BTreeMap::new();
    for ((_, workload, variant), class) in placed.iter().zip(of_unit) {
        parts.entry((*workload, *class)).or_default().insert(host(*workload, *variant));
    }
    let only = |part: &BTreeSet<Option<HostId>>| if part.len() == 1 { part.first().copied().flatten() } else { None };
    let part = |workload: usize, class: ClassId| parts.get(&(workload, class)).and_then(only);
    let mut sources: BTreeSet<HostId> = BTreeSet::new();
    for ((unit, workload, _), class) in placed.iter().zip(of_unit) {
        sources.extend(part(*workload, *class).filter(|_| unit.host_network));
    }
    let mut any = false;
    for ((unit, (_, workload, _)), class) in units.iter_mut().zip(placed).zip(of_unit) {
        unit.node = part(*workload, *class).filter(|node| sources.contains(node));
        any |= unit.node.is_some();
    }
    any
}

impl Analysis {
    /// Whether pods run on the node that connections come from. Asked only of pods on a node's network and of addresses
    /// that are nodes'.
    pub(crate) fn own_node(&self, source: Asked<'_>, destination: EndpointId) -> OwnNode {
        let (from, to) = (self.endpoint(source.id), self.endpoint(destination));
        if !(to.is_workload() || to.is_representative()) || to.host_network {
            return OwnNode::No;
        }
        let hosts = &self.world.hosts;
        let unknown = [None];
        // Nothing is known of the node of a pod that is not in the input.
        let of_pods = if to.hosts.is_empty() { &unknown[..] } else { to.hosts.as_slice() };
        match &from.kind {
            EndpointKind::External(_) => match source.at.and_then(|at| hosts.having(at)) {
                Some(found) => hosts.own_node(&found.into_iter().map(Some).collect::<Vec<_>>(), of_pods),
                None => OwnNode::No,
            },
            _ if from.host_network => hosts.own_node(&from.hosts, of_pods),
            _ => OwnNode::No,
        }
    }
}
