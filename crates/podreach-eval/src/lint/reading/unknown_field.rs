//! A field is none that the API has in this place.
//!
//! Found at the key, with the field that is nearest to it. The cause is mostly a slip of the pen, another case (`podselector`), the
//! wrong indentation, or a field of another kind, such as `to` in an ingress rule. A `status` in a NetworkPolicy is a warning, because
//! Kubernetes 1.24 to 1.27 had it; objects that a server has written (with `uid` or `managedFields`) may have it.
//!
//! ## Why it matters
//!
//! `kubectl` rejects the object since version 1.25. Clients that do not check drop the field, which is worse: a selector that is dropped
//! selects every pod, and a rule without `from` allows everyone.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podselector: {matchLabels: {app: web}} # L01
//!   policyTypes: [Ingress]
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
//! ```
//!
//! ## How to fix it
//!
//! Write the field as the API has it, and look at the indentation of the line.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes: kubectl, field validation](https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L01",
    name: "unknown-field",
    severity: Severity::Error,
    needs: &[],
    source: source!("unknown_field.rs"),
    check: Check::Reading,
};
