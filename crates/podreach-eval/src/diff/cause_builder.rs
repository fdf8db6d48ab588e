//! Collects what each policy does on either side of a comparison and builds the list of causes from it.

use std::collections::BTreeMap;

use crate::policy::Direction;

use super::model::{Cause, Effect};

/// By policy and direction: which rules matter before and after.
#[derive(Debug, Default)]
pub(super) struct CauseBuilder(BTreeMap<(u32, Direction), [Effect; 2]>);

impl CauseBuilder {
    pub(super) fn effect(&mut self, policy: u32, direction: Direction, side: usize) -> &mut Effect {
        let [before, after] = self.0.entry((policy, direction)).or_default();
        if side == 0 { before } else { after }
    }

    /// Adds what causes say; what one policy does in one direction is one cause.
    pub(super) fn add(&mut self, causes: &[Cause]) {
        for cause in causes {
            for (side, effect) in [&cause.before, &cause.after].into_iter().enumerate() {
                let known = self.effect(cause.policy, cause.direction, side);
                known.isolates |= effect.isolates;
                known.rules.extend(&effect.rules);
            }
        }
    }

    pub(super) fn list(self) -> Vec<Cause> {
        let cause = |((policy, direction), mut effects): (_, [Effect; 2])| {
            for effect in &mut effects {
                effect.rules.sort_unstable();
                effect.rules.dedup();
            }
            let [before, after] = effects;
            Cause { policy, direction, before, after }
        };
        self.0.into_iter().map(cause).collect()
    }
}
