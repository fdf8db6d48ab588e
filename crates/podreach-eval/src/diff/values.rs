//! What passes between joint classes on each side, with common numbers for what is written alike.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::reach::ClassId;
use crate::sets::{ConnId, ConnectionSet};

use super::joint::JointClass;

/// The numbers and the sets behind them.
pub(super) struct Values<'a> {
    sides: [&'a Analysis; 2],
    numbers: FxHashMap<String, u32>,
    sets: Vec<ConnectionSet>,
    /// By side, what the source lets out and the destination lets in.
    known: [FxHashMap<(ConnId, ConnId), u32>; 2],
}

impl<'a> Values<'a> {
    /// The number of nothing.
    pub(super) const NOTHING: u32 = 0;

    pub(super) fn new(sides: [&'a Analysis; 2]) -> Self {
        let nothing = ConnectionSet::none();
        let numbers = [(nothing.list_notation(), Self::NOTHING)].into_iter().collect();
        Self { sides, numbers, sets: vec![nothing], known: Default::default() }
    }

    /// What passes before and after. Nothing does where an end is missing.
    pub(super) fn pair(&mut self, source: &JointClass, destination: &JointClass) -> [u32; 2] {
        [0, 1].map(|side| {
            let class = |of: &JointClass| of.classes.get(side).copied().flatten().map(ClassId);
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
        let next = self.sets.len() as u32;
        let number = *self.numbers.entry(set.list_notation()).or_insert(next);
        if number == next {
            self.sets.push(set);
        }
        if let Some(known) = self.known.get_mut(side) {
            known.insert(ends, number);
        }
        number
    }

    /// The set with a number.
    pub(super) fn set(&self, number: u32) -> &ConnectionSet {
        static NOTHING: std::sync::LazyLock<ConnectionSet> = std::sync::LazyLock::new(ConnectionSet::none);
        self.sets.get(number as usize).unwrap_or(&NOTHING)
    }
}
