//! A cluster-wide policy breaks a rule of its CRD.
//!
//! Found where `subject`, `priority`, `tier` or `action` is missing or has a value that is not allowed, where a subject, a peer or a
//! port names none or several of what it has to name one of, where a list is empty or too long or names something twice, and at domain
//! names that are none. `domainNames` in a rule that does not allow is a warning: no CRD checks it, and the rule fails closed.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec: # V08
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   ingress:
//!     - action: Deny
//!       from: [{namespaces: {}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   ingress:
//!     - action: Deny
//!       from: [{namespaces: {}}]
//! ```
//!
//! ## How to fix it
//!
//! The advice says what is missing or how many there may be.
//!
//! ## Sources
//!
//! * [Network Policy API: overview](https://network-policy-api.sigs.k8s.io/api-overview/)
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V08",
    name: "invalid-cluster-policy",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_cluster_policy.rs"),
    check: Check::Reading,
};
