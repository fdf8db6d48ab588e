//! The walk through the tiers for one set of connections: the rule of evaluation itself.

use crate::policy::{Action, Tier, TierDefault};
use crate::sets::ConnectionSet;

/// A rule that concerns the connections in question.
#[derive(Clone, Debug)]
pub(crate) struct Applicable<'a> {
    pub(crate) tier: usize,
    pub(crate) action: Action,
    pub(crate) connections: &'a ConnectionSet,
}

/// What of `question` is allowed. `rules` are in evaluation order; `applied` tells, per tier, whether one of its policies
/// applies to the endpoint in this direction.
///
/// In a tier the first matching rule decides. Allow and Deny are final; Pass and the end of a tier without a deny default
/// hand on to the next tier. After the last tier the default is allow.
pub(crate) fn allowed(
    tiers: &[Tier],
    applied: &[bool],
    rules: &[Applicable<'_>],
    question: &ConnectionSet,
) -> ConnectionSet {
    let mut open = question.clone();
    let mut allowed = ConnectionSet::none();
    for (at, tier) in tiers.iter().enumerate() {
        if !applied.get(at).copied().unwrap_or(false) {
            continue;
        }
        let mut here = open.clone();
        let mut passed = ConnectionSet::none();
        for rule in rules.iter().filter(|rule| rule.tier == at) {
            let hit = here.intersection(rule.connections);
            if hit.is_none() {
                continue;
            }
            here = here.difference(&hit);
            match rule.action {
                Action::Allow => allowed = allowed.union(&hit),
                Action::Deny => {}
                Action::Pass => passed = passed.union(&hit),
            }
        }
        open = match tier.default {
            TierDefault::Deny => passed,
            TierDefault::Pass => passed.union(&here),
        };
    }
    allowed.union(&open)
}
