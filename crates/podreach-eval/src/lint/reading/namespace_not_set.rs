//! A NetworkPolicy does not say in which namespace it is.
//!
//! ## Why it matters
//!
//! It lands in the namespace of whoever applies it, which may be another one each time, and here it is taken for one of the default
//! namespace. A policy in the wrong namespace selects nothing, or the wrong pods.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web} # L13
//! spec: {podSelector: {}, policyTypes: [Ingress]}
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
//! Set `metadata.namespace`, or evaluate what `kubectl kustomize` or `helm template` makes with a namespace.
//!
//! ## Sources
//!
//! * [Kubernetes: Namespaces](https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L13",
    name: "namespace-not-set",
    severity: Severity::Note,
    needs: &[],
    source: source!("namespace_not_set.rs"),
    check: Check::Reading,
};
