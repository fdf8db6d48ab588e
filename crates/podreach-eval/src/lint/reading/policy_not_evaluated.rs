//! A policy is of a kind that is not evaluated, such as one of Cilium or Calico. Calico's `NetworkPolicy` of `projectcalico.org/v3` is
//! another kind than the one of Kubernetes.
//!
//! ## Why it matters
//!
//! Answers are worked out as if it did not exist. It may deny what they call allowed, and allow what they call denied.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: cilium.io/v2
//! kind: CiliumNetworkPolicy # L19
//! metadata: {name: web, namespace: shop}
//! spec: {endpointSelector: {}}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Keep in mind that answers about its pods lack it. NetworkPolicies and the cluster-wide policies of Kubernetes are evaluated.
//!
//! ## Sources
//!
//! * [Cilium: Network Policy](https://docs.cilium.io/en/stable/security/policy/)
//! * [Calico: Network policy](https://docs.tigera.io/calico/latest/network-policy/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(in crate::lint) static LINT: Lint = Lint {
    code: "L19",
    name: "policy-not-evaluated",
    severity: Severity::Warning,
    needs: &[],
    source: source!("policy_not_evaluated.rs"),
    check: Check::Reading,
};
