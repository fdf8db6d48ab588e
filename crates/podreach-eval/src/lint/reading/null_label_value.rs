//! A label in a selector of a cluster-wide policy has the value null.
//!
//! Found at the value. Nothing behind the colon is null, too.
//!
//! ## Why it matters
//!
//! The API server drops null members of custom resources. The selector then has one requirement less and matches more than it says;
//! an empty one matches everything.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: null}}} # V10
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
//! Write the value. An empty value is written `""`.
//!
//! ## Sources
//!
//! * [Kubernetes: Labels and Selectors](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V10",
    name: "null-label-value",
    severity: Severity::Error,
    needs: &[],
    source: source!("null_label_value.rs"),
    check: Check::Reading,
};
