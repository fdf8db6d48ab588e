//! `metadata.namespace` is no name of a namespace.
//!
//! Names of namespaces are up to 63 lower-case letters, digits and `-`.
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
//! metadata:
//!   name: deny-all
//!   namespace: shop.eu # V04
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: deny-all
//!   namespace: shop-eu
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## How to fix it
//!
//! Use lower-case letters, digits and `-`.
//!
//! ## Sources
//!
//! * [Kubernetes: Namespaces](https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V04",
    name: "invalid-namespace",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_namespace.rs"),
    check: Check::Reading,
};
