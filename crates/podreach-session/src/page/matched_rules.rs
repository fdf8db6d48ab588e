//! Which rules of the work and of the baseline are the same: those of one policy that say the same, each once.

use std::collections::BTreeSet;

use podreach_eval::Analysis;
use podreach_eval::diff::{PolicyChange, same_rule};
use podreach_eval::explain::{RuleRow, rule_rows};
use podreach_eval::policy::{Direction, PolicyId, Rule};

use serde::{Deserialize, Serialize};

use super::changes::ChangePlace;
use crate::comparison::Comparison;
use crate::evaluation::Evaluation;

/// A rule of the baseline that is not in the work, or a policy without rules in the direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedRow {
    /// Ingress or egress.
    pub direction: Direction,
    /// Name of the policy.
    pub name: String,
    /// Its namespace; empty where it has none.
    pub namespace: String,
    /// What stood in the row. Its place counts in the texts of the baseline, and its policy is one of the baseline.
    pub rule: RuleRow,
    /// Where it stood.
    pub place: ChangePlace,
}

/// A rule by policy, direction and index; without an index, a policy without rules in the direction.
type Key = (PolicyId, Direction, Option<u32>);

/// Policies with more rules than this on a side are compared rule by rule in order only: the work must not grow with the square.
const RULES: usize = 2_000;

/// What one side has and the other lacks.
pub(super) struct Matched<'a> {
    base: &'a Evaluation,
    added: BTreeSet<Key>,
    removed: BTreeSet<Key>,
}

impl<'a> Matched<'a> {
    pub(super) fn new(base: &'a Evaluation, evaluation: &Evaluation, comparison: &Comparison) -> Self {
        let mut matched = Self { base, added: BTreeSet::new(), removed: BTreeSet::new() };
        for policy in &comparison.diff.policies {
            for direction in [Direction::Ingress, Direction::Egress] {
                matched.compare(policy, direction, &evaluation.analysis);
            }
        }
        matched
    }

    fn compare(&mut self, policy: &PolicyChange, direction: Direction, after: &Analysis) {
        let old = policy.before.and_then(|id| Some((id, rules(&self.base.analysis, id, direction)?)));
        let new = policy.after.and_then(|id| Some((id, rules(after, id, direction)?)));
        let none: &[Rule] = &[];
        let (left, right) = (old.map_or(none, |(_, rules)| rules), new.map_or(none, |(_, rules)| rules));
        if let (Some((id, [])), None) = (old, new) {
            self.removed.insert((id, direction, None));
        }
        if let (None, Some((id, []))) = (old, new) {
            self.added.insert((id, direction, None));
        }
        let in_order = left.len().max(right.len()) > RULES;
        let mut left: Vec<Option<&Rule>> = left.iter().map(Some).collect();
        for (rule, index) in right.iter().zip(0_u32..) {
            let is_same = |found: Option<&Rule>| found.is_some_and(|found| same_rule(found, rule));
            let at = if in_order {
                left.get(index as usize).is_some_and(|found| is_same(*found)).then_some(index as usize)
            } else {
                left.iter().position(|found| is_same(*found))
            };
            match at.and_then(|at| left.get_mut(at)) {
                Some(slot) => *slot = None,
                None => self.added.extend(new.map(|(id, _)| (id, direction, Some(index)))),
            }
        }
        let rest = left.iter().zip(0_u32..).filter(|(rule, _)| rule.is_some());
        self.removed.extend(rest.filter_map(|(_, index)| Some((old?.0, direction, Some(index)))));
    }

    /// Whether the baseline has no such rule.
    pub(super) fn is_added(&self, policy: PolicyId, direction: Direction, index: Option<u32>) -> bool {
        self.added.contains(&(policy, direction, index))
    }

    /// The rules that only the baseline has: ingress, then egress, in order of evaluation.
    pub(super) fn removed(&self) -> Vec<RemovedRow> {
        let analysis = &self.base.analysis;
        let of_direction = |direction: Direction| {
            let rows = rule_rows(analysis, direction).into_iter();
            rows.filter(move |row| self.removed.contains(&(row.policy, direction, row.index))).filter_map(move |rule| {
                let policy = analysis.policy(rule.policy)?;
                Some(RemovedRow {
                    direction,
                    name: policy.name.to_string(),
                    namespace: policy.namespace.as_deref().unwrap_or("").to_owned(),
                    place: ChangePlace::new(&self.base.sources, true, rule.span),
                    rule,
                })
            })
        };
        [Direction::Ingress, Direction::Egress].into_iter().flat_map(of_direction).collect()
    }
}

fn rules(analysis: &Analysis, policy: PolicyId, direction: Direction) -> Option<&[Rule]> {
    analysis.policy(policy)?.written(direction).map(|effect| effect.rules.as_slice())
}
