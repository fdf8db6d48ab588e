//! A mapping has a key twice.
//!
//! Found at the second one. The last definition wins, as it does for clients that do not check.
//!
//! ## Why it matters
//!
//! Two lists of `ingress`, `ports` or `from` in one mapping look like one list and are not: the first is dropped without a word, and
//! its rules allow nothing. Recent versions of `kubectl` reject it.
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
//!     - from: [{podSelector: {matchLabels: {app: api}}}]
//!   ingress: # L02
//!     - from: [{podSelector: {matchLabels: {app: batch}}}]
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
//!     - from: [{podSelector: {matchLabels: {app: api}}}]
//!     - from: [{podSelector: {matchLabels: {app: batch}}}]
//! ```
//!
//! ## How to fix it
//!
//! Merge the two by hand.
//!
//! ## Sources
//!
//! * [YAML 1.2](https://yaml.org/spec/1.2.2/)
//! * [Kubernetes: field validation](https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L02",
    name: "duplicate-key",
    severity: Severity::Error,
    needs: &[],
    source: source!("duplicate_key.rs"),
    check: Check::Reading,
};
