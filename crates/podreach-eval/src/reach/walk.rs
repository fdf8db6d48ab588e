//! The walk through the tiers for one set of connections: the rule of evaluation itself.

use crate::policy::{Action, Tier, TierDefault};
use crate::sets::{ConnectionSet, Taken, first_match};

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
        let here = rules.iter().filter(|rule| rule.tier == at).map(|rule| (rule.action as usize, rule.connections));
        let Taken { by: [allows, _, passed], rest } = first_match(&open, here);
        allowed = allowed.union(&allows);
        open = match tier.default {
            TierDefault::Deny => passed,
            TierDefault::Pass => passed.union(&rest),
        };
    }
    allowed.union(&open)
}
