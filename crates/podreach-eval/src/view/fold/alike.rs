//! Namespaces that behave alike: those with the same stacks, where other namespaces are known by their group.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::diff::ChangeKind;

use super::Folding;
use super::lines::{Line, Lines};

/// How closely namespaces have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    /// In isolation and in all lines.
    Lines,
    /// In isolation and in all lines, whatever their ports.
    Partners,
    /// In isolation, and in what kind of partners they have lines with: outside, their own, others.
    Kinds,
}

impl Closeness {
    pub(super) const ALL: [Self; 3] = [Self::Lines, Self::Partners, Self::Kinds];
}

/// A line of a stack as signatures have it: direction, label, partner.
type Seen = (u8, u32, u64);

/// A stack as signatures have it: isolation, the side that lacks it, lines.
type Look = ([bool; 2], Option<ChangeKind>, Vec<Seen>);

/// Partners that are no group of places.
const OWN: u64 = u64::MAX;
const OUTSIDE: u64 = u64::MAX - 1;
const OTHER: u64 = u64::MAX - 2;

/// So many steps are taken. Where that is not enough, no two namespaces are known to be alike.
const STEPS: usize = 30_000_000;

/// By place, the number of its group: the smallest place of it.
pub(super) fn groups(folding: &Folding, closeness: Closeness) -> Vec<u32> {
    let alone: Vec<u32> = (0..folding.places.len() as u32).collect();
    if !folding.lines.whole {
        return alone;
    }
    let places_of = folding.places_by_behaviour.as_slice();
    // Places that are no namespaces are each a group of their own.
    let mut groups: Vec<u32> = alone.clone();
    let namespaces: Vec<u32> =
        folding.places.iter().zip(0..).filter(|(place, _)| place.namespace.is_some()).map(|(_, at)| at).collect();
    let first = namespaces.first().copied().unwrap_or_default();
    for place in &namespaces {
        groups.get_mut(*place as usize).into_iter().for_each(|group| *group = first);
    }
    regroup(&mut groups, &namespaces, |place| {
        let stacks = folding.places.get(place as usize).map_or(&[][..], |place| &place.stacks);
        stacks
            .iter()
            .filter_map(|at| folding.stack_at(*at))
            .map(|stack| (stack.isolated, stack.existence, Vec::new()))
            .collect()
    });
    let mut left = STEPS;
    loop {
        let before = count(&groups, &namespaces);
        let Some(looks) = looks(folding, closeness, &groups, places_of, &mut left) else { return alone };
        regroup(&mut groups, &namespaces, |place| looks.get(place as usize).cloned().unwrap_or_default());
        if count(&groups, &namespaces) == before {
            return groups;
        }
    }
}

fn count(groups: &[u32], namespaces: &[u32]) -> usize {
    namespaces.iter().filter_map(|at| groups.get(*at as usize)).collect::<BTreeSet<_>>().len()
}

/// Splits groups whose members look different.
fn regroup(groups: &mut [u32], namespaces: &[u32], mut look: impl FnMut(u32) -> BTreeSet<Look>) {
    let mut known: BTreeMap<(Option<u32>, BTreeSet<Look>), u32> = BTreeMap::new();
    for place in namespaces {
        let before = groups.get(*place as usize).copied();
        let number = *known.entry((before, look(*place))).or_insert(*place);
        groups.get_mut(*place as usize).into_iter().for_each(|group| *group = number);
    }
}

/// By behaviour, the places of its atoms.
pub(super) fn places_of(folding: &Folding) -> Vec<Vec<u32>> {
    let mut found: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); folding.behaviours.len()];
    for atom in &folding.atoms {
        found.get_mut(atom.behaviour as usize).into_iter().for_each(|places| {
            places.insert(atom.place);
        });
    }
    found.into_iter().map(|places| places.into_iter().collect()).collect()
}

/// By place, how its stacks look. `None` over the limit.
fn looks(
    folding: &Folding,
    closeness: Closeness,
    groups: &[u32],
    places_of: &[Vec<u32>],
    left: &mut usize,
) -> Option<Vec<BTreeSet<Look>>> {
    // By behaviour, how many places of each group have it.
    let spread: Vec<BTreeMap<u32, u32>> = places_of
        .iter()
        .map(|places| {
            let mut found = BTreeMap::new();
            for group in places.iter().filter_map(|place| groups.get(*place as usize)) {
                *found.entry(*group).or_default() += 1;
            }
            found
        })
        .collect();
    let mut looks = vec![BTreeSet::new(); folding.places.len()];
    let mut known: FxHashMap<(u32, u32), Vec<Seen>> = FxHashMap::default();
    for stack in &folding.stacks {
        let behaviour = stack.atoms.first().and_then(|at| folding.atoms.get(*at as usize)).map(|atom| atom.behaviour);
        let Some(behaviour) = behaviour else { continue };
        let seen = match known.get(&(stack.place, behaviour)) {
            Some(seen) => seen.clone(),
            None => {
                let at = behaviour as usize;
                let none = Vec::new();
                let lines = [folding.lines.from.get(at).unwrap_or(&none), folding.lines.into.get(at).unwrap_or(&none)];
                let mut seen: Vec<Seen> = Vec::new();
                for (lines, direction) in lines.into_iter().zip(0_u8..) {
                    let mut view = View { folding, closeness, groups, spread: &spread, places_of, place: stack.place };
                    for line in lines.iter().filter(|line| Lines::is_line(line.label)) {
                        *left = left.checked_sub(1 + spread.get(line.to as usize).map_or(0, BTreeMap::len))?;
                        view.see(*line, direction, &mut seen);
                    }
                }
                seen.sort_unstable();
                seen.dedup();
                known.insert((stack.place, behaviour), seen.clone());
                seen
            }
        };
        looks.get_mut(stack.place as usize)?.insert((stack.isolated, stack.existence, seen));
    }
    Some(looks)
}

/// What a stack of a place sees of others.
struct View<'a> {
    folding: &'a Folding,
    closeness: Closeness,
    groups: &'a [u32],
    spread: &'a [BTreeMap<u32, u32>],
    places_of: &'a [Vec<u32>],
    place: u32,
}

impl View<'_> {
    fn see(&mut self, line: Line, direction: u8, seen: &mut Vec<Seen>) {
        let label = match self.closeness {
            Closeness::Lines => line.label,
            // Whether a rule decides, or the input leaves it open, and whether that changed.
            Closeness::Partners | Closeness::Kinds => {
                let depends = |label: &super::Label| label.state == crate::query::PairState::Depends;
                u32::from(self.folding.lines.label(line.label).is_some_and(depends))
                    + 2 * u32::from(self.folding.lines.is_changed(line.label))
            }
        };
        let at = line.to as usize;
        let is_outside = self.folding.behaviour(line.to).is_some_and(|one| one.is_external);
        let kinds = self.closeness == Closeness::Kinds;
        if is_outside && kinds {
            seen.push((direction, label, OUTSIDE));
            return;
        }
        let own = self.places_of.get(at).is_some_and(|places| places.binary_search(&self.place).is_ok());
        if own {
            seen.push((direction, label, OWN));
        }
        let own_group = self.groups.get(self.place as usize).filter(|_| own);
        for (group, count) in self.spread.get(at).into_iter().flatten() {
            if *count > u32::from(Some(group) == own_group) {
                seen.push((direction, label, if kinds { OTHER } else { u64::from(*group) }));
            }
        }
    }
}
