//! Causes of single pairs, for comparisons that are too large to hold all of them.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::Direction;
use crate::sets::ConnectionSet;

use super::blame::Blame;
use super::cause_builder::CauseBuilder;
use super::model::{Cause, ConnectionChange, Diff, EndRef};

/// Finds the causes of what changed between two peers.
pub struct CauseFinder<'a> {
    sides: [&'a Analysis; 2],
    diff: &'a Diff,
    blame: Blame<'a>,
}

/// Takes about half a second.
const LOOKS: u64 = 8_000_000;

/// The causes for one pair of a change that was given without causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairCauses {
    /// The change already has all causes.
    Complete,
    /// These.
    Found(Vec<Cause>),
    /// The limit is reached: too many pairs were asked about.
    LeftOut,
}

impl<'a> CauseFinder<'a> {
    /// Of the comparison of two analyses, before and after.
    pub fn new(sides: [&'a Analysis; 2], diff: &'a Diff) -> Self {
        Self::with_looks(sides, diff, LOOKS)
    }

    /// With a limit on the rules, peers and port ranges that are examined for all pairs together.
    pub fn with_looks(sides: [&'a Analysis; 2], diff: &'a Diff, looks: u64) -> Self {
        Self { sides, diff, blame: Blame::new(sides, &diff.policies, looks) }
    }

    /// The causes for one pair of a change that was given without causes. Where an end is there on one side only there are none.
    pub fn missing(&self, change: &ConnectionChange, [source, destination]: [EndRef<'_>; 2]) -> PairCauses {
        if !self.diff.causes_left_out || !change.causes.is_empty() {
            return PairCauses::Complete;
        }
        let ends = |end: EndRef<'_>| {
            let peer = self.diff.peer(end.peer()?)?;
            Some([peer.before?, peer.after?])
        };
        let (from, to) = match (ends(source), ends(destination)) {
            (Some(from), Some(to)) => (from, to),
            (Some(_), None) if matches!(destination, EndRef::Outside(_)) => return PairCauses::LeftOut,
            (None, Some(_)) if matches!(source, EndRef::Outside(_)) => return PairCauses::LeftOut,
            _ => return PairCauses::Complete,
        };
        let ([was_from, is_from], [was_to, is_to]) = (from, to);
        let found = self.causes([[was_from, was_to], [is_from, is_to]], [&change.before, &change.after]);
        found.map_or(PairCauses::LeftOut, PairCauses::Found)
    }

    /// The causes of what changed between two endpoints, given as they are before and after; `None` where the limit is reached.
    pub fn between(&self, pairs: [[EndpointId; 2]; 2]) -> Option<Vec<Cause>> {
        let passes =
            |analysis: &Analysis, [from, to]: [EndpointId; 2]| analysis.pair(from, to).connections.into_owned();
        let ([before, after], [was, is]) = (self.sides, pairs);
        self.causes(pairs, [&passes(before, was), &passes(after, is)])
    }

    fn causes(&self, pairs: [[EndpointId; 2]; 2], values: [&ConnectionSet; 2]) -> Option<Vec<Cause>> {
        let mut marks = CauseBuilder::default();
        for direction in [Direction::Egress, Direction::Ingress] {
            marks.add(&self.blame.between(direction, pairs, values)?);
        }
        Some(marks.list())
    }
}
