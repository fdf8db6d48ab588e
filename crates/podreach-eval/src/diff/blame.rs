//! The policies that cause a difference, from the verdicts of both sides.

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::inventory::EndpointId;
use crate::policy::{Action, Direction, PolicyId, RuleRef};
use crate::query::{DirectionVerdict, Hit};
use crate::sets::ConnectionSet;

use super::cause_builder::CauseBuilder;
use super::model::{Cause, PolicyChange};
use super::objects::same_rule;
use super::paired_classes::PairedClass;

/// Policies of both sides by their ids.
pub(super) struct Blame<'a> {
    sides: [&'a Analysis; 2],
    /// By side and policy: its index among the changes.
    index: [Vec<u32>; 2],
    /// By change: the policy on each side, where it says the same on both.
    kept: Vec<Option<[PolicyId; 2]>>,
    /// The rules, peers and port ranges that may still be examined.
    budget: Budget,
}

/// Two endpoints on one side, as ids there: the end in question and the other one.
type Ends = [EndpointId; 2];

impl<'a> Blame<'a> {
    pub(super) fn new(sides: [&'a Analysis; 2], policies: &[PolicyChange], looks: u64) -> Self {
        let mut index = sides.map(|analysis| vec![0; analysis.policies.list.len()]);
        for (policy, at) in policies.iter().zip(0_u32..) {
            for (index, id) in index.iter_mut().zip([policy.before, policy.after]) {
                if let Some(slot) = id.and_then(|id| index.get_mut(id.0 as usize)) {
                    *slot = at;
                }
            }
        }
        let kept = policies.iter().map(|policy| match (policy.change, policy.before, policy.after) {
            (None, Some(before), Some(after)) => Some([before, after]),
            _ => None,
        });
        Self { sides, index, kept: kept.collect(), budget: Budget::new(looks) }
    }

    /// The causes in one direction, from verdicts about a sample of each class; `own` when the two are one class. `None`
    /// where the budget ends.
    pub(super) fn work_out(
        &self,
        direction: Direction,
        [from, to]: [&PairedClass; 2],
        own: bool,
        values: [&ConnectionSet; 2],
    ) -> Option<Vec<Cause>> {
        let pair = |side: usize| {
            let [source, other] = (*from.samples.get(side)?)?;
            let [first, _] = (*to.samples.get(side)?)?;
            Some([source, if own { other } else { first }])
        };
        let (Some(before), Some(after)) = (pair(0), pair(1)) else { return Some(Vec::new()) };
        self.between(direction, [before, after], values)
    }

    /// The causes in one direction of what changed between two endpoints, given as they are on each side; `None` where the
    /// budget ends.
    pub(super) fn between(
        &self,
        direction: Direction,
        pairs: [[EndpointId; 2]; 2],
        [was, is]: [&ConnectionSet; 2],
    ) -> Option<Vec<Cause>> {
        let [old, new] = self.sides;
        for (analysis, [source, destination]) in [old, new].into_iter().zip(pairs) {
            let weight = || 1 + analysis.verdict_weight(source, destination);
            if self.budget.is_exceeded() || !self.budget.spend(weight()) {
                return None;
            }
        }
        let [before, after] = pairs;
        let ends = pairs.map(|[source, destination]| match direction {
            Direction::Egress => [source, destination],
            Direction::Ingress => [destination, source],
        });
        let [before, after] = [(old, before), (new, after)]
            .map(|(analysis, [source, destination])| analysis.direction_by_default(direction, source, destination));
        let mut builder = CauseBuilder::default();
        let gained = after.connections.difference(&before.connections).intersection(&is.difference(was));
        let lost = before.connections.difference(&after.connections).intersection(&was.difference(is));
        self.blame(&mut builder, direction, [(0, &before), (1, &after)], &gained, ends);
        self.blame(&mut builder, direction, [(1, &after), (0, &before)], &lost, ends);
        let mut list = builder.list();
        // Policies that stayed the same are causes where labels made them apply or not; not beside one that changed.
        let changed = |cause: &Cause| self.kept.get(cause.policy as usize).is_some_and(Option::is_none);
        if list.iter().any(changed) {
            list.retain(changed);
        }
        Some(list)
    }

    /// Adds what made `more` pass on the second side and not on the first: rules that let it pass there, rules that stopped
    /// it here, and, where it passes there because nothing stops it, policies that isolate here.
    fn blame(
        &self,
        builder: &mut CauseBuilder,
        direction: Direction,
        [(side, here), (other, there)]: [(usize, &DirectionVerdict); 2],
        more: &ConnectionSet,
        ends: [Ends; 2],
    ) {
        if more.is_none() {
            return;
        }
        let concerns = |hit: &&Hit| !hit.connections.intersection(more).is_none();
        let mut allowed = ConnectionSet::none();
        for hit in there.hits.iter().filter(|hit| hit.action != Action::Deny).filter(concerns) {
            if hit.action == Action::Allow {
                allowed = allowed.union(&hit.connections);
            }
            if !self.is_among(&here.hits, side, hit, other) && !self.waits(side, hit, ends) {
                builder.effect(self.at(other, hit.rule.policy), direction, other).rules.push(hit.rule.index);
            }
        }
        for hit in here.hits.iter().filter(|hit| hit.action != Action::Allow).filter(concerns) {
            if !self.is_among(&there.hits, other, hit, side) && !self.waits(other, hit, ends) {
                builder.effect(self.at(side, hit.rule.policy), direction, side).rules.push(hit.rule.index);
            }
        }
        let stays = |policy: &PolicyId| {
            let at = self.at(side, *policy);
            there.isolating.iter().any(|isolating| self.at(other, *isolating) == at)
        };
        // Where the same policy isolates on both sides, rules alone decide.
        if !more.is_subset(&allowed) || !here.isolating.iter().any(stays) {
            for policy in here.isolating.iter().filter(|policy| !stays(policy)) {
                builder.effect(self.at(side, *policy), direction, side).isolates = true;
            }
        }
    }

    /// Whether the rule of a hit stands on `side` as well and concerns the same ends and ports, and is only not asked there:
    /// then what is asked before it makes the difference.
    fn waits(&self, side: usize, hit: &Hit, ends: [Ends; 2]) -> bool {
        let its = 1 - side.min(1);
        let kept = self.kept.get(self.at(its, hit.rule.policy) as usize).copied().flatten();
        let ports = |side: usize| {
            let (analysis, policy, [end, other]) = (self.sides.get(side)?, kept.as_ref()?.get(side)?, *ends.get(side)?);
            let rule = RuleRef { policy: *policy, ..hit.rule };
            analysis.concerns(rule, analysis.class_of(end), analysis.class_of(other))
        };
        ports(side).is_some_and(|here| Some(here) == ports(its))
    }

    /// Whether a hit of `its` side is there with the same rule and effect among the hits of `side`.
    fn is_among(&self, hits: &[Hit], side: usize, hit: &Hit, its: usize) -> bool {
        let policy = self.at(its, hit.rule.policy);
        let rule = |side: usize, rule: RuleRef| self.sides.get(side)?.rule(rule);
        let Some(wanted) = rule(its, hit.rule) else { return false };
        hits.iter().any(|candidate| {
            self.at(side, candidate.rule.policy) == policy
                && candidate.connections == hit.connections
                && rule(side, candidate.rule).is_some_and(|found| same_rule(found, wanted))
        })
    }

    /// The index of a policy among the changes.
    pub(super) fn at(&self, side: usize, policy: PolicyId) -> u32 {
        self.index.get(side).and_then(|index| index.get(policy.0 as usize)).copied().unwrap_or_default()
    }
}
