//! A cluster-wide policy has what only another kind of cluster-wide policy takes.
//!
//! Found at actions: AdminNetworkPolicy has `Allow`, `Deny` and `Pass`, BaselineAdminNetworkPolicy no `Pass`, and ClusterNetworkPolicy
//! `Accept` in the place of `Allow`. Found at the name of a BaselineAdminNetworkPolicy that is not `default`, and at `tcp: {}` of a
//! ClusterNetworkPolicy, which needs a port.
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
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   ingress:
//!     - action: Accept # L103
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
//!     - action: Allow
//!       from: [{namespaces: {}}]
//! ```
//!
//! ## How to fix it
//!
//! The advice lists what the kind takes.
//!
//! ## Sources
//!
//! * [Network Policy API: overview](https://network-policy-api.sigs.k8s.io/api-overview/)
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L103",
    name: "word-of-another-cluster-policy",
    severity: Severity::Error,
    needs: &[],
    source: source!("word_of_another_cluster_policy.rs"),
    check: Check::Reading,
};
