//! Causes of single pairs, for comparisons that are too large to hold all of them.

use crate::analysis::Analysis;
use crate::policy::Direction;

use super::blame::Blame;
use super::form::{Cause, ConnectionChange, Diff, EndRef};
use super::marks::Marks;

/// Finds the causes of what changed between two peers.
pub struct CauseFinder<'a> {
    diff: &'a Diff,
    blame: Blame<'a>,
}

impl<'a> CauseFinder<'a> {
    /// Of the comparison of two analyses, before and after.
    pub fn new(sides: [&'a Analysis; 2], diff: &'a Diff) -> Self {
        Self { diff, blame: Blame::new(sides, &diff.policies) }
    }

    /// The causes for one pair of a change that is told without them; `None` where the change says all that there is, which is
    /// nothing where an end is there on one side only.
    pub fn missing(&self, change: &ConnectionChange, [source, destination]: [EndRef<'_>; 2]) -> Option<Vec<Cause>> {
        if !self.diff.causes_left_out {
            return None;
        }
        let peer = |end: EndRef<'_>| self.diff.peer(end.peer()?);
        let (from, to) = (peer(source)?, peer(destination)?);
        let (was_from, is_from, was_to, is_to) = (from.before?, from.after?, to.before?, to.after?);
        let mut marks = Marks::default();
        for direction in [Direction::Egress, Direction::Ingress] {
            let pairs = [[was_from, was_to], [is_from, is_to]];
            let found = self.blame.between(direction, pairs, [&change.before, &change.after]);
            marks.add(&found);
        }
        Some(marks.list())
    }
}
