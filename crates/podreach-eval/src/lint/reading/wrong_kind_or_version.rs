//! An object has no `kind` or no `apiVersion`, or the two do not go together.
//!
//! Found at kinds that are misspelt, at versions that do not have the kind, such as `extensions/v1beta1`, which is no longer served
//! (a warning; it is read as the version that took its place), and at objects without either.
//!
//! ## Why it matters
//!
//! The API server rejects the object, or does not know where it belongs. A policy of a misspelt kind protects nothing.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: extensions/v1beta1 # L15
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: Networkpolicy # L15
//! metadata: {name: api, namespace: shop}
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## How to fix it
//!
//! Write `apiVersion: networking.k8s.io/v1` and `kind: NetworkPolicy`. The advice has the version of other kinds.
//!
//! ## Sources
//!
//! * [Kubernetes: Deprecated API Migration Guide](https://kubernetes.io/docs/reference/using-api/deprecation-guide/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L15",
    name: "wrong-kind-or-version",
    severity: Severity::Error,
    needs: &[],
    source: source!("wrong_kind_or_version.rs"),
    check: Check::Reading,
};
