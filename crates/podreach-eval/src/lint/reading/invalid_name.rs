//! An object has no name, or one that the API server does not take.
//!
//! Names are of lower-case letters, digits, `-` and `.`; those of Namespaces, Services and StatefulSets have no dots, and that of a
//! CronJob has at most 52 characters. A Service whose name begins with a digit is a warning, because Kubernetes takes it since 1.36.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect. A policy with such a name is evaluated all the same, since its meaning does not depend on it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: Deny_All # V03
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: deny-all
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## How to fix it
//!
//! Use lower-case letters, digits and `-`.
//!
//! ## Sources
//!
//! * [Kubernetes: Object Names and IDs](https://kubernetes.io/docs/concepts/overview/working-with-objects/names/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V03",
    name: "invalid-name",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_name.rs"),
    check: Check::Reading,
};
