//! Rules as rows of the tables: what the evaluator says of them, with what the page adds.

use podreach_eval::Analysis;
use podreach_eval::explain::{RuleRow, rule_row_count, rule_rows};
use podreach_eval::policy::Direction;
use podreach_syntax::{Severity, Span};

/// Ports and peers that are named before the rest is folded.
pub(crate) const FIRST: usize = 6;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) number: usize,
    /// Index of the policy in the analysis.
    pub(crate) policy: usize,
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) rule: RuleRow,
}

/// How many rows both tables have.
pub(crate) fn rule_count(analysis: &Analysis) -> usize {
    rule_row_count(analysis)
}

/// Rows of a direction, numbered from `first`.
pub(crate) fn rows(analysis: &Analysis, direction: Direction, first: usize) -> Vec<Row> {
    let row = |(rule, number): (RuleRow, usize)| {
        let policy = analysis.policy(rule.policy)?;
        let namespace = policy.namespace.as_deref().unwrap_or("").to_owned();
        Some(Row { number, policy: rule.policy.0 as usize, name: policy.name.to_string(), namespace, rule })
    };
    rule_rows(analysis, direction).into_iter().zip(first..).filter_map(row).collect()
}

/// A policy that the API server rejects, so that it has no rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectedRow {
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// What is wrong with it, each with its place.
    pub(crate) reasons: Vec<(String, Span)>,
    pub(crate) span: Span,
}

/// Policies that take no part, with the errors in them.
pub(crate) fn rejected(analysis: &Analysis) -> Vec<RejectedRow> {
    let errors = |whole: Span| {
        let inside = move |span: &Span| span.text == whole.text && span.start >= whole.start && span.end <= whole.end;
        let errors = analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.filter_map(|found| Some((found.message.clone(), found.span?))).filter(move |(_, span)| inside(span))
    };
    let row = |rejected: &podreach_eval::kinds::RejectedPolicy| RejectedRow {
        name: rejected.meta.name.value.to_string(),
        namespace: rejected.meta.namespace.to_string(),
        reasons: errors(rejected.meta.span).collect(),
        span: rejected.meta.span,
    };
    analysis.rejected_policies.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;

    #[test]
    fn rows_are_numbered_through_both_tables() {
        let yaml = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}, {ports: [{port: 80}]}]}
";
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        let ingress = rows(&analysis, Direction::Ingress, 1);
        let egress = rows(&analysis, Direction::Egress, ingress.len() + 1);
        let numbers: Vec<usize> = ingress.iter().chain(&egress).map(|row| row.number).collect();
        assert_eq!((numbers, rule_count(&analysis)), (vec![1, 2, 3], 3));
        assert_eq!((egress[0].name.as_str(), egress[0].namespace.as_str()), ("web", "shop"));
    }

    #[test]
    fn rejected_policies_say_why() {
        let yaml = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podselector: {}
";
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        let found = rejected(&analysis);
        assert_eq!((found.len(), found[0].name.as_str(), found[0].namespace.as_str()), (1, "web", "shop"));
        assert!(found[0].reasons.iter().any(|(reason, _)| reason.contains("podselector")), "{found:?}");
        assert_eq!(rule_count(&analysis), 0);
    }
}
