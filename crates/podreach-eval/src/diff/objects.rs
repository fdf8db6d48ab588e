//! Policies, namespaces and workloads of both sides, matched by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::Endpoint;
use crate::kinds::ObjectRef;
use crate::policy::{Direction, Policy, PolicyId, Rule};

use super::model::{ChangeKind, NamespaceChange, PolicyChange, WorkloadChange};

/// All policies of both sides, by kind, namespace and name. Where a side has several of one name, they are matched in order.
pub(super) fn policies<'a>(sides: [&'a Analysis; 2]) -> Vec<PolicyChange> {
    // By kind, namespace, name and group.
    type Key<'a> = ((&'a str, Option<&'a str>, &'a str), &'a str);
    let key = |object: ObjectRef<'a>| -> Key<'a> { ((object.kind, object.namespace, object.name), object.group) };
    let mut found: BTreeMap<Key<'_>, [Vec<PolicyId>; 2]> = BTreeMap::new();
    for (side, analysis) in sides.into_iter().enumerate() {
        for policy in &analysis.policies.list {
            if let Some(list) = found.entry(key(policy.object_ref())).or_default().get_mut(side) {
                list.push(policy.id);
            }
        }
    }
    let rejected: BTreeSet<Key<'_>> = sides
        .iter()
        .flat_map(|analysis| &analysis.rejected_policies)
        .map(|policy| key(policy.meta.object_ref()))
        .collect();
    let mut list = Vec::new();
    for (object, [before, after]) in found {
        for at in 0..before.len().max(after.len()) {
            let ids = [before.get(at).copied(), after.get(at).copied()];
            let change = change(sides, ids);
            let missing = ids.iter().any(Option::is_none);
            let rejected = missing && rejected.contains(&object);
            let [before, after] = ids;
            let (kind, namespace, name) = object.0;
            let (kind, namespace, name) = (kind.into(), namespace.map(Into::into), name.into());
            list.push(PolicyChange { kind, namespace, name, before, after, change, rejected });
        }
    }
    list
}

fn change([before, after]: [&Analysis; 2], ids: [Option<PolicyId>; 2]) -> Option<ChangeKind> {
    match ids {
        [None, _] => Some(ChangeKind::Added),
        [_, None] => Some(ChangeKind::Removed),
        [Some(old), Some(new)] => {
            let same = match (before.policy(old), after.policy(new)) {
                (Some(old), Some(new)) => same_policy(old, new) && tier(before, old) == tier(after, new),
                _ => true,
            };
            (!same).then_some(ChangeKind::Changed)
        }
    }
}

/// The name of a policy's tier. Its number depends on which dialects an input has.
fn tier<'a>(analysis: &'a Analysis, policy: &Policy) -> Option<&'a str> {
    analysis.policies.tier(policy.tier).map(|tier| &*tier.name)
}

/// Whether two policies say the same, wherever they are written.
fn same_policy(old: &Policy, new: &Policy) -> bool {
    let rules = |old: &[Rule], new: &[Rule]| {
        old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same_rule(old, new))
    };
    let does_the_same = |direction| match (old.rules(direction), new.rules(direction)) {
        (None, None) => true,
        (Some(before), Some(after)) => old.isolates(direction) == new.isolates(direction) && rules(before, after),
        _ => false,
    };
    old.subject == new.subject
        && old.order == new.order
        && does_the_same(Direction::Ingress)
        && does_the_same(Direction::Egress)
}

/// Whether two rules say the same, wherever they are written.
pub fn same_rule(old: &Rule, new: &Rule) -> bool {
    let peers = old.peers.as_deref().map(|list| list.iter().map(|peer| &peer.matches));
    let others = new.peers.as_deref().map(|list| list.iter().map(|peer| &peer.matches));
    old.action == new.action && old.own == new.own && equal(peers, others) && same_ports(old, new)
}

/// Whether two rules name the same ports.
pub(super) fn same_ports(old: &Rule, new: &Rule) -> bool {
    let ports = old.ports.as_deref().map(|list| list.iter().map(|port| &port.matches));
    let others = new.ports.as_deref().map(|list| list.iter().map(|port| &port.matches));
    equal(ports, others)
}

fn equal<T: PartialEq>(old: Option<impl Iterator<Item = T>>, new: Option<impl Iterator<Item = T>>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => old.eq(new),
        _ => false,
    }
}

/// Namespaces that are there on one side only, or have other labels. Those that are only referred to count as well: what a
/// selector sees of them is their name.
pub(super) fn namespaces([before, after]: [&Analysis; 2]) -> Vec<NamespaceChange> {
    let of = |analysis: &'_ Analysis| {
        let all = analysis.namespaces.iter();
        all.map(|found| (found.name.clone(), found.labels.clone())).collect::<BTreeMap<_, _>>()
    };
    let (old, new) = (of(before), of(after));
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).map(|name| &**name).collect();
    let change = |name: &str| {
        let change = match (old.get(name), new.get(name)) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            (old, new) if old != new => ChangeKind::Changed,
            _ => return None,
        };
        Some(NamespaceChange { name: name.into(), change })
    };
    names.into_iter().filter_map(change).collect()
}

/// What makes a workload the same one on both sides: namespace, name and kind.
pub(super) type WorkloadKey = (Box<str>, String, String);

/// The key of an endpoint that is a workload or a part of one.
pub(super) fn workload(endpoint: &Endpoint) -> Option<WorkloadKey> {
    let (kind, name) = endpoint.workload()?;
    Some((endpoint.namespace.clone().unwrap_or_default(), name.to_owned(), kind.to_string()))
}

/// Workloads that are there on one side only.
pub(super) fn workloads([before, after]: [&Analysis; 2]) -> Vec<WorkloadChange> {
    let of = |analysis: &Analysis| analysis.endpoints.iter().filter_map(workload).collect::<BTreeSet<_>>();
    let (old, new) = (of(before), of(after));
    let name = |(namespace, name, kind): &WorkloadKey| format!("{namespace}/{name}[{kind}]");
    let gone = old.difference(&new).map(|key| WorkloadChange { name: name(key), change: ChangeKind::Removed });
    let come = new.difference(&old).map(|key| WorkloadChange { name: name(key), change: ChangeKind::Added });
    let mut list: Vec<WorkloadChange> = gone.chain(come).collect();
    list.sort_by(|left, right| left.name.cmp(&right.name));
    list
}
