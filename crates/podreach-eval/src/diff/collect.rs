//! Goes through the pairs of joint classes that may differ, source by source, and puts together what changed alike.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::policy::Direction;
use crate::reach::Pieces;
use crate::sets::{AddressSet, Intervals};

use super::causes::Causes;
use super::entries::entries;
use super::form::{ConnectionChange, Diff, End, Entry, PeerId};
use super::gates::{Gates, Shared};
use super::joint::{Joint, JointClass, Members};
use super::values::Values;

/// Numbers of what passed, what passes, and the causes.
type Change = (u32, u32, u32);

/// Parts of the outside with their causes, by the joint class inside, whether they are the source, and what passes.
type Border = BTreeMap<(u32, bool, [u32; 2]), Vec<(u32, u32)>>;

/// Changes in the making.
#[derive(Default)]
struct Found {
    /// Sources by change and destinations, all joint classes inside.
    inside: BTreeMap<(Change, Vec<u32>), Vec<u32>>,
    border: Border,
}

/// All changes, sorted.
pub(super) fn collect(
    sides: [&Analysis; 2],
    diff: &Diff,
    joint: &Joint,
    of_entries: &[Vec<Entry>; 2],
) -> Vec<ConnectionChange> {
    let shared = Shared::new(sides);
    let [egress, ingress] =
        [Direction::Egress, Direction::Ingress].map(|direction| Gates::new(direction, sides, joint, &shared));
    let mut values = Values::new(sides);
    let mut causes = Causes::new(sides, &diff.policies);
    let ranges = ingress.list.iter().zip(0_u32..);
    let entered = Pieces::new(
        ranges
            .flat_map(|(gate, number)| gate.differs.ranges().iter().map(move |(first, last)| (*first, *last, number))),
    );
    let mut found = Found::default();
    for (source, at) in joint.list.iter().zip(0_u32..) {
        let mut candidates: Vec<u32> =
            egress.gate(at).map(|(_, gate)| gate.differs.iter().collect()).unwrap_or_default();
        let gates = entered.owners(at).into_iter().filter_map(|number| ingress.list.get(number as usize));
        candidates.extend(gates.flat_map(|gate| &gate.members));
        candidates.sort_unstable();
        candidates.dedup();
        let mut here: BTreeMap<Change, Vec<u32>> = BTreeMap::new();
        let mut own = None;
        for to in candidates {
            let Some(destination) = joint.get(to).filter(|end| !(end.is_outside() && source.is_outside())) else {
                continue;
            };
            let [before, after] = values.pair(source, destination);
            if before == after {
                continue;
            }
            if to == at && source.is_single() {
                own = Some((before, after));
                continue;
            }
            let sets = [before, after].map(|number| (number, values.set(number)));
            let sets = sets.each_ref().map(|(number, set)| (*number, set));
            let cause = causes.of(joint, [&egress, &ingress], [at, to], sets);
            if source.is_outside() {
                found.border.entry((to, true, [before, after])).or_default().push((at, cause));
            } else if destination.is_outside() {
                found.border.entry((at, false, [before, after])).or_default().push((to, cause));
            } else {
                here.entry((before, after, cause)).or_default().push(to);
            }
        }
        // A peer that would treat a twin of itself like these is put among them: then all that reach each other are one
        // change. It never means the peer itself.
        let mut alike = here.iter_mut().filter(|((before, after, _), _)| own == Some((*before, *after)));
        if let (Some((_, destinations)), None) = (alike.next(), alike.next()) {
            destinations.push(at);
            destinations.sort_unstable();
        }
        for key in here {
            found.inside.entry(key).or_default().push(at);
        }
    }
    let mut list = inside(joint, &values, &causes, found.inside);
    list.extend(border(joint, &values, &mut causes, found.border));
    list.extend(entries(&diff.peers, joint, &mut causes, of_entries));
    list.sort_by(|left, right| {
        let key =
            |change: &ConnectionChange| (change.kind(), change.before.list_notation(), change.after.list_notation());
        (left.kind(), &left.source, &left.destination)
            .cmp(&(right.kind(), &right.source, &right.destination))
            .then_with(|| key(left).cmp(&key(right)))
    });
    list
}

fn inside(
    joint: &Joint,
    values: &Values<'_>,
    causes: &Causes<'_>,
    found: BTreeMap<(Change, Vec<u32>), Vec<u32>>,
) -> Vec<ConnectionChange> {
    let change = |(((before, after, cause), mut destinations), sources): ((Change, Vec<u32>), Vec<u32>)| {
        if let [only] = sources.as_slice()
            && joint.get(*only).is_some_and(JointClass::is_single)
        {
            destinations.retain(|destination| destination != only);
        }
        ConnectionChange {
            source: peers(joint, &sources),
            destination: peers(joint, &destinations),
            before: values.set(before),
            after: values.set(after),
            causes: causes.list(cause),
        }
    };
    found.into_iter().map(change).collect()
}

/// Addresses that changed alike for an end inside are one end; their causes are taken together.
fn border(joint: &Joint, values: &Values<'_>, causes: &mut Causes<'_>, found: Border) -> Vec<ConnectionChange> {
    let mut numbers: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut grouped: BTreeMap<(u32, bool, [u32; 2], u32), Vec<u32>> = BTreeMap::new();
    for ((class, inward, pair), parts) in found {
        let cause = causes.union(parts.iter().map(|(_, cause)| *cause).collect());
        let parts: Vec<u32> = parts.into_iter().map(|(part, _)| part).collect();
        let next = numbers.len() as u32;
        let number = *numbers.entry(parts).or_insert(next);
        grouped.entry((number, inward, pair, cause)).or_default().push(class);
    }
    let mut sets = vec![AddressSet::empty(); numbers.len()];
    for (parts, number) in numbers {
        if let Some(set) = sets.get_mut(number as usize) {
            *set = addresses(joint, &parts);
        }
    }
    let change = |((number, inward, [before, after], cause), classes): ((u32, bool, [u32; 2], u32), Vec<u32>)| {
        let addresses = sets.get(number as usize).cloned().unwrap_or_default();
        let cause = causes.widened(cause, &addresses);
        let outside = End::Outside(addresses);
        let inside = peers(joint, &classes);
        let (source, destination) = if inward { (outside, inside) } else { (inside, outside) };
        let (before, after) = (values.set(before), values.set(after));
        ConnectionChange { source, destination, before, after, causes: causes.list(cause) }
    };
    grouped.into_iter().map(change).collect()
}

fn addresses(joint: &Joint, parts: &[u32]) -> AddressSet {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for part in parts.iter().filter_map(|part| joint.get(*part)) {
        if let Members::Outside(addresses) = &part.members {
            v4.extend(addresses.v4.ranges());
            v6.extend(addresses.v6.ranges());
        }
    }
    AddressSet { v4: Intervals::from_ranges(v4), v6: Intervals::from_ranges(v6) }
}

fn peers(joint: &Joint, classes: &[u32]) -> End {
    let mut peers: Vec<PeerId> = Vec::new();
    for class in classes.iter().filter_map(|class| joint.get(*class)) {
        if let Members::Peers(members) = &class.members {
            peers.extend(members);
        }
    }
    peers.sort_unstable();
    End::Peers(peers)
}
