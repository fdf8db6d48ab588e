//! A policy has an `egress` without rules and no `policyTypes`, so that it does not isolate egress.
//!
//! Found where `policyTypes` is missing or empty and `egress` is `[]` or null.
//!
//! ## Why it matters
//!
//! Without `policyTypes` a policy concerns egress only if it has an egress rule. An empty list looks as if it denied all egress,
//! and pods stay free to connect to anything.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: closed, namespace: shop}
//! spec:
//!   podSelector: {}
//!   ingress: []
//!   egress: [] # L22
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: closed, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress, Egress]
//!   ingress: []
//!   egress: []
//! ```
//!
//! ## How to fix it
//!
//! List `Egress` in `policyTypes` to deny all egress. If egress is to stay open, remove the empty `egress`.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicySpec, `policyTypes`](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)

use podreach_syntax::{Change, Diagnostic, Path, Severity, Span};

use crate::kinds::{ListForm, NetworkPolicy};

use crate::lint::fixes::with_fixes;
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L22",
    name: "empty-egress-isolates-nothing",
    severity: Severity::Warning,
    needs: &[],
    source: source!("empty_egress_isolates_nothing.rs"),
    check: Check::Run(check),
};

/// The key of an egress without rules that does not count.
pub(super) fn place(policy: &NetworkPolicy) -> Option<Span> {
    let egress = policy.egress_key.filter(|key| key.form != ListForm::Items)?;
    (!policy.names_types()).then_some(egress.key)
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let Some(span) = place(policy.written) else { continue };
        let written = if policy.written.types_key.is_some() { "empty" } else { "missing" };
        let message = format!("`egress` has no rules and `policyTypes` is {written}, so egress is not isolated");
        let help = "list `Egress` in `policyTypes` to deny all egress, or remove `egress`";
        let deny = input.fix_types(policy, &BOTH);
        let remove = input.fix(policy, "remove `egress`, which stays open", |_| {
            Some([Change::Remove { at: Path::of("spec.egress") }])
        });
        let diagnostic = Diagnostic::warning(LINT.code, span, message).help(help);
        sink.push(Finding::from(with_fixes(diagnostic, [deny, remove])).policy(policy.id));
    }
}
