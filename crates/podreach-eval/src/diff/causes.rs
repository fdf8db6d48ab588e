//! Causes of changes between paired classes. Equal questions are answered once, and equal lists of causes share a number.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::policy::Direction;
use crate::reach::ClassId;
use crate::sets::{AddressSet, ConnectionSet};

use super::address_causes::AddressExtender;
use super::blame::Blame;
use super::cause_builder::CauseBuilder;
use super::model::{Cause, PolicyChange};
use super::paired_classes::{PairedClass, PairedClasses};
use super::paired_directions::PairedDirections;
use super::rule_index::Active;

/// What the causes in one direction depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    direction: Direction,
    decision: u32,
    /// The rules that concern the other end, before and after.
    active: [u32; 2],
    /// How the other end resolves named ports, before and after.
    profiles: [u32; 2],
    /// What passes before and after.
    pair: [u32; 2],
}

/// Lists of causes with numbers; number 0 has none.
pub(super) struct Causes<'a> {
    sides: [&'a Analysis; 2],
    policies: &'a [PolicyChange],
    blame: Blame<'a>,
    active: FxHashMap<(Direction, u32), [Active; 2]>,
    known: FxHashMap<Key, u32>,
    lists: Vec<Vec<Cause>>,
    numbers: FxHashMap<Vec<Cause>, u32>,
    unions: FxHashMap<Vec<u32>, u32>,
    extender: AddressExtender<'a>,
}

impl<'a> Causes<'a> {
    pub(super) fn new(sides: [&'a Analysis; 2], policies: &'a [PolicyChange], looks: u64) -> Self {
        Self {
            sides,
            policies,
            blame: Blame::new(sides, policies, looks),
            active: FxHashMap::default(),
            known: FxHashMap::default(),
            lists: vec![Vec::new()],
            numbers: [(Vec::new(), 0)].into_iter().collect(),
            unions: FxHashMap::default(),
            extender: AddressExtender::new(sides, policies),
        }
    }

    /// The list with a number.
    pub(super) fn list(&self, number: u32) -> Vec<Cause> {
        self.lists.get(number as usize).cloned().unwrap_or_default()
    }

    /// The causes of what differs between two paired classes, whose connections have the numbers and sets of `pair`. Where an
    /// end is missing on a side, that is the reason, and no policy. `None` where there are too many to look at.
    pub(super) fn of(
        &mut self,
        paired: &PairedClasses,
        decisions: [&PairedDirections; 2],
        [source, destination]: [u32; 2],
        pair: [(u32, &ConnectionSet); 2],
    ) -> Option<u32> {
        let (Some(from), Some(to)) = (paired.get(source), paired.get(destination)) else { return Some(0) };
        if [from, to].iter().any(|end| end.classes.iter().any(Option::is_none)) {
            return Some(0);
        }
        let (mut numbers, mut differing) = (Vec::new(), Vec::new());
        for (direction, decisions) in [Direction::Egress, Direction::Ingress].into_iter().zip(decisions) {
            let (end, other) = match direction {
                Direction::Egress => (source, destination),
                Direction::Ingress => (destination, source),
            };
            let Some((number, decision)) =
                decisions.decision(end).filter(|(_, decision)| decision.differs.contains(other))
            else {
                continue;
            };
            let (Some(this), Some(other)) = (paired.get(end), paired.get(other)) else { continue };
            differing.push((direction, this));
            let [(before, was), (after, is)] = pair;
            let key = Key {
                direction,
                decision: number,
                active: self.active(direction, number, decision.classes, other),
                profiles: self.profiles(direction, other),
                pair: [before, after],
            };
            let found = match self.known.get(&key) {
                Some(found) => *found,
                None => {
                    let list = self.blame.work_out(direction, [from, to], source == destination, [was, is])?;
                    let found = self.number(list);
                    self.known.insert(key, found);
                    found
                }
            };
            numbers.push(found);
        }
        let found = self.union(numbers);
        if found != 0 {
            return Some(found);
        }
        // Rules that decide every number leave nothing for a port name to stand for, though none of them speaks of it: then
        // no rule is to be blamed, only the policy.
        let changed = differing.into_iter().map(|(direction, class)| self.changed_at(direction, class)).collect();
        Some(self.union(changed))
    }

    fn number(&mut self, list: Vec<Cause>) -> u32 {
        let next = self.lists.len() as u32;
        *self.numbers.entry(list).or_insert_with_key(|list| {
            self.lists.push(list.clone());
            next
        })
    }

    /// Several lists as one; what one policy does in one direction is one cause.
    pub(super) fn union(&mut self, mut numbers: Vec<u32>) -> u32 {
        numbers.retain(|number| *number != 0);
        numbers.sort_unstable();
        numbers.dedup();
        match numbers.as_slice() {
            [] => 0,
            [only] => *only,
            several => {
                if let Some(known) = self.unions.get(several) {
                    return *known;
                }
                let mut found = CauseBuilder::default();
                for list in several.iter().filter_map(|number| self.lists.get(*number as usize)) {
                    found.add(list);
                }
                let union = self.number(found.list());
                self.unions.insert(numbers, union);
                union
            }
        }
    }

    fn active(
        &mut self,
        direction: Direction,
        decision: u32,
        classes: [Option<u32>; 2],
        other: &PairedClass,
    ) -> [u32; 2] {
        let sides = self.sides;
        let active = self.active.entry((direction, decision)).or_insert_with(|| {
            let [before, after] = classes;
            let [old, new] = sides;
            [Active::new(direction, old, before), Active::new(direction, new, after)]
        });
        let [before, after] = active;
        let [was, is] = other.classes;
        [before.at(was), after.at(is)]
    }

    fn profiles(&self, direction: Direction, other: &PairedClass) -> [u32; 2] {
        // How the end itself resolves names belongs to its decision.
        let [was, is] = other.classes;
        let [old, new] = self.sides;
        [(old, was), (new, is)].map(|(analysis, class)| {
            if direction == Direction::Ingress && !analysis.world.classes.source_names {
                return 0;
            }
            let class = class.and_then(|class| analysis.world.classes.get(ClassId(class)));
            class.map_or(0, |class| class.profile.0)
        })
    }

    /// The same causes for all of these addresses: a verdict names the rules for a sample of them, and other rules of the same
    /// policy may say the same for the rest.
    pub(super) fn widened(&mut self, number: u32, addresses: &AddressSet) -> u32 {
        let mut list = self.list(number);
        self.extender.extend(&mut list, addresses);
        self.number(list)
    }

    /// Policies that changed and apply to a paired class in a direction; their rules are not named.
    pub(super) fn changed_at(&mut self, direction: Direction, class: &PairedClass) -> u32 {
        let mut builder = CauseBuilder::default();
        let [was, is] = class.classes;
        let [old, new] = self.sides;
        for (side, (analysis, class)) in [(old, was), (new, is)].into_iter().enumerate() {
            let Some(class) = class else { continue };
            for id in analysis.world.engine.side(direction).policies(ClassId(class)) {
                let at = self.blame.at(side, *id);
                if self.policies.get(at as usize).is_some_and(|policy| policy.change.is_some()) {
                    builder.effect(at, direction, side).isolates = true;
                }
            }
        }
        let list = builder.list();
        self.number(list)
    }
}
