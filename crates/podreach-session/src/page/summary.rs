//! An evaluation in a few numbers.

use podreach_eval::Analysis;
use podreach_eval::explain::rule_row_count;
use podreach_picture::wording::grouped;
use podreach_syntax::Severity;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// The small things that the page shows of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary;

/// Numbers, and what there is at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryAnswer {
    /// Rows of the table of rules.
    pub rules: usize,
    /// Policies that the API server rejects.
    pub rejected: usize,
    /// Objects of unsupported kinds.
    pub unsupported: usize,
    /// Whether a rule names addresses.
    pub has_address_rules: bool,
    /// Whether there are Services.
    pub has_services: bool,
    /// What to say where there is nothing to draw.
    pub why_empty: String,
}

pub(super) fn answer(_: Summary, evaluation: &Evaluation) -> SummaryAnswer {
    let analysis = &evaluation.analysis;
    let rejected = analysis.rejected_policies.len();
    SummaryAnswer {
        rules: rule_row_count(analysis),
        rejected,
        unsupported: analysis.ignored.len(),
        has_address_rules: analysis.has_address_rules(),
        has_services: !analysis.services.is_empty(),
        why_empty: why_empty(analysis),
    }
}

/// Why there is nothing to draw.
fn why_empty(analysis: &Analysis) -> String {
    if analysis.exceeded {
        return "The input was not evaluated, because that would take too long. Evaluate fewer policies or fewer workloads at once.".to_owned();
    }
    match (analysis.rejected_policies.as_slice(), analysis.services.len(), analysis.namespaces.len()) {
        ([], 0, 0) if analysis.diagnostics.iter().any(|found| found.severity == Severity::Error) => {
            "Nothing could be read that can be drawn. The findings say why.".to_owned()
        }
        ([], 0, 0) => "Nothing to draw yet: paste a NetworkPolicy or a workload.".to_owned(),
        ([], 0, count) => {
            format!("{} namespaces and nothing in them: paste a NetworkPolicy or a workload.", grouped(count))
        }
        ([], count, _) => format!("{} Services and nothing behind them: paste workloads or policies.", grouped(count)),
        ([one], ..) => {
            let name = &one.meta.name.value;
            format!("The API server would reject {name}, so there is nothing to draw. The findings say why.")
        }
        (several, ..) => format!(
            "The API server would reject {} policies, so there is nothing to draw. The findings say why.",
            grouped(several.len())
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    fn summary(yaml: &str) -> SummaryAnswer {
        asked(&evaluation(yaml), Summary)
    }

    fn policy(name: &str, spec: &str) -> String {
        format!(
            "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}, namespace: shop}}, spec: {{{spec}}}}}\n---\n"
        )
    }

    #[test]
    fn what_there_is_is_counted() {
        let found = summary(
            &(policy(
                "web",
                "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}, {ports: [{port: 80}]}]",
            ) + &policy("wrong", "podselector: {}")
                + "{apiVersion: v1, kind: Secret, metadata: {name: s}}\n---\n"
                + "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {selector: {a: b}, ports: [{port: 80}]}}\n"),
        );
        assert_eq!((found.rules, found.rejected, found.unsupported), (2, 1, 1));
        assert!(found.has_address_rules && found.has_services && found.rejected > 0, "{found:?}");
        let other = summary(&policy("web", "podSelector: {}"));
        assert!(!other.has_address_rules && !other.has_services, "{other:?}");
    }

    #[test]
    fn an_empty_picture_says_why() {
        let wrong = |name| policy(name, "podselector: {}");
        let service = "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80}]}}\n";
        for (yaml, start) in [
            (String::new(), "Nothing to draw yet"),
            ("a: [".to_owned(), "Nothing could be read"),
            ("{apiVersion: v1, kind: Namespace, metadata: {name: a}}".to_owned(), "1 namespaces"),
            (service.to_owned(), "1 Services"),
            (wrong("web"), "The API server would reject web,"),
            (wrong("web") + &wrong("db"), "The API server would reject 2 policies"),
        ] {
            let says = summary(&yaml).why_empty;
            assert!(says.starts_with(start), "{yaml}: {says}");
        }
    }
}
