//! Connection sets of both sides, numbered in one table, and changes from one to another. Changes that are written alike share a
//! number.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::reach::ClassId;
use crate::sets::{ConnId, ConnectionSet};

use super::model::ports_written;
use super::paired_classes::PairedClass;

/// The numbers and the sets behind them.
pub(super) struct Values<'a> {
    sides: [&'a Analysis; 2],
    numbers: FxHashMap<ConnectionSet, u32>,
    sets: Vec<ConnectionSet>,
    /// A number for each notation.
    notations: FxHashMap<String, u32>,
    /// For each set, the number of its notation.
    written: Vec<u32>,
    /// By the sets before and after: the change, where lists write the two otherwise.
    changes: FxHashMap<[u32; 2], Option<u32>>,
    /// By what is written of the sets before and after, of what passes on both sides, of what opens and of what closes.
    alike: FxHashMap<([u32; 2], [String; 3]), u32>,
    /// For each change, the sets of the first pair that has it.
    firsts: Vec<[u32; 2]>,
    /// By side, egress that the source allows and ingress that the destination allows.
    known: [FxHashMap<(ConnId, ConnId), u32>; 2],
}

impl<'a> Values<'a> {
    /// The number of the empty set.
    pub(super) const NOTHING: u32 = 0;

    pub(super) fn new(sides: [&'a Analysis; 2]) -> Self {
        let mut values = Self {
            sides,
            numbers: FxHashMap::default(),
            sets: Vec::new(),
            notations: FxHashMap::default(),
            written: Vec::new(),
            changes: FxHashMap::default(),
            alike: FxHashMap::default(),
            firsts: Vec::new(),
            known: Default::default(),
        };
        values.number(ConnectionSet::none());
        values
    }

    /// What passes before and after. Nothing does where an end is missing.
    pub(super) fn pair(&mut self, source: &PairedClass, destination: &PairedClass) -> [u32; 2] {
        [0, 1].map(|side| {
            let class = |of: &PairedClass| of.classes.get(side).copied().flatten().map(ClassId);
            match (class(source), class(destination)) {
                (Some(from), Some(to)) => self.on(side, from, to),
                _ => Self::NOTHING,
            }
        })
    }

    fn on(&mut self, side: usize, from: ClassId, to: ClassId) -> u32 {
        let Some(world) = self.sides.get(side).map(|analysis| &analysis.world) else { return Self::NOTHING };
        let ends = (world.engine.egress(from, to), world.engine.ingress(from, to, &world.classes));
        if let Some(number) = self.known.get(side).and_then(|known| known.get(&ends)) {
            return *number;
        }
        let table = &world.engine.connections;
        let set = table.get(ends.0).intersection(table.get(ends.1)).flat();
        let number = self.number(set);
        if let Some(known) = self.known.get_mut(side) {
            known.insert(ends, number);
        }
        number
    }

    fn number(&mut self, set: ConnectionSet) -> u32 {
        if let Some(number) = self.numbers.get(&set) {
            return *number;
        }
        let next = self.sets.len() as u32;
        self.written.push(*self.notations.entry(set.list_notation()).or_insert(next));
        self.sets.push(set.clone());
        self.numbers.insert(set, next);
        next
    }

    /// The number of a change; `None` where lists write both sets alike. Sets may differ in names of ports that a peer may not
    /// have and in source ports, which lists do not distinguish; then what opens and closes may differ as well.
    pub(super) fn change(&mut self, pair: [u32; 2]) -> Option<u32> {
        if let Some(known) = self.changes.get(&pair) {
            return *known;
        }
        let written = pair.map(|number| self.written.get(number as usize).copied().unwrap_or(number));
        let [before, after] = written;
        let found = (before != after).then(|| {
            let [was, is] = pair.map(|number| self.set(number));
            let says = [is.intersection(was), is.difference(was), was.difference(is)].map(|set| ports_written(&set));
            let next = self.firsts.len() as u32;
            let number = *self.alike.entry((written, says)).or_insert(next);
            if number == next {
                self.firsts.push(pair);
            }
            number
        });
        self.changes.insert(pair, found);
        found
    }

    /// The sets before and after of a change.
    pub(super) fn changed(&self, change: u32) -> [&ConnectionSet; 2] {
        let pair = self.firsts.get(change as usize).copied().unwrap_or_default();
        pair.map(|number| self.set(number))
    }

    /// The set with a number.
    pub(super) fn set(&self, number: u32) -> &ConnectionSet {
        static NOTHING: std::sync::LazyLock<ConnectionSet> = std::sync::LazyLock::new(ConnectionSet::none);
        self.sets.get(number as usize).unwrap_or(&NOTHING)
    }
}
