//! Connection sets of both sides, numbered in one table. Sets that lists write alike share a representative number.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::reach::ClassId;
use crate::sets::{ConnId, ConnectionSet};

use super::paired_classes::PairedClass;

/// The numbers and the sets behind them.
pub(super) struct Values<'a> {
    sides: [&'a Analysis; 2],
    numbers: FxHashMap<ConnectionSet, u32>,
    sets: Vec<ConnectionSet>,
    /// The first number for each notation.
    notations: FxHashMap<String, u32>,
    /// For each number, the first one with the same notation.
    written: Vec<u32>,
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

    /// The number that stands for all sets that are written like this one: sets may differ in names of ports that a peer
    /// may not have, and lists do not distinguish those.
    pub(super) fn written(&self, number: u32) -> u32 {
        self.written.get(number as usize).copied().unwrap_or(number)
    }

    /// The set with a number.
    pub(super) fn set(&self, number: u32) -> &ConnectionSet {
        static NOTHING: std::sync::LazyLock<ConnectionSet> = std::sync::LazyLock::new(ConnectionSet::none);
        self.sets.get(number as usize).unwrap_or(&NOTHING)
    }
}
