//! The parts of a workload on both sides, matched by the pods that they stand for. Policies may tell other pods apart on one
//! side than on the other, so that a part of one side lies in several of the other. A part is there on one side only if none of
//! its pods is on the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::kinds::WorkloadKind;
use crate::kinds::added::ordinal;

use super::outside::cut;

/// A name, and the endpoints before and after.
pub(super) type Match = (String, [Option<EndpointId>; 2]);

/// The parts of one workload, matched.
pub(super) fn matched(sides: [&Analysis; 2], parts: &[Vec<EndpointId>; 2]) -> Vec<Match> {
    let [old, new] = sides;
    let [before, after] = parts.each_ref().map(Vec::as_slice);
    let known =
        sides.into_iter().zip(parts).all(|(analysis, ids)| ids.iter().all(|id| is_known(analysis.endpoint(*id))));
    match (before, after) {
        ([was], [is]) => vec![(new.endpoint(*is).peer.clone(), [Some(*was), Some(*is)])],
        // Pods come and go with other names, or have none: each part is one of the whole.
        (parts, [whole]) if !known && !parts.is_empty() => {
            parts.iter().map(|id| (old.endpoint(*id).peer.clone(), [Some(*id), Some(*whole)])).collect()
        }
        ([whole], parts) if !known && !parts.is_empty() => {
            parts.iter().map(|id| (new.endpoint(*id).peer.clone(), [Some(*whole), Some(*id)])).collect()
        }
        _ => by_pod(sides, parts),
    }
}

/// Whether the names of its pods are known and stay: those of a StatefulSet.
fn is_known(endpoint: &Endpoint) -> bool {
    let numbered = matches!(endpoint.workload(), Some((WorkloadKind::StatefulSet, _)));
    numbered && !(endpoint.pods.is_empty() && endpoint.numbers.is_empty())
}

/// Pods that lie in the same two parts are one peer. It is called as the parts are, or else by its first pod.
fn by_pod(sides: [&Analysis; 2], parts: &[Vec<EndpointId>; 2]) -> Vec<Match> {
    let [old, new] = sides;
    let peer = |side: usize, id: EndpointId| if side == 0 { &old.endpoint(id).peer } else { &new.endpoint(id).peer };
    let mut list: Vec<Match> = Vec::new();
    let mut found: [BTreeSet<EndpointId>; 2] = Default::default();
    for ([was, is], pod) in shared(sides, parts) {
        let endpoint = new.endpoint(is);
        let name = if peer(0, was) == peer(1, is) {
            endpoint.peer.clone()
        } else {
            format!("{}/{pod}[Pod]", endpoint.namespace.as_deref().unwrap_or_default())
        };
        list.push((name, [Some(was), Some(is)]));
        found.iter_mut().zip([was, is]).for_each(|(found, id)| _ = found.insert(id));
    }
    for (side, (ids, found)) in parts.iter().zip(&found).enumerate() {
        let alone = ids.iter().copied().filter(|id| !found.contains(id));
        list.extend(alone.map(|id| {
            let ends = if side == 0 { [Some(id), None] } else { [None, Some(id)] };
            (peer(side, id).clone(), ends)
        }));
    }
    list
}

/// Parts that have pods in common, with the name of the first of them.
fn shared(sides: [&Analysis; 2], parts: &[Vec<EndpointId>; 2]) -> BTreeMap<[EndpointId; 2], String> {
    let mut lines: [Vec<(u32, u32, EndpointId)>; 2] = Default::default();
    let mut names: BTreeMap<&str, [Option<EndpointId>; 2]> = BTreeMap::new();
    for (side, ((analysis, ids), line)) in sides.into_iter().zip(parts).zip(&mut lines).enumerate() {
        for id in ids {
            let endpoint = analysis.endpoint(*id);
            line.extend(endpoint.numbers.ranges().iter().map(|(first, last)| (*first, *last, *id)));
            for pod in &endpoint.pods {
                match number(endpoint, pod) {
                    Some(number) if endpoint.numbers.contains(number) => {}
                    Some(number) => line.push((number, number, *id)),
                    None => {
                        if let Some(slot) = names.entry(pod).or_default().get_mut(side) {
                            *slot = Some(*id);
                        }
                    }
                }
            }
        }
        line.sort_unstable();
    }
    let set = parts.iter().zip(sides).find_map(|(ids, analysis)| Some(&analysis.endpoint(*ids.first()?).workload_name));
    let first = |ranges: Vec<(u32, u32)>| ranges.first().map_or(0, |(first, _)| *first);
    let numbered = cut(lines).into_iter();
    let mut found: BTreeMap<[EndpointId; 2], String> =
        numbered.map(|(ids, ranges)| (ids, format!("{}-{}", set.map_or("", |set| set), first(ranges)))).collect();
    for (pod, ids) in names {
        if let [Some(was), Some(is)] = ids {
            found.entry([was, is]).or_insert_with(|| pod.to_owned());
        }
    }
    found
}

/// The ordinal in the name of a pod of a StatefulSet.
fn number(endpoint: &Endpoint, pod: &str) -> Option<u32> {
    let (WorkloadKind::StatefulSet, name) = endpoint.workload()? else { return None };
    let (set, digits) = ordinal(pod)?;
    if set == name { digits.parse().ok() } else { None }
}
