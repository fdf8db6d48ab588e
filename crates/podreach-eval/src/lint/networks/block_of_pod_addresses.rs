//! A block of addresses that pods may have is allowed, and whether it matches pods depends on the plugin.
//!
//! Such blocks are 0.0.0.0/0, ::/0, and blocks of private networks.
//!
//! ## Why it matters
//!
//! Kubernetes leaves open whether an `ipBlock` matches pods. With Calico, Azure NPM and most others a pod in the block is matched by its
//! address; with Cilium it never is. The same policy allows pods on one cluster and denies them on another.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 0.0.0.0/0} # L76
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 0.0.0.0/0}
//!         - namespaceSelector: {}
//! ```
//!
//! ## How to fix it
//!
//! Say what is meant: add `namespaceSelector: {}` to allow pods, or except the networks of pods to deny them.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)
//! * [Cilium: Network Policy](https://docs.cilium.io/en/stable/network/kubernetes/policy/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, Need, source};

pub(super) static LINT: Lint = Lint {
    code: "L76",
    name: "block-of-pod-addresses",
    severity: Severity::Warning,
    needs: &[Need::Plugin],
    source: source!("block_of_pod_addresses.rs"),
    check: Check::Plugin,
};
