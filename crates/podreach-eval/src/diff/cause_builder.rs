//! Causes in the making.

use std::collections::BTreeMap;

use crate::policy::Direction;

use super::model::{Acts, Cause};

/// What policies do, by policy and direction, before and after.
#[derive(Debug, Default)]
pub(super) struct CauseBuilder(BTreeMap<(u32, Direction), [Acts; 2]>);

impl CauseBuilder {
    pub(super) fn acts(&mut self, policy: u32, direction: Direction, side: usize) -> &mut Acts {
        let [before, after] = self.0.entry((policy, direction)).or_default();
        if side == 0 { before } else { after }
    }

    /// Adds what causes say; what one policy does in one direction is one cause.
    pub(super) fn add(&mut self, causes: &[Cause]) {
        for cause in causes {
            for (side, acts) in [&cause.before, &cause.after].into_iter().enumerate() {
                let known = self.acts(cause.policy, cause.direction, side);
                known.isolates |= acts.isolates;
                known.rules.extend(&acts.rules);
            }
        }
    }

    pub(super) fn list(self) -> Vec<Cause> {
        let cause = |((policy, direction), mut acts): (_, [Acts; 2])| {
            for acts in &mut acts {
                acts.rules.sort_unstable();
                acts.rules.dedup();
            }
            let [before, after] = acts;
            Cause { policy, direction, before, after }
        };
        self.0.into_iter().map(cause).collect()
    }
}
