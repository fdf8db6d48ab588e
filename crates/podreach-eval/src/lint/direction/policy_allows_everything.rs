//! A policy for all pods of a namespace allows everything in both directions.
//!
//! Found where `podSelector` is empty, the policy concerns ingress and egress, and a rule of each allows everything.
//!
//! ## Why it matters
//!
//! Policies add up. One that allows everything to all pods cancels every other policy of its namespace, those that deny by default
//! among them.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: open # L29
//!   namespace: shop
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress, Egress]
//!   ingress: [{}]
//!   egress: [{}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: open, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: debug}}
//!   policyTypes: [Ingress, Egress]
//!   ingress: [{}]
//!   egress: [{}]
//! ```
//!
//! ## How to fix it
//!
//! Remove the policy, or select the pods that it is for.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)

use podreach_syntax::{Diagnostic, Severity};

use crate::lint::input::{BOTH, Input};
use crate::lint::intent::is_contradicted;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::common::{allows_all, by_namespace};

pub(super) static LINT: Lint = Lint {
    code: "L29",
    name: "policy-allows-everything",
    severity: Severity::Note,
    needs: &[],
    source: source!("policy_allows_everything.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for (namespace, policies) in by_namespace(input) {
        for policy in &policies {
            let open = |direction| policy.rules(direction).any(|(_, rule)| allows_all(rule));
            // That it is called a denial is a finding of its own.
            if is_contradicted(input, *policy) || !policy.written.pod_selector.is_empty() || !BOTH.into_iter().all(open)
            {
                continue;
            }
            let mut message = format!("this policy allows everything to and from all pods of `{namespace}`");
            message += match policies.len() {
                1 => ", as if there were none",
                2 => ", which cancels the other policy of the namespace",
                _ => ", which cancels the other policies of the namespace",
            };
            let diagnostic = Diagnostic::note(LINT.code, policy.written.meta.name.span, message)
                .help("policies add up; remove it, or select the pods that it is for");
            sink.push(Finding::from(diagnostic).policy(policy.id));
        }
    }
}
