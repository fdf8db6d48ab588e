//! Compares the pairs of paired classes that may differ, source by source, and groups equal changes.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::policy::Direction;
use crate::reach::Pieces;
use crate::sets::{AddressSet, Intervals};

use super::causes::Causes;
use super::entries::entries;
use super::model::{ConnectionChange, Diff, End, Entry, PeerId};
use super::paired_classes::{Members, PairedClass, PairedClasses};
use super::paired_directions::{PairedDirections, Shared};
use super::peer_set::PeerSet;
use super::value_table::Values;

/// Numbers of what changed, and of the causes.
type Change = (u32, u32);

/// Sources by change and destinations, all paired classes inside.
type Inside = BTreeMap<(Change, Intervals<u32>), Vec<u32>>;

/// Parts of the outside with their causes, by the paired class inside, whether they are the source, and what changed.
type Border = BTreeMap<(u32, bool, u32), Vec<(u32, u32)>>;

/// Changes collected so far.
#[derive(Default)]
struct Found {
    inside: Inside,
    border: Border,
}

/// The most groups between peers that are given with causes. Beyond that nobody reads them one by one,
/// and the causes alone would grow with the square of the cluster. The same holds where causes take too many looks at rules.
const GROUPS: usize = 20_000;

/// All changes, sorted, and whether those between peers have no causes.
pub(super) fn collect(
    sides: [&Analysis; 2],
    diff: &Diff,
    paired: &PairedClasses,
    of_entries: &[Vec<Entry>; 2],
    looks: u64,
) -> (Vec<ConnectionChange>, bool) {
    let shared = Shared::new(sides);
    let [egress, ingress] = [Direction::Egress, Direction::Ingress]
        .map(|direction| PairedDirections::new(direction, sides, paired, &shared));
    let ranges = ingress.list.iter().zip(0_u32..);
    let entered = Pieces::new(ranges.flat_map(|(decision, number)| {
        decision.differs.ranges().iter().map(move |(first, last)| (*first, *last, number))
    }));
    let pairs = Pairs { paired, egress: &egress, ingress: &ingress, entered: &entered };
    let mut values = Values::new(sides);
    let mut causes = Causes::new(sides, &diff.policies, looks);
    let (found, left_out) = match pairs.gather(&mut values, &mut causes, GROUPS, false) {
        Some(found) => (found, false),
        None => {
            causes = Causes::new(sides, &diff.policies, looks);
            (pairs.gather(&mut values, &mut causes, usize::MAX, true).unwrap_or_default(), true)
        }
    };
    let mut list = inside(paired, &values, &causes, found.inside);
    list.extend(border(paired, &values, &mut causes, found.border));
    list.extend(entries(&diff.peers, paired, &mut causes, of_entries));
    list.sort_by(|left, right| {
        let key = |change: &ConnectionChange| (change.before.list_notation(), change.after.list_notation());
        (left.kind(), &left.source, &left.destination)
            .cmp(&(right.kind(), &right.source, &right.destination))
            .then_with(|| key(left).cmp(&key(right)))
    });
    (list, left_out)
}

/// The pairs that may differ.
struct Pairs<'a> {
    paired: &'a PairedClasses,
    egress: &'a PairedDirections,
    ingress: &'a PairedDirections,
    /// By paired class: the ingress decisions that treat it differently.
    entered: &'a Pieces,
}

impl Pairs<'_> {
    /// Paired classes that a source may reach otherwise than before, ascending.
    fn candidates(&self, source: u32) -> Vec<u32> {
        let mut found: Vec<u32> =
            self.egress.decision(source).map(|(_, decision)| decision.differs.iter().collect()).unwrap_or_default();
        let decisions = self.entered.owners(source).into_iter();
        let decisions = decisions.filter_map(|number| self.ingress.list.get(number as usize));
        found.extend(decisions.flat_map(|decision| &decision.members));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What changed, source by source; `None` when there are more groups between peers than there may be, or when their
    /// causes take too long.
    fn gather(
        &self,
        values: &mut Values<'_>,
        causes: &mut Causes<'_>,
        most: usize,
        without_causes: bool,
    ) -> Option<Found> {
        let mut found = Found::default();
        for (source, at) in self.paired.list.iter().zip(0_u32..) {
            let mut here: BTreeMap<Change, Vec<u32>> = BTreeMap::new();
            let mut own = None;
            for to in self.candidates(at) {
                let Some(destination) = self.paired.get(to) else { continue };
                if destination.is_outside() && source.is_outside() {
                    continue;
                }
                let pair = values.pair(source, destination);
                let Some(change) = values.change(pair) else { continue };
                if to == at && source.is_single() {
                    own = Some(change);
                    continue;
                }
                let at_border = source.is_outside() || destination.is_outside();
                let cause = if without_causes && !at_border {
                    0
                } else {
                    let sets = pair.map(|number| (number, values.set(number)));
                    match causes.of(self.paired, [self.egress, self.ingress], [at, to], sets) {
                        Some(cause) => cause,
                        None if without_causes => 0,
                        None => return None,
                    }
                };
                if source.is_outside() {
                    found.border.entry((to, true, change)).or_default().push((at, cause));
                } else if at_border {
                    found.border.entry((at, false, change)).or_default().push((to, cause));
                } else {
                    here.entry((change, cause)).or_default().push(to);
                }
            }
            // A peer that would treat a twin of itself like these is put among them: then all that reach each other are
            // one change. It never means the peer itself.
            let mut alike = here.iter_mut().filter(|((change, _), _)| own == Some(*change));
            if let (Some((_, destinations)), None) = (alike.next(), alike.next()) {
                destinations.push(at);
                destinations.sort_unstable();
            }
            for (change, destinations) in here {
                found.inside.entry((change, Intervals::from_sorted(destinations))).or_default().push(at);
            }
            if found.inside.len() > most {
                return None;
            }
        }
        Some(found)
    }
}

fn inside(paired: &PairedClasses, values: &Values<'_>, causes: &Causes<'_>, found: Inside) -> Vec<ConnectionChange> {
    let change = |(((change, cause), mut destinations), sources): ((Change, Intervals<u32>), Vec<u32>)| {
        if let [only] = sources.as_slice()
            && paired.get(*only).is_some_and(PairedClass::is_single)
        {
            destinations = destinations.difference(&Intervals::range(*only, *only));
        }
        let [before, after] = values.changed(change).map(Clone::clone);
        ConnectionChange {
            source: peers(paired, sources.into_iter()),
            destination: peers(paired, destinations.iter()),
            before,
            after,
            causes: causes.list(cause),
        }
    };
    found.into_iter().map(change).collect()
}

/// Addresses that changed alike for an end inside are one end; their causes are taken together.
fn border(
    paired: &PairedClasses,
    values: &Values<'_>,
    causes: &mut Causes<'_>,
    found: Border,
) -> Vec<ConnectionChange> {
    let mut numbers: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut grouped: BTreeMap<(u32, bool, u32, u32), Vec<u32>> = BTreeMap::new();
    for ((class, inward, change), parts) in found {
        let cause = causes.union(parts.iter().map(|(_, cause)| *cause).collect());
        let parts: Vec<u32> = parts.into_iter().map(|(part, _)| part).collect();
        let next = numbers.len() as u32;
        let number = *numbers.entry(parts).or_insert(next);
        grouped.entry((number, inward, change, cause)).or_default().push(class);
    }
    let mut sets = vec![AddressSet::empty(); numbers.len()];
    for (parts, number) in numbers {
        if let Some(set) = sets.get_mut(number as usize) {
            *set = addresses(paired, &parts);
        }
    }
    let change = |((number, inward, change, cause), classes): ((u32, bool, u32, u32), Vec<u32>)| {
        let addresses = sets.get(number as usize).cloned().unwrap_or_default();
        let cause = causes.widened(cause, &addresses);
        let outside = End::Outside(addresses);
        let inside = peers(paired, classes.iter().copied());
        let (source, destination) = if inward { (outside, inside) } else { (inside, outside) };
        let [before, after] = values.changed(change).map(Clone::clone);
        ConnectionChange { source, destination, before, after, causes: causes.list(cause) }
    };
    grouped.into_iter().map(change).collect()
}

fn addresses(paired: &PairedClasses, parts: &[u32]) -> AddressSet {
    let outside = |part: &u32| match &paired.get(*part)?.members {
        Members::Outside(addresses) => Some(addresses),
        Members::Peers(_) => None,
    };
    AddressSet::union_all(parts.iter().filter_map(outside))
}

fn peers(paired: &PairedClasses, classes: impl Iterator<Item = u32>) -> End {
    let mut peers: Vec<PeerId> = Vec::new();
    for class in classes.filter_map(|class| paired.get(class)) {
        if let Members::Peers(members) = &class.members {
            peers.extend(members);
        }
    }
    End::Peers(PeerSet::new(peers))
}
