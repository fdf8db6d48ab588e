//! Endpoints of both sides, matched by name; the parts of a workload by their pods.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, EndpointKind};
use crate::sets::{Labels, UNKNOWN_VALUE};

use super::model::{DiffOptions, Fact, PeerChange};
use super::objects::{WorkloadKey, workload};
use super::parts::matched;

/// All workloads of both sides and, where wanted, others; by name.
pub(super) fn peers(sides: [&Analysis; 2], options: &DiffOptions) -> Vec<PeerChange> {
    let mut workloads: BTreeMap<WorkloadKey, [Vec<EndpointId>; 2]> = BTreeMap::new();
    let mut others: BTreeMap<&str, [Option<EndpointId>; 2]> = BTreeMap::new();
    for (side, analysis) in sides.into_iter().enumerate() {
        for (id, endpoint) in analysis.endpoint_ids() {
            if let Some(key) = workload(endpoint) {
                if let Some(parts) = workloads.entry(key).or_default().get_mut(side) {
                    parts.push(id);
                }
            } else if is_wanted(endpoint, options)
                && let Some(slot) = others.entry(&endpoint.peer).or_default().get_mut(side)
            {
                *slot = Some(id);
            }
        }
    }
    let mut list = Vec::new();
    let mut add = |name: &str, [before, after]: [Option<EndpointId>; 2], representative: bool| {
        let facts = before.zip(after).map(|ids| facts(sides, ids)).unwrap_or_default();
        list.push(PeerChange { name: name.to_owned(), before, after, representative, facts });
    };
    for parts in workloads.into_values() {
        for (name, ids) in matched(sides, &parts) {
            add(&name, ids, false);
        }
    }
    for (name, ids) in others {
        if !options.jointly || is_on_both(sides, ids) {
            add(name, ids, true);
        }
    }
    list.sort_by(|left, right| (&left.name, left.before, left.after).cmp(&(&right.name, right.before, right.after)));
    list
}

/// Whether an endpoint that is no workload is compared, as far as one side can tell.
fn is_wanted(endpoint: &Endpoint, options: &DiffOptions) -> bool {
    match endpoint.kind {
        EndpointKind::Representative => options.jointly || options.representatives && !endpoint.hidden,
        _ => options.jointly && endpoint.is_only_reached(),
    }
}

/// Whether both sides have it, and it says something on one of them.
fn is_on_both(sides: [&Analysis; 2], ids: [Option<EndpointId>; 2]) -> bool {
    let found = || sides.into_iter().zip(ids).filter_map(|(analysis, id)| Some(analysis.endpoint(id?)));
    found().count() == 2 && found().any(|endpoint| !endpoint.hidden)
}

/// Whether labels differ in what is known of them.
fn labels_differ(was: &Labels, is: &Labels) -> bool {
    let same = |left: Option<&Box<str>>, right: Option<&Box<str>>| match (left, right) {
        (Some(left), Some(right)) => left == right || [left, right].into_iter().any(|value| **value == *UNKNOWN_VALUE),
        (left, right) => left.is_none() && right.is_none(),
    };
    was.keys().chain(is.keys()).any(|key| !same(was.get(key), is.get(key)))
}

fn facts([before, after]: [&Analysis; 2], (old, new): (EndpointId, EndpointId)) -> Vec<Fact> {
    let (was, is) = (before.endpoint(old), after.endpoint(new));
    let ports = |left: &[crate::kinds::ContainerPort], right: &[crate::kinds::ContainerPort]| {
        let within = |left: &[crate::kinds::ContainerPort], right: &[crate::kinds::ContainerPort]| {
            left.iter().all(|port| right.iter().any(|other| other.is_same(port)))
        };
        within(left, right) && within(right, left)
    };
    let namespace_labels = |analysis: &'_ Analysis, name: Option<&str>| {
        let all = &analysis.namespaces;
        let at = name.and_then(|name| all.binary_search_by(|found| (*found.name).cmp(name)).ok());
        at.and_then(|at| all.get(at)).map(|found| found.labels.clone())
    };
    let name = was.namespace.as_deref();
    [
        (Fact::Labels, labels_differ(&was.labels, &is.labels)),
        (Fact::NamespaceLabels, namespace_labels(before, name) != namespace_labels(after, name)),
        (Fact::Ports, !ports(&was.ports, &is.ports)),
        (Fact::HostNetwork, was.host_network != is.host_network),
        (Fact::Addresses, was.addresses != is.addresses),
    ]
    .into_iter()
    .filter_map(|(fact, differs)| differs.then_some(fact))
    .collect()
}
