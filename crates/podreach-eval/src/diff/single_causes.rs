//! Causes of single pairs, for comparisons that are too large to hold all of them.

use crate::analysis::Analysis;
use crate::policy::Direction;

use super::blame::Blame;
use super::cause_builder::CauseBuilder;
use super::model::{Cause, ConnectionChange, Diff, EndRef};

/// Finds the causes of what changed between two peers.
pub struct CauseFinder<'a> {
    diff: &'a Diff,
    blame: Blame<'a>,
}

/// Half a second or so.
const LOOKS: u64 = 8_000_000;

/// What a change does not say of the causes for one of its pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairCauses {
    /// It says all that there is.
    Told,
    /// These.
    Found(Vec<Cause>),
    /// So many pairs were asked about that no more causes are worked out.
    LeftOut,
}

impl<'a> CauseFinder<'a> {
    /// Of the comparison of two analyses, before and after.
    pub fn new(sides: [&'a Analysis; 2], diff: &'a Diff) -> Self {
        Self::with_looks(sides, diff, LOOKS)
    }

    /// With so many looks at rules, peers and ranges of ports for all pairs.
    pub fn with_looks(sides: [&'a Analysis; 2], diff: &'a Diff, looks: u64) -> Self {
        Self { diff, blame: Blame::new(sides, &diff.policies, looks) }
    }

    /// The causes for one pair of a change that is told without them. Where an end is there on one side only there are none.
    pub fn missing(&self, change: &ConnectionChange, [source, destination]: [EndRef<'_>; 2]) -> PairCauses {
        if !self.diff.causes_left_out || !change.causes.is_empty() {
            return PairCauses::Told;
        }
        let ends = |end: EndRef<'_>| {
            let peer = self.diff.peer(end.peer()?)?;
            Some([peer.before?, peer.after?])
        };
        let (from, to) = match (ends(source), ends(destination)) {
            (Some(from), Some(to)) => (from, to),
            (Some(_), None) if matches!(destination, EndRef::Outside(_)) => return PairCauses::LeftOut,
            (None, Some(_)) if matches!(source, EndRef::Outside(_)) => return PairCauses::LeftOut,
            _ => return PairCauses::Told,
        };
        let ([was_from, is_from], [was_to, is_to]) = (from, to);
        let mut marks = CauseBuilder::default();
        for direction in [Direction::Egress, Direction::Ingress] {
            let pairs = [[was_from, was_to], [is_from, is_to]];
            let Some(found) = self.blame.between(direction, pairs, [&change.before, &change.after]) else {
                return PairCauses::LeftOut;
            };
            marks.add(&found);
        }
        PairCauses::Found(marks.list())
    }
}
