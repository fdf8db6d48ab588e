//! An item of `from` or `to` says nothing.
//!
//! Found at items without `podSelector`, `namespaceSelector` and `ipBlock`, or with these set to null.
//!
//! ## Why it matters
//!
//! The API server rejects the policy, because it is not clear what is meant: everyone, or every pod of the own namespace.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - {} # L05
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - podSelector: {}
//! ```
//!
//! ## How to fix it
//!
//! For all pods of the own namespace write `podSelector: {}`, for all pods of the cluster `namespaceSelector: {}`. For everyone, also
//! outside of the cluster, leave `from` or `to` out.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L05",
    name: "empty-peer",
    severity: Severity::Error,
    needs: &[],
    source: source!("empty_peer.rs"),
    check: Check::Reading,
};
