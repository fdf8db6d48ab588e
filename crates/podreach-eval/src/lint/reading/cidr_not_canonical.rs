//! A block of addresses is not in its plain form: it has bits behind its prefix, leading zeros, or is an IPv4 address in IPv6.
//!
//! Found at `cidr`, `except`, `networks` and `loadBalancerSourceRanges`. It is a warning where it is still accepted: in NetworkPolicies
//! and Services that exist, and for bits behind the prefix in cluster-wide policies.
//!
//! ## Why it matters
//!
//! Other tools may read it in another way, as `10.0.0.010` shows, and readers take `10.1.2.3/8` for one address. Kubernetes rejects such
//! forms in new policies and Services since 1.36.
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
//!         - ipBlock: {cidr: 10.20.30.40/16} # L08
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
//!         - ipBlock: {cidr: 10.20.0.0/16}
//! ```
//!
//! ## How to fix it
//!
//! Write the block that is meant: the whole one (`10.20.0.0/16`), or the single address (`10.20.30.40/32`).
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L08",
    name: "cidr-not-canonical",
    severity: Severity::Error,
    needs: &[],
    source: source!("cidr_not_canonical.rs"),
    check: Check::Reading,
};
