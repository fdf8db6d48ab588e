//! What takes no part in an evaluation.

use std::collections::BTreeMap;

use podreach_eval::explain::lenient_sentence;
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Which objects take no part. What there is to say about the text as it is now is in [`findings`](super::findings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks;

/// The objects that take no part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecksAnswer {
    /// Policies that the API server rejects.
    pub rejected: Vec<RejectedEntry>,
    /// Objects of unsupported kinds, by number, the most first.
    pub left_out: Vec<LeftOut>,
}

/// A policy that takes no part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedEntry {
    /// Namespace and name.
    pub name: String,
    /// What a client that drops what it does not know would apply.
    pub lenient: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Objects of one kind that is not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The kind.
    pub kind: String,
    /// Its API version.
    pub api_version: String,
    /// Names, possibly empty, with their places.
    pub objects: Vec<(String, Span)>,
}

pub(super) fn answer(_: Checks, evaluation: &Evaluation) -> ChecksAnswer {
    let analysis = &evaluation.analysis;
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
    ChecksAnswer { rejected: rejected.collect(), left_out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};
    use crate::page::findings::{Row, findings};

    fn read(yaml: &str) -> (Vec<Row>, ChecksAnswer) {
        let evaluation = evaluation(yaml);
        (findings(&evaluation).rows, asked(&evaluation, Checks))
    }

    const POD: &str =
        "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: ns}, spec: {containers: [{name: c}]}}\n";

    #[test]
    fn what_is_left_out_is_grouped_and_nothing_is_called_fine() {
        let fine = read(POD);
        assert_eq!(fine, (Vec::new(), ChecksAnswer::default()));
        let maps = "---\n{apiVersion: v1, kind: Secret, metadata: {name: s}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n";
        let (_, found) = read(&format!("{POD}{maps}"));
        let groups: Vec<(&str, usize)> =
            found.left_out.iter().map(|group| (group.kind.as_str(), group.objects.len())).collect();
        assert_eq!(groups, [("ConfigMap", 2), ("Secret", 1)]);
    }

    #[test]
    fn rejected_policies_say_what_a_lenient_client_would_apply() {
        let (findings, found) = read(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {podSelector: {}, ingres: []}}\n",
        );
        let [only] = &found.rejected[..] else { panic!("{found:?}") };
        assert_eq!(only.name, "shop/web");
        assert!(only.lenient.is_some() && !findings.is_empty(), "{found:?}");
    }

    #[test]
    fn policies_that_are_not_read_are_findings() {
        let (findings, _) = read("{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a}}\n");
        assert!(findings.iter().any(|finding| finding.code == "L19"));
    }

    #[test]
    fn a_finding_of_several_places_is_listed_once() {
        let policy = |name: &str| {
            format!(
                "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}}}, spec: {{podSelector: {{}}}}}}\n---\n"
            )
        };
        let (findings, _) = read(&["a", "b", "c"].map(policy).concat());
        let rows: Vec<usize> = findings.iter().filter(|row| row.code == "L13").map(|row| row.places.len()).collect();
        assert_eq!(rows, [3], "{findings:?}");
    }
}
