//! What passes a direction in every completion, and in some, without trying each: every condition that is open may be true
//! or false, independently of the others. What lies between the two may be the same in all completions all the same.

use crate::policy::{Action, TierId};
use crate::sets::ConnectionSet;

use super::half::{Applied, Half};

/// A lower and an upper bound.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    /// Passes in every completion.
    pub(super) must: ConnectionSet,
    /// Whatever passes in some completion is part of it.
    pub(super) may: ConnectionSet,
}

impl Half {
    /// The bounds of what passes of `asked`. For the upper one, rules that may match let pass what they allow and deny
    /// nothing; for the lower one the reverse; what may be passed on counts in both places.
    pub(super) fn bounds(&self, tiers: usize, asked: &ConnectionSet) -> Bounds {
        let mut open = Bounds { must: asked.clone(), may: asked.clone() };
        let mut allowed = Bounds { must: ConnectionSet::none(), may: ConnectionSet::none() };
        for at in (0..).take(tiers).map(TierId) {
            let mut here = self.policies.iter().filter(|policy| policy.tier == at).peekable();
            if here.peek().is_none() {
                continue;
            }
            let mut isolating = here.filter(|policy| policy.isolates).peekable();
            let may_isolate = isolating.peek().is_some();
            let isolates = isolating.any(Applied::is_certain);
            let mut left = open.clone();
            let mut passed = Bounds { must: ConnectionSet::none(), may: ConnectionSet::none() };
            for rule in self.rules.iter().filter(|rule| rule.tier == at) {
                let policy_applies = self.policies.get(rule.policy).is_some_and(Applied::is_certain);
                let (surely, possible) = rule.covers.bounds();
                let surely = if policy_applies { rule.over(surely) } else { ConnectionSet::none() };
                let possible = rule.over(possible);
                let (sure, maybe) = (left.must.intersection(&surely), left.may.intersection(&possible));
                match rule.action {
                    Action::Allow => {
                        allowed.must = allowed.must.union(&sure);
                        allowed.may = allowed.may.union(&maybe);
                    }
                    Action::Deny => {}
                    Action::Log => continue,
                    Action::Pass => {
                        passed.must = passed.must.union(&sure);
                        passed.may = passed.may.union(&maybe);
                    }
                }
                left.must = left.must.difference(&possible);
                left.may = left.may.difference(&surely);
            }
            open = match (may_isolate, isolates) {
                (false, _) => Bounds { must: passed.must.union(&left.must), may: passed.may.union(&left.may) },
                (true, true) => passed,
                // Without a policy that isolates for sure what is left may go on.
                (true, false) => Bounds { must: passed.must, may: passed.may.union(&left.may) },
            };
        }
        Bounds { must: allowed.must.union(&open.must), may: allowed.may.union(&open.may) }
    }
}
