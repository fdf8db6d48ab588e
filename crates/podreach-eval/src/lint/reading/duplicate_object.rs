//! Two objects of the input have the same kind, namespace and name.
//!
//! Found at the name of the later one, which is evaluated.
//!
//! ## Why it matters
//!
//! Policies of one name do not add up. The one that is applied last replaces the other, and the rules of the first one are gone.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop} # L14
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web-egress, namespace: shop}
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
//! ```
//!
//! ## How to fix it
//!
//! Give one of them another name, or merge their rules.
//!
//! ## Sources
//!
//! * [Kubernetes: Object Names and IDs](https://kubernetes.io/docs/concepts/overview/working-with-objects/names/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L14",
    name: "duplicate-object",
    severity: Severity::Warning,
    needs: &[],
    source: source!("duplicate_object.rs"),
    check: Check::Reading,
};
