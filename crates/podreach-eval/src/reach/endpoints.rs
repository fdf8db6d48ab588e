//! Classes back to what people see: workloads, representatives, the outside, the own node.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use podreach_syntax::Span;
use rustc_hash::FxHashMap;

use crate::inventory::representatives::{NamespaceRef, Representative, namespace_labels};
use crate::inventory::workloads::{Variant, Workload};
use crate::inventory::{Endpoint, EndpointId, EndpointKind, Isolation, NamespaceLabels};
use crate::kinds::ContainerPort;
use crate::policy::{Direction, Policies};
use crate::sets::{AddressSet, ConnId, Intervals, Labels};

use super::World;
use super::classes::ClassId;

/// What tells the pods of a workload apart: their class, and the number of the Services that choose some of them.
type PartKey = (ClassId, u32);

/// Where a variant of a workload belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    /// Index of the workload.
    pub(crate) workload: usize,
    /// Index of its variant.
    pub(crate) variant: usize,
    /// The endpoint that it is part of, among those of its workload.
    pub(crate) part: PartKey,
}

/// Makes the endpoints: workloads by namespace, name and kind, then representatives, the outside, the own node.
pub(crate) fn endpoints(
    world: &World,
    workloads: &[Workload],
    placed: &[Placed],
    representatives: &[Representative],
    of_representatives: &[ClassId],
    policies: &Policies,
) -> (Vec<Endpoint>, Vec<EndpointId>) {
    let (mut list, of_placed) = of_workloads(world, workloads, placed, policies);
    for (representative, class) in representatives.iter().zip(of_representatives) {
        list.push(of_representative(world, representative, *class, policies));
    }
    list.extend(of_outside(world));
    list.extend(of_unaddressed(world));
    list.push(Endpoint {
        id: "external:own node".into(),
        peer: "external:own node".into(),
        name: "own node".into(),
        kind: EndpointKind::OwnNode,
        class: world.ranges.own_node().0,
        hidden: true,
        ..Endpoint::blank()
    });
    (list, of_placed)
}

/// The endpoints in a world after another one, in which the same policies apply to the same classes; `None` where other addresses
/// outside fare alike. `moved` says where the selectors of representatives are written now.
pub(crate) fn endpoints_after(
    endpoints: &Arc<Vec<Endpoint>>,
    world: &World,
    moved: &FxHashMap<Span, Span>,
) -> Option<Arc<Vec<Endpoint>>> {
    let outside = of_outside(world);
    let known = endpoints.iter().filter(|endpoint| !endpoint.groups.is_empty());
    if !known.map(|endpoint| (&endpoint.id, &endpoint.groups)).eq(outside.iter().map(|one| (&one.id, &one.groups))) {
        return None;
    }
    let mut changes = Vec::new();
    for (at, endpoint) in endpoints.iter().enumerate().filter(|(_, endpoint)| endpoint.is_representative()) {
        let free = endpoint.ingress.policies.is_empty() && endpoint.egress.policies.is_empty();
        let hidden = free && endpoint.any_pod && is_free(world, ClassId(endpoint.class));
        let span = endpoint.span.map(|span| moved.get(&span).copied().unwrap_or(span));
        if (hidden, span) != (endpoint.hidden, endpoint.span) {
            changes.push((at, hidden, span));
        }
    }
    let mut after = Arc::clone(endpoints);
    if !changes.is_empty() {
        let list = Arc::make_mut(&mut after);
        for (at, hidden, span) in changes {
            list.get_mut(at).into_iter().for_each(|endpoint| (endpoint.hidden, endpoint.span) = (hidden, span));
        }
    }
    Some(after)
}

fn isolation(world: &World, class: ClassId, direction: Direction, policies: &Policies) -> Isolation {
    let applied = world.engine.side(direction).policies(class).to_vec();
    let isolated = policies.isolating(&applied, direction).next().is_some();
    Isolation { policies: applied, isolated }
}

fn of_workloads(
    world: &World,
    workloads: &[Workload],
    placed: &[Placed],
    policies: &Policies,
) -> (Vec<Endpoint>, Vec<EndpointId>) {
    let mut names: FxHashMap<(&str, &str), u32> = FxHashMap::default();
    for workload in workloads {
        *names.entry((&workload.namespace, &workload.name)).or_default() += 1;
    }
    // The variants of a workload that differ, in order of their first pod.
    let mut parts: BTreeMap<usize, Vec<(PartKey, Vec<usize>)>> = BTreeMap::new();
    let mut slots: FxHashMap<(usize, PartKey), usize> = FxHashMap::default();
    for Placed { workload, variant, part } in placed {
        let known = parts.entry(*workload).or_default();
        let slot = *slots.entry((*workload, *part)).or_insert(known.len());
        match known.get_mut(slot) {
            Some((_, variants)) => variants.push(*variant),
            None => known.push((*part, vec![*variant])),
        }
    }
    let mut list = Vec::new();
    let mut ids: FxHashMap<(usize, PartKey), EndpointId> = FxHashMap::default();
    for (at, parts) in parts {
        let Some(workload) = workloads.get(at) else { continue };
        let split = parts.len() > 1;
        for (part, variants) in parts {
            let class = part.0;
            let variants = variants.iter().filter_map(|at| workload.variants.get(*at));
            let pods: Vec<Box<str>> = variants.clone().filter_map(|variant| variant.pod.clone()).collect();
            let ports = declared(variants.clone());
            let addresses = distinct(variants.clone().flat_map(|variant| &variant.addresses));
            let host_addresses = distinct(variants.clone().flat_map(|variant| &variant.host_addresses));
            let hosts: BTreeSet<_> = variants.clone().map(|variant| world.hosts.of(variant)).collect();
            let Some(variant) = variants.clone().next() else { continue };
            ids.insert((at, part), EndpointId(list.len() as u32));
            let count = variants.clone().map(|variant| variant.count).sum();
            let numbers = variants.clone().flat_map(|variant| variant.numbers.ranges()).copied().collect();
            // A part is called by its first pod, whose name no other pod of the namespace has. The pods of a StatefulSet that
            // nothing names are called as the whole.
            let named = variants.clone().all(|variant| variant.pod.is_some());
            let first = pods.first().filter(|_| split && named);
            // Of the rest, the representative labels are those whose values are not given.
            let variant = variants.clone().find(|variant| variant.pod.is_none()).unwrap_or(variant);
            let name = first.unwrap_or(&workload.name);
            let kind = if first.is_some() { "Pod" } else { workload.kind.as_str() };
            let base = format!("{}/{name}", workload.namespace);
            let peer = format!("{base}[{kind}]");
            let others = names.get(&(&*workload.namespace, &**name)).copied().unwrap_or(0);
            let alone = if first.is_some() { others == 0 } else { others == 1 };
            let part = first.map(|pod| format!("/{pod}")).unwrap_or_default();
            list.push(Endpoint {
                id: if alone { base } else { peer.clone() },
                peer,
                name: format!("{}{part}", workload.name),
                workload_name: workload.name.clone(),
                kind: EndpointKind::Workload(workload.kind.clone()),
                namespace: Some(workload.namespace.clone()),
                labels: Labels::clone(&variant.labels),
                ports,
                replicas: if split || workload.ordinals.is_some() { Some(count) } else { workload.replicas },
                bare: workload.bare,
                ordinals: workload.ordinals.filter(|_| !named),
                numbers: Intervals::from_ranges(numbers),
                // Of pods that are not in the input, some have names because something names them: a list of them would not say
                // which pods there are.
                pods: if workload.bare || !named { Vec::new() } else { pods },
                host_network: variant.host_network,
                addresses,
                host_addresses,
                hosts: hosts.into_iter().collect(),
                ingress: isolation(world, class, Direction::Ingress, policies),
                egress: isolation(world, class, Direction::Egress, policies),
                span: Some(workload.span),
                class: class.0,
                ..Endpoint::blank()
            });
        }
    }
    let none = EndpointId(u32::MAX);
    let of_placed = placed.iter().map(|one| ids.get(&(one.workload, one.part)).copied().unwrap_or(none)).collect();
    (list, of_placed)
}

fn distinct<'a>(addresses: impl Iterator<Item = &'a IpAddr>) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = addresses.copied().collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// Ports that any of the pods declares, in order.
fn declared<'a>(variants: impl Iterator<Item = &'a Variant>) -> Vec<ContainerPort> {
    let mut ports: Vec<ContainerPort> = Vec::new();
    let mut last: Option<&[ContainerPort]> = None;
    for variant in variants {
        let same = last.is_some_and(|last| {
            last.len() == variant.ports.len()
                && last.iter().zip(&*variant.ports).all(|(left, right)| left.is_same(right))
        });
        last = Some(&variant.ports);
        if same {
            continue;
        }
        for port in &*variant.ports {
            if !ports.iter().any(|known| known.is_same(port)) {
                ports.push(port.clone());
            }
        }
    }
    ports
}

/// Whether everything passes between a class and everyone whom policies apply to.
fn is_free(world: &World, class: ClassId) -> bool {
    let mut maps = world.engine.ingress.maps().iter().chain(world.engine.egress.maps());
    maps.all(|map| map.get(class) == ConnId::ALL)
}

fn of_representative(world: &World, representative: &Representative, class: ClassId, policies: &Policies) -> Endpoint {
    let (ingress, egress) =
        (isolation(world, class, Direction::Ingress, policies), isolation(world, class, Direction::Egress, policies));
    let free = ingress.policies.is_empty() && egress.policies.is_empty();
    let any_pod = representative.selector.is_empty();
    let (namespace, namespace_selector) = match &representative.home {
        NamespaceRef::Named(name) => (Some(name.clone()), None),
        NamespaceRef::Matching(selector) => (None, Some(namespace_labels(selector))),
    };
    let name = match (&namespace, any_pod) {
        (Some(_), true) => "any other pod".to_owned(),
        (None, true) if namespace_selector == Some(NamespaceLabels::Any) => "any other namespace".to_owned(),
        (None, true) => "any pod".to_owned(),
        (_, false) => representative.selector.to_string(),
    };
    Endpoint {
        id: representative.id.clone(),
        peer: representative.id.clone(),
        name,
        kind: EndpointKind::Representative,
        namespace,
        namespace_selector,
        labels: representative.labels.clone(),
        hidden: free && any_pod && is_free(world, class),
        any_pod,
        ingress,
        egress,
        span: representative.span,
        class: class.0,
        ..Endpoint::blank()
    }
}

/// What rules name outside without a known address, each an endpoint of its own.
fn of_unaddressed(world: &World) -> impl Iterator<Item = Endpoint> {
    world.ranges.unaddressed().zip(&world.outside.unaddressed).map(|(class, unaddressed)| {
        let id = format!("external:{}", unaddressed.id());
        Endpoint {
            peer: id.clone(),
            id,
            name: unaddressed.label(),
            kind: EndpointKind::External(AddressSet::empty()),
            class,
            ..Endpoint::blank()
        }
    })
}

/// The behaviour of each part of the outside towards everyone: parts with the same number behave alike. A map tells parts
/// apart by what passes; parts with what most of them get keep their numbers, so that the work grows with the others.
fn behaviours(world: &World) -> Vec<u32> {
    let count = world.outside.groups.len() as u32;
    let mut found = vec![0; count as usize];
    let first = world.ranges.outside().start;
    let Some(last) = (first + count).checked_sub(1).filter(|_| count > 0) else { return found };
    let mut next = 1;
    for map in world.engine.ingress.maps().iter().chain(world.engine.egress.maps()) {
        let mut pieces: Vec<(u32, u32, ConnId)> = Vec::new();
        let mut from = 0;
        for (start, end, id) in map.pieces_from(first).take_while(|(start, _, _)| *start <= last) {
            let (low, high) = (start.max(first) - first, end.min(last) - first);
            pieces.extend((from < low).then(|| (from, low - 1, ConnId::NONE)));
            pieces.push((low, high, id));
            from = high + 1;
        }
        pieces.extend((from < count).then(|| (from, count - 1, ConnId::NONE)));
        let mut sizes: FxHashMap<ConnId, u32> = FxHashMap::default();
        for (low, high, id) in &pieces {
            *sizes.entry(*id).or_default() += high - low + 1;
        }
        let most = pieces.iter().map(|(_, _, id)| *id).max_by_key(|id| (sizes.get(id), *id));
        let mut numbers: FxHashMap<(u32, ConnId), u32> = FxHashMap::default();
        for (low, high, id) in pieces.into_iter().filter(|(_, _, id)| Some(*id) != most) {
            for number in found.iter_mut().take(high as usize + 1).skip(low as usize) {
                *number = *numbers.entry((*number, id)).or_insert_with(|| {
                    next += 1;
                    next
                });
            }
        }
    }
    found
}

/// Address groups that behave alike towards everyone are one endpoint.
fn of_outside(world: &World) -> Vec<Endpoint> {
    let mut merged: Vec<(Vec<&AddressSet>, Vec<u32>)> = Vec::new();
    let mut known: FxHashMap<u32, usize> = FxHashMap::default();
    let groups = world.ranges.outside().zip(&world.outside.groups).zip(behaviours(world));
    for ((class, (addresses, _)), behaviour) in groups {
        match known.get(&behaviour).and_then(|at| merged.get_mut(*at)) {
            Some((sets, groups)) => {
                sets.push(addresses);
                groups.push(class);
            }
            None => {
                known.insert(behaviour, merged.len());
                merged.push((vec![addresses], vec![class]));
            }
        }
    }
    let mut merged: Vec<(AddressSet, Vec<u32>)> =
        merged.into_iter().map(|(sets, groups)| (AddressSet::union_all(sets), groups)).collect();
    merged.sort();
    let mut labels: BTreeMap<String, u32> = BTreeMap::new();
    merged
        .into_iter()
        .map(|(addresses, groups)| {
            let mut label = addresses.label();
            let seen = labels.entry(label.clone()).or_default();
            *seen += 1;
            // Long lists are cut short in labels; the cut must not make two of them equal.
            if *seen > 1 {
                label = format!("{label} ({seen})");
            }
            Endpoint {
                id: format!("external:{label}"),
                peer: format!("external:{label}"),
                name: label,
                kind: EndpointKind::External(addresses),
                class: groups.first().copied().unwrap_or_default(),
                groups,
                ..Endpoint::blank()
            }
        })
        .collect()
}

/// Which part of the outside holds an address.
pub(crate) fn outside_at(endpoints: &[Endpoint]) -> impl Fn(IpAddr) -> Option<EndpointId> {
    let mut ranges: Vec<(IpAddr, IpAddr, EndpointId)> = Vec::new();
    for (endpoint, at) in endpoints.iter().zip(0..) {
        if let EndpointKind::External(addresses) = &endpoint.kind {
            ranges.extend(addresses.ranges().map(|(first, last)| (first, last, EndpointId(at))));
        }
    }
    ranges.sort_unstable();
    move |address| {
        let after = ranges.partition_point(|(first, _, _)| *first <= address);
        let (_, last, endpoint) = ranges.get(after.checked_sub(1)?)?;
        (*last >= address).then_some(*endpoint)
    }
}
