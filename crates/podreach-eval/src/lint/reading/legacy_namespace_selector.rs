//! A cluster-wide policy selects namespaces in the shape of v0.1.1 of the API.
//!
//! Found at `namespaceSelector` inside `namespaces`, and at `namespaces` inside `pods`. It is read as it was meant.
//!
//! ## Why it matters
//!
//! Since v0.1.2 `namespaces` is a selector itself. A cluster with a later version rejects the policy, or drops the unknown field: what is
//! left is an empty selector, and the policy applies to every namespace.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject:
//!     namespaces:
//!       namespaceSelector: {matchLabels: {tenant: shop}} # L102
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
//! Write `matchLabels` directly under `namespaces`, and `namespaceSelector` beside `podSelector` under `pods`.
//!
//! ## Sources
//!
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L102",
    name: "legacy-namespace-selector",
    severity: Severity::Warning,
    needs: &[],
    source: source!("legacy_namespace_selector.rs"),
    check: Check::Reading,
};
