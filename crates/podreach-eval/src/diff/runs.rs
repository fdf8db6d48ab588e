//! Runs of paired classes: consecutive ones whose classes lie in a row on each side, too. Names order all three, so that a cluster has few such
//! runs, and two decisions are compared piece by piece, not class by class.

use crate::sets::Intervals;

use super::paired_classes::PairedClasses;
use super::paired_directions::Shared;

/// Paired classes `first..first + count`, and the classes that they begin with; `None` on the side where they are missing.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: u32,
    count: u32,
    classes: [Option<u32>; 2],
}

/// All runs, in order.
#[derive(Debug)]
pub(super) struct Runs(Vec<Run>);

/// Classes `first..=last` with the number of what passes, ascending.
type Piece = (u32, u32, u32);

impl Runs {
    pub(super) fn new(paired: &PairedClasses) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for (class, at) in paired.list.iter().zip(0_u32..) {
            let follows = |run: &&mut Run| {
                run.classes.iter().zip(class.classes).all(|(start, class)| match (start, class) {
                    (Some(start), Some(class)) => start.checked_add(run.count) == Some(class),
                    (None, None) => true,
                    _ => false,
                })
            };
            match runs.last_mut().filter(follows) {
                Some(run) => run.count += 1,
                None => runs.push(Run { first: at, count: 1, classes: class.classes }),
            }
        }
        Self(runs)
    }

    /// Paired classes that get different things before and after. Classes in no piece get nothing, and nothing passes where a
    /// class is missing.
    pub(super) fn differences(&self, sides: [&[Piece]; 2]) -> Intervals<u32> {
        let mut found: Vec<(u32, u32)> = Vec::new();
        for run in &self.0 {
            let mut lines = [0, 1].map(|side| {
                let pieces = sides.get(side).copied().unwrap_or(&[]);
                Line::new(pieces, run.classes.get(side).copied().flatten())
            });
            let mut at = 0;
            while at < run.count {
                let [before, after] = lines.each_mut().map(|line| line.at(at));
                let next = before.1.min(after.1).min(run.count);
                if before.0 != after.0 {
                    found.push((run.first + at, run.first + (next - 1)));
                }
                at = next;
            }
        }
        Intervals::from_ranges(found)
    }
}

/// What passes along a run on one side.
struct Line<'a> {
    pieces: &'a [Piece],
    class: Option<u32>,
}

impl<'a> Line<'a> {
    fn new(pieces: &'a [Piece], class: Option<u32>) -> Self {
        let from = pieces.partition_point(|(_, last, _)| class.is_some_and(|class| *last < class));
        Self { pieces: pieces.get(from..).unwrap_or(&[]), class }
    }

    /// What passes at a place of the run, and the next place where that may change. Places are asked for in ascending order.
    fn at(&mut self, place: u32) -> (u32, u32) {
        let Some(start) = self.class else { return (Shared::NOTHING, u32::MAX) };
        let class = start.saturating_add(place);
        while let [(_, last, _), rest @ ..] = self.pieces
            && *last < class
        {
            self.pieces = rest;
        }
        match self.pieces {
            [(first, last, value), ..] if *first <= class => (*value, last.saturating_add(1).saturating_sub(start)),
            [(first, _, _), ..] => (Shared::NOTHING, first - start),
            [] => (Shared::NOTHING, u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_found_where_classes_are_numbered_otherwise() {
        let run = |first, count, classes| Run { first, count, classes };
        let runs = Runs(vec![run(0, 4, [Some(0), Some(2)]), run(4, 2, [Some(6), Some(0)]), run(6, 2, [None, Some(9)])]);
        let all = [(0, u32::MAX, 1)];
        assert!(runs.differences([&[], &[]]).is_empty());
        assert_eq!(runs.differences([&all, &all]).ranges(), [(6, 7)]);
        // Before: classes 1, 2 get something; after: 3, 4 are the same peers, and 5 is another one.
        assert_eq!(runs.differences([&[(1, 2, 7)], &[(3, 5, 7)]]).ranges(), [(3, 3)]);
        assert_eq!(runs.differences([&[(1, 2, 7), (6, 6, 3)], &[(0, 0, 3), (3, 4, 8)]]).ranges(), [(1, 2)]);
    }
}
