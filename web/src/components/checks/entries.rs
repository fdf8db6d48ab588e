//! What the list of checks holds, as plain data.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::explain::lenient_sentence;
use podreach_syntax::{Diagnostic, Severity, Sources, Span};

use crate::components::problems::{Row, rows};

/// How many things there are to look at.
pub(crate) fn check_count(analysis: &Analysis) -> usize {
    let findings = analysis.diagnostics.iter().filter(|found| found.severity != Severity::Note).count();
    findings + analysis.rejected_policies.len()
}

/// A policy that takes no part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RejectedEntry {
    pub(super) name: String,
    /// What a client that drops what it does not know would apply.
    pub(super) lenient: Option<String>,
    pub(super) span: Span,
}

/// Objects of one kind that is not read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LeftOut {
    pub(super) kind: String,
    pub(super) api_version: String,
    /// Names, possibly empty, with their places.
    pub(super) objects: Vec<(String, Span)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Entries {
    /// Each once, with all its places.
    pub(super) findings: Vec<Row>,
    /// Findings that are too many to list.
    pub(super) beyond: usize,
    pub(super) rejected: Vec<RejectedEntry>,
    /// By number, the most first.
    pub(super) left_out: Vec<LeftOut>,
}

impl Entries {
    /// Whether every object was read and takes part as it is written.
    pub(super) const fn is_fine(&self) -> bool {
        self.findings.is_empty() && self.rejected.is_empty() && self.left_out.is_empty()
    }
}

pub(super) fn entries(analysis: &Analysis, sources: &Sources, diagnostics: &[Diagnostic]) -> Entries {
    let (findings, beyond) = rows(sources, diagnostics);
    let rejected = analysis.rejected_policies.iter().map(|rejected| RejectedEntry {
        name: format!("{}/{}", rejected.meta.namespace, rejected.meta.name.value),
        lenient: lenient_sentence(rejected),
        span: rejected.meta.span,
    });
    let mut kinds: BTreeMap<(&str, &str), Vec<(String, Span)>> = BTreeMap::new();
    for ignored in &analysis.ignored {
        let objects = kinds.entry((&ignored.kind, &ignored.api_version)).or_default();
        objects.push((ignored.name.to_string(), ignored.span));
    }
    let mut left_out: Vec<LeftOut> = kinds
        .into_iter()
        .map(|((kind, api_version), objects)| LeftOut { kind: kind.into(), api_version: api_version.into(), objects })
        .collect();
    left_out.sort_by_key(|group| std::cmp::Reverse(group.objects.len()));
    Entries { findings, beyond, rejected: rejected.collect(), left_out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;

    fn read(yaml: &str) -> Entries {
        let sources = Sources::single("a.yaml", yaml);
        let analysis = analyze(&sources, &Options::default());
        let diagnostics = analysis.diagnostics.clone();
        entries(&analysis, &sources, &diagnostics)
    }

    const POD: &str =
        "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: ns}, spec: {containers: [{name: c}]}}\n";

    #[test]
    fn what_is_left_out_is_grouped_and_nothing_is_called_fine() {
        assert!(read(POD).is_fine(), "{:?}", read(POD));
        let maps = "---\n{apiVersion: v1, kind: Secret, metadata: {name: s}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n";
        let found = read(&format!("{POD}{maps}"));
        assert!(!found.is_fine());
        let groups: Vec<(&str, usize)> =
            found.left_out.iter().map(|group| (group.kind.as_str(), group.objects.len())).collect();
        assert_eq!(groups, [("ConfigMap", 2), ("Secret", 1)]);
    }

    #[test]
    fn policies_that_are_not_read_are_findings() {
        let found = read("{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a}}\n");
        assert!(found.findings.iter().any(|finding| finding.code == "L19"));
        assert!(!found.is_fine());
    }

    #[test]
    fn a_finding_of_several_places_is_listed_once() {
        let policy = |name: &str| {
            format!(
                "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}}}, spec: {{podSelector: {{}}}}}}\n---\n"
            )
        };
        let found = read(&["a", "b", "c"].map(policy).concat());
        let rows: Vec<usize> =
            found.findings.iter().filter(|row| row.code == "L13").map(|row| row.places.len()).collect();
        assert_eq!(rows, [3], "{found:?}");
    }
}
