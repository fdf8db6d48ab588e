//! The address space cut by both sides: addresses that lie in the same part before and in the same part after.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind};
use crate::sets::{AddressSet, Intervals, Point};

/// Parts of the outside by their endpoints before and after, in order of those.
pub fn outside(sides: [&Analysis; 2]) -> Vec<([EndpointId; 2], AddressSet)> {
    let parts = sides.map(|analysis| {
        let all = analysis.endpoint_ids();
        all.filter_map(|(id, endpoint)| Some((id, external(endpoint)?))).collect::<Vec<(EndpointId, &AddressSet)>>()
    });
    let v4 = cut(parts.each_ref().map(|parts| line(parts, |addresses| &addresses.v4)));
    let mut v6 = cut(parts.each_ref().map(|parts| line(parts, |addresses| &addresses.v6)));
    let mut found: BTreeMap<[EndpointId; 2], AddressSet> = BTreeMap::new();
    for (ids, ranges) in v4 {
        let v6 = v6.remove(&ids).unwrap_or_default();
        found.insert(ids, AddressSet { v4: Intervals::from_ranges(ranges), v6: Intervals::from_ranges(v6) });
    }
    for (ids, ranges) in v6 {
        found.insert(ids, AddressSet { v4: Intervals::empty(), v6: Intervals::from_ranges(ranges) });
    }
    found.into_iter().collect()
}

const fn external(endpoint: &crate::inventory::Endpoint) -> Option<&AddressSet> {
    match &endpoint.kind {
        EndpointKind::External(addresses) => Some(addresses),
        _ => None,
    }
}

/// The ranges of one family with the endpoint that they belong to, ascending. Parts do not overlap.
fn line<T: Point>(
    parts: &[(EndpointId, &AddressSet)],
    family: impl Fn(&AddressSet) -> &Intervals<T>,
) -> Vec<(T, T, EndpointId)> {
    let mut all: Vec<(T, T, EndpointId)> = Vec::new();
    for (id, addresses) in parts {
        all.extend(family(addresses).ranges().iter().map(|(first, last)| (*first, *last, *id)));
    }
    all.sort_unstable();
    all
}

/// Merges the ranges of both sides, which are ascending and do not overlap on one side: those that lie in the same two
/// endpoints.
pub(super) fn cut<T: Point>([before, after]: [Vec<(T, T, EndpointId)>; 2]) -> BTreeMap<[EndpointId; 2], Vec<(T, T)>> {
    let mut found: BTreeMap<[EndpointId; 2], Vec<(T, T)>> = BTreeMap::new();
    let (mut old, mut new) = (before.into_iter().peekable(), after.into_iter().peekable());
    while let (Some((first, last, was)), Some((start, end, is))) = (old.peek().copied(), new.peek().copied()) {
        let (from, to) = (first.max(start), last.min(end));
        if from <= to {
            found.entry([was, is]).or_default().push((from, to));
        }
        if last < end {
            old.next();
        } else {
            new.next();
        }
    }
    found
}
