//! Which pods share a node with what connects from that node: a pod on its network, or its address. An address of a node is
//! allowed where that very address is asked about; parts of the outside are cut by rules, and nodes do not cut them.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::hosts::{HostId, Hosts};
use crate::inventory::workloads::Workload;
use crate::reach::classes::ClassId;
use crate::reach::pod_variants::PodVariant;

/// Notes at each unit the node that all pods like it of its workload run on, where something may connect from that node:
/// a pod on its network. Returns whether there is any.
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
