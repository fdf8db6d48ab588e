//! A peer has an `ipBlock` together with a selector.
//!
//! ## Why it matters
//!
//! A peer is either pods or addresses; the API server rejects a policy with one that is both. Two peers are alternatives.
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
//!         - ipBlock: {cidr: 203.0.113.0/24} # L06
//!           podSelector: {matchLabels: {app: api}}
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
//!         - ipBlock: {cidr: 203.0.113.0/24}
//!         - podSelector: {matchLabels: {app: api}}
//! ```
//!
//! ## How to fix it
//!
//! Make two items of it, each with a `- ` of its own.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L06",
    name: "ip-block-with-selector",
    severity: Severity::Error,
    needs: &[],
    source: source!("ip_block_with_selector.rs"),
    check: Check::Reading,
};
