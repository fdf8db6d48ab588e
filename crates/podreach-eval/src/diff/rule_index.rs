//! For a decision, the rules that match each class at the other end. Classes with the same rules have the same causes.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::policy::Direction;
use crate::reach::ClassId;
use crate::sets::overlay;

/// For one decision on one side: where the set of rules changes, and its number there.
#[derive(Debug, Default)]
pub(super) struct Active {
    /// First class of each piece and its number, ascending.
    pieces: Vec<(u32, u32)>,
}

impl Active {
    /// The rules of the policies that apply to a class; none where the class is missing.
    pub(super) fn new(direction: Direction, analysis: &Analysis, class: Option<u32>) -> Self {
        let policies = class.map_or(&[][..], |class| analysis.world.engine.side(direction).policies(ClassId(class)));
        let compiled = policies.iter().filter_map(|id| analysis.world.compiled.get(id.0 as usize));
        let rules = compiled.flat_map(|policy| policy.rules(direction).into_iter().flatten());
        let mut numbers: FxHashMap<Vec<u32>, u32> = [(Vec::new(), 0)].into_iter().collect();
        let mut pieces = Vec::new();
        overlay(rules.map(|rule| rule.others.classes()), (0, u32::MAX), |(first, _), rules| {
            let next = numbers.len() as u32;
            pieces.push((first, *numbers.entry(rules.iter().copied().collect()).or_insert(next)));
            true
        });
        Self { pieces }
    }

    /// The number of the rules that concern a class.
    pub(super) fn at(&self, class: Option<u32>) -> u32 {
        let Some(class) = class else { return 0 };
        let after = self.pieces.partition_point(|(first, _)| *first <= class);
        after.checked_sub(1).and_then(|at| self.pieces.get(at)).map_or(0, |(_, number)| *number)
    }
}
