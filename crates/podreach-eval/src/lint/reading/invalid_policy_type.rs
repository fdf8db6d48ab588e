//! `policyTypes` has an entry that is neither `Ingress` nor `Egress`, or more than two entries.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect. Its pods stay open.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [ingress] # V05
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
//! Write `Ingress` and `Egress` with a capital letter, once each.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V05",
    name: "invalid-policy-type",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_policy_type.rs"),
    check: Check::Reading,
};
