//! The table of rules.

use podreach_eval::Analysis;
use podreach_eval::diff::ChangeKind;
use podreach_eval::explain::{RuleRow, rule_rows};
use podreach_eval::kinds::RejectedPolicy;
use podreach_eval::policy::{Direction, Off};
use podreach_syntax::{Severity, Span};
use serde::{Deserialize, Serialize};

use super::matched_rules::{Matched, RemovedRow};
use crate::evaluation::Evaluation;

/// Which rules there are, and which policies take no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules;

/// The rules of both directions, in the order of evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesAnswer {
    /// Ingress rules.
    pub ingress: Vec<RulesRow>,
    /// Egress rules; they are numbered after the others.
    pub egress: Vec<RulesRow>,
    /// Rules of the baseline that are not there any more, as they were.
    pub removed: Vec<RemovedRow>,
    /// Policies that take no part, with the errors in them.
    pub rejected: Vec<RejectedRow>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesRow {
    /// From 1.
    pub number: usize,
    /// Index of the policy in the analysis.
    pub policy: usize,
    /// Name of the policy.
    pub name: String,
    /// Its namespace; empty where it has none.
    pub namespace: String,
    /// What stands in the row; it says whether the rule is switched off.
    pub rule: RuleRow,
    /// What switches the policy off; with the direction and the index of the row, the rule.
    pub object: Off,
    /// Beside a baseline: added where the baseline has no such rule in this policy.
    pub change: Option<ChangeKind>,
}

/// A policy that the API server rejects, so that it has no rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Its name.
    pub name: String,
    /// Its namespace; empty where it has none.
    pub namespace: String,
    /// What is wrong with it, each with its place.
    pub reasons: Vec<(String, Span)>,
    /// The whole policy.
    pub span: Span,
}

pub(super) fn answer(_: Rules, evaluation: &Evaluation) -> RulesAnswer {
    let analysis = &evaluation.analysis;
    let compared = evaluation.comparison().map(|(base, comparison)| Matched::new(base, evaluation, comparison));
    let compared = compared.as_ref();
    let ingress = rows(analysis, Direction::Ingress, 1, compared);
    let egress = rows(analysis, Direction::Egress, ingress.len() + 1, compared);
    let removed = compared.map(Matched::removed).unwrap_or_default();
    let rejected = analysis.rejected_policies.iter().map(|policy| rejected(evaluation, policy)).collect();
    RulesAnswer { ingress, egress, removed, rejected }
}

/// Rows of a direction, numbered from `first`.
fn rows(analysis: &Analysis, direction: Direction, first: usize, compared: Option<&Matched<'_>>) -> Vec<RulesRow> {
    let row = |(rule, number): (RuleRow, usize)| {
        let policy = analysis.policy(rule.policy)?;
        let namespace = policy.namespace.as_deref().unwrap_or("").to_owned();
        let is_added = compared.is_some_and(|compared| compared.is_added(rule.policy, direction, rule.index));
        Some(RulesRow {
            number,
            policy: rule.policy.0 as usize,
            name: policy.name.to_string(),
            namespace,
            rule,
            object: Off::policy(policy.object_ref()),
            change: is_added.then_some(ChangeKind::Added),
        })
    };
    rule_rows(analysis, direction).into_iter().zip(first..).filter_map(row).collect()
}

fn rejected(evaluation: &Evaluation, policy: &RejectedPolicy) -> RejectedRow {
    let whole = evaluation.sources.place(policy.meta.span);
    let inside = |span: &Span| {
        let place = evaluation.sources.place(*span);
        place.source == whole.source && place.start >= whole.start && place.end <= whole.end
    };
    let errors = evaluation.analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let reasons = errors.filter_map(|found| Some((found.message.clone(), found.span?)));
    RejectedRow {
        name: policy.meta.name.value.to_string(),
        namespace: policy.meta.namespace.to_string(),
        reasons: reasons.filter(|(_, span)| inside(span)).collect(),
        span: policy.meta.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    fn rules(yaml: &str) -> RulesAnswer {
        asked(&evaluation(yaml), Rules)
    }

    #[test]
    fn rows_are_numbered_through_both_tables() {
        let found = rules(
            "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}, {ports: [{port: 80}]}]}
",
        );
        let numbers: Vec<usize> = found.ingress.iter().chain(&found.egress).map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!((found.egress[0].name.as_str(), found.egress[0].namespace.as_str()), ("web", "shop"));
    }

    #[test]
    fn rejected_policies_say_why() {
        let found = rules(
            "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podselector: {}
",
        );
        let [only] = &found.rejected[..] else { panic!("{found:?}") };
        assert_eq!((only.name.as_str(), only.namespace.as_str()), ("web", "shop"));
        assert!(only.reasons.iter().any(|(reason, _)| reason.contains("podselector")), "{found:?}");
        assert!(found.ingress.is_empty() && found.egress.is_empty());
    }
}
