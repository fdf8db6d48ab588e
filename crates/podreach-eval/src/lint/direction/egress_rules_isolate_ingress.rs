//! A policy has `egress` rules alone and no `policyTypes`, so that it isolates ingress as well and allows none.
//!
//! Found where `policyTypes` is missing or empty, `egress` has rules and `ingress` is not written. It is a note where the input
//! has pods that the policy selects and other policies isolate the ingress of all of them anyway.
//!
//! ## Why it matters
//!
//! Without `policyTypes` a policy always concerns ingress, and egress too if it has egress rules. A policy that is meant to
//! restrict what pods may connect to also cuts off everything that connects to them.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web-to-db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   egress: # L21
//!     - to: [{podSelector: {matchLabels: {app: db}}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web-to-db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to: [{podSelector: {matchLabels: {app: db}}}]
//! ```
//!
//! ## How to fix it
//!
//! Write `policyTypes: [Egress]`. If ingress is to be denied as well, write `policyTypes: [Ingress, Egress]`, so that readers see
//! it.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicySpec, `policyTypes`](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes: Network Policies, the NetworkPolicy resource](https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource)

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::kinds::{ListForm, NetworkPolicy};
use crate::policy::Direction;

use crate::lint::fixes::with_fixes;
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::common::isolated_otherwise;

pub(super) static LINT: Lint = Lint {
    code: "L21",
    name: "egress-rules-isolate-ingress",
    severity: Severity::Warning,
    needs: &[],
    source: source!("egress_rules_isolate_ingress.rs"),
    check: Check::Run(check),
};

/// The key of egress rules that bring ingress with them.
pub(super) fn place(policy: &NetworkPolicy) -> Option<Span> {
    let egress = policy.egress_key.filter(|key| key.form == ListForm::Items)?;
    (!policy.names_types() && policy.ingress_key.is_none()).then_some(egress.key)
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let Some(span) = place(policy.written) else { continue };
        let already = isolated_otherwise(input, sink, policy, Direction::Ingress);
        let severity = if already { Severity::Note } else { Severity::Warning };
        let written = if policy.written.types_key.is_some() { "empty" } else { "missing" };
        let message = format!("`policyTypes` is {written}, so the policy also isolates ingress, and allows none");
        let help = "write `policyTypes: [Egress]`, or `[Ingress, Egress]` if no ingress is meant";
        let diagnostic = Diagnostic::new(LINT.code, severity, Some(span), message).help(help);
        let fixes = [&[Direction::Egress][..], &BOTH].map(|directions| input.fix_types(policy, directions));
        let diagnostic = with_fixes(diagnostic, fixes);
        sink.push(Finding::from(diagnostic).policy(policy.id));
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    #[test]
    fn ingress_that_is_isolated_anyway_is_a_note() {
        let policy = |name: &str, spec: &str| {
            format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{}}, {spec}}}\n"
            )
        };
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: c, image: c}]}\n";
        let one = policy("out", "egress: [{}]");
        assert_eq!(weighed("L21", &format!("{pod}{one}")), ["9 warning"]);
        let deny = policy("deny", "policyTypes: [Ingress]");
        assert_eq!(weighed("L21", &format!("{pod}{one}{deny}")), ["9 note"]);
        assert_eq!(weighed("L21", &policy("both", "ingress: [], egress: [{}]")), [""; 0]);
    }
}
