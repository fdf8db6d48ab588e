//! A block of addresses is no CIDR, or is missing.
//!
//! Found at `cidr`, `except` and `networks`. A single address without a mask is the most frequent case.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect.
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
//!         - ipBlock: {cidr: 203.0.113.7} # L07
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
//!         - ipBlock: {cidr: 203.0.113.7/32}
//! ```
//!
//! ## How to fix it
//!
//! Write an address and the length of its prefix. A single address has `/32`, or `/128` of IPv6.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L07",
    name: "not-a-cidr",
    severity: Severity::Error,
    needs: &[],
    source: source!("not_a_cidr.rs"),
    check: Check::Reading,
};
