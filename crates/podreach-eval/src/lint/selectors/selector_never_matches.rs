//! A selector asks for something that no label can meet.
//!
//! Found where requirements of one key exclude each other: two sets of values without a common one, values that another requirement
//! excludes, or a label that is to exist and not to.
//!
//! ## Why it matters
//!
//! All requirements of a selector have to match. This one matches nothing, whatever labels there are: the policy selects no pod, or
//! the peer matches nobody.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels: {app: web}
//!     matchExpressions:
//!       - {key: app, operator: In, values: [api, front]} # L39
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector:
//!     matchExpressions:
//!       - {key: app, operator: In, values: [web, api, front]}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! For one of several values, list them in one `In`. For either of two selectors, write two policies or two peers.
//!
//! ## Sources
//!
//! * [Kubernetes: Labels and Selectors, resources that support set-based requirements](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::{NetworkPeer, PeerNamespaces};
use crate::sets::Selector;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::labels::contradiction;

pub(super) static LINT: Lint = Lint {
    code: "L39",
    name: "selector-never-matches",
    severity: Severity::Warning,
    needs: &[],
    source: source!("selector_never_matches.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        if let Some(diagnostic) = never(&policy.written.pod_selector, "the policy selects no pod") {
            sink.push(Finding::from(diagnostic).policy(policy.id));
        }
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::Pods { namespaces, pods, .. } = peer else { continue };
                let namespaces = match namespaces {
                    PeerNamespaces::Matching(selector) => Some(selector),
                    PeerNamespaces::Own => None,
                };
                for selector in namespaces.into_iter().chain([pods]) {
                    if let Some(diagnostic) = never(selector, "the peer matches nobody") {
                        sink.push(Finding::from(diagnostic).rule(at));
                    }
                }
            }
        }
    }
}

fn never(selector: &Selector, so: &str) -> Option<Diagnostic> {
    let (first, last) = contradiction(selector)?;
    let message = format!("no value of `{}` matches both `{first}` and `{last}`, so {so}", first.key);
    let diagnostic = Diagnostic::warning(LINT.code, last.span, message)
        .help("all requirements have to match; list alternatives in one `In`, or write two selectors");
    Some(diagnostic.related(first.span, "this requirement excludes it"))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    #[test]
    fn requirements_that_exclude_each_other() {
        let of = |expressions: &str| {
            let policy = format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {{podSelector: {{matchExpressions: [{expressions}]}}}}\n"
            );
            weighed("L39", &policy).len()
        };
        assert_eq!(of("{key: a, operator: Exists}, {key: a, operator: DoesNotExist}"), 1);
        assert_eq!(of("{key: a, operator: In, values: [x]}, {key: a, operator: NotIn, values: [x, w]}"), 1);
        assert_eq!(of("{key: a, operator: In, values: [x]}, {key: a, operator: DoesNotExist}"), 1);
        assert_eq!(of("{key: a, operator: In, values: [x, z]}, {key: a, operator: NotIn, values: [x, w]}"), 0);
        assert_eq!(of("{key: a, operator: NotIn, values: [x]}, {key: a, operator: DoesNotExist}"), 0);
        assert_eq!(of("{key: a, operator: In, values: [x]}, {key: b, operator: In, values: [w]}"), 0);
    }
}
