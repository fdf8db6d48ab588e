//! A policy does not say which directions it concerns.
//!
//! Found where `policyTypes` is missing or empty and neither L21 nor L22 says more about it.
//!
//! ## Why it matters
//!
//! The API server fills `policyTypes` in: `Ingress` always, and `Egress` if there is an egress rule. Whether a policy isolates
//! egress then hangs on whether it has such a rule, and changes when the last one is removed.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: db # L23
//!   namespace: shop
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: db
//!   namespace: shop
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
//! ```
//!
//! ## How to fix it
//!
//! Write `policyTypes` as it is filled in.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicySpec, `policyTypes`](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Diagnostic, Severity};

use crate::policy::Direction;

use crate::lint::fixes::with_fixes;
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::{egress_rules_isolate_ingress, empty_egress_isolates_nothing};

pub(super) static LINT: Lint = Lint {
    code: "L23",
    name: "policy-types-missing",
    severity: Severity::Note,
    needs: &[],
    source: source!("policy_types_missing.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let written = policy.written;
        let said = egress_rules_isolate_ingress::place(written).or(empty_egress_isolates_nothing::place(written));
        if written.names_types() || said.is_some() {
            continue;
        }
        let (types, directions, all) = if written.isolates_egress {
            ("[Ingress, Egress]", "ingress and egress", &BOTH[..])
        } else {
            ("[Ingress]", "ingress", &[Direction::Ingress][..])
        };
        let form = if written.types_key.is_some() { "empty" } else { "missing" };
        let message = format!("`policyTypes` is {form}, so the policy isolates {directions}");
        let diagnostic = Diagnostic::note(LINT.code, written.meta.name.span, message)
            .help(format!("write `policyTypes: {types}`, which says so"));
        let diagnostic = with_fixes(diagnostic, [input.fix_types(policy, all)]);
        sink.push(Finding::from(diagnostic).policy(policy.id));
    }
}
