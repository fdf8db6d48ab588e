//! Decisions about paired classes in one direction, and for each the paired classes at the other end that it treats differently
//! before and after. Classes under the same policies share a decision, so that the work grows with the size of decisions.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::policy::Direction;
use crate::reach::ClassId;
use crate::reach::engine::GroupId;
use crate::sets::{ConnectionSet, Intervals};

use super::paired_classes::PairedClasses;
use super::runs::Runs;

/// The policies that apply to a class on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Guard {
    /// The class is not there, so nothing passes.
    Absent,
    /// No policy applies.
    Open,
    /// Policies that several classes share.
    Group(GroupId),
}

/// A decision.
#[derive(Debug)]
pub(super) struct PairedDirection {
    /// A class behind it, on each side.
    pub(super) classes: [Option<u32>; 2],
    /// Paired classes behind it, ascending.
    pub(super) members: Vec<u32>,
    /// Paired classes at the other end that it treats differently.
    pub(super) differs: Intervals<u32>,
}

/// All decisions of a direction.
#[derive(Debug)]
pub(super) struct PairedDirections {
    /// By paired class: its decision.
    pub(super) of: Vec<u32>,
    pub(super) list: Vec<PairedDirection>,
}

impl PairedDirections {
    pub(super) fn new(direction: Direction, sides: [&Analysis; 2], paired: &PairedClasses, shared: &Shared) -> Self {
        let guard = |side: usize, class: Option<u32>| match (sides.get(side), class) {
            (Some(analysis), Some(class)) => {
                analysis.world.engine.side(direction).group(ClassId(class)).map_or(Guard::Open, Guard::Group)
            }
            _ => Guard::Absent,
        };
        let mut decisions = Self { of: Vec::with_capacity(paired.list.len()), list: Vec::new() };
        let mut known: BTreeMap<[Guard; 2], u32> = BTreeMap::new();
        for (class, at) in paired.list.iter().zip(0_u32..) {
            let [before, after] = class.classes;
            let decision = *known.entry([guard(0, before), guard(1, after)]).or_insert_with(|| {
                decisions.list.push(PairedDirection {
                    classes: class.classes,
                    members: Vec::new(),
                    differs: Intervals::empty(),
                });
                decisions.list.len().saturating_sub(1) as u32
            });
            decisions.of.push(decision);
            if let Some(decision) = decisions.list.get_mut(decision as usize) {
                decision.members.push(at);
            }
        }
        let runs = Runs::new(paired);
        for decision in &mut decisions.list {
            let [before, after] = [0, 1].map(|side| values(direction, sides, side, decision.classes, shared));
            decision.differs = runs.differences([&before, &after]);
        }
        decisions
    }

    /// The decision of a paired class, with its number.
    pub(super) fn decision(&self, of: u32) -> Option<(u32, &PairedDirection)> {
        let number = *self.of.get(of as usize)?;
        Some((number, self.list.get(number as usize)?))
    }
}

/// What a decision lets pass, in pieces of the classes of its side; classes in no piece get nothing.
fn values(
    direction: Direction,
    sides: [&Analysis; 2],
    side: usize,
    classes: [Option<u32>; 2],
    shared: &Shared,
) -> Vec<(u32, u32, u32)> {
    let (Some(analysis), Some(class)) = (sides.get(side), classes.get(side).copied().flatten()) else {
        return Vec::new();
    };
    match analysis.world.engine.side(direction).map(ClassId(class)) {
        None => vec![(0, u32::MAX, Shared::ALL)],
        Some(map) => map.pieces().map(|(first, last, id)| (first, last, shared.of(side, id.index()))).collect(),
    }
}

/// Connection sets of both sides with common numbers.
#[derive(Debug)]
pub(super) struct Shared {
    of: [Vec<u32>; 2],
}

impl Shared {
    /// The number of everything: both tables begin with nothing and everything.
    pub(super) const ALL: u32 = 1;
    /// The number of the empty set.
    pub(super) const NOTHING: u32 = 0;

    pub(super) fn new(sides: [&Analysis; 2]) -> Self {
        let mut numbers: FxHashMap<&ConnectionSet, u32> = FxHashMap::default();
        let of = sides.map(|analysis| {
            let sets = analysis.connections().iter();
            let number = |set| {
                let next = numbers.len() as u32;
                *numbers.entry(set).or_insert(next)
            };
            sets.map(number).collect()
        });
        Self { of }
    }

    fn of(&self, side: usize, id: usize) -> u32 {
        self.of.get(side).and_then(|of| of.get(id)).copied().unwrap_or_default()
    }
}
