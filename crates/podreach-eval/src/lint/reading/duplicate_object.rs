//! Several objects of the input have the same kind, namespace and name.
//!
//! Found once for each such object, at the name in its last definition, which is evaluated. The others are shown, and the first field
//! that differs. It is a note where the definitions are identical, whatever their comments, their style and the order of their keys, and
//! where those of a Namespace have the same labels.
//!
//! ## Why it matters
//!
//! Policies of one name do not add up. The one that is applied last replaces the other, and the rules of the first one are gone.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop} # L14
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web-egress, namespace: shop}
//! spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
//! ```
//!
//! ## How to fix it
//!
//! Give one of them another name, or merge their rules. Of identical definitions remove all but one.
//!
//! ## Sources
//!
//! * [Kubernetes: Object Names and IDs](https://kubernetes.io/docs/concepts/overview/working-with-objects/names/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L14",
    name: "duplicate-object",
    severity: Severity::Warning,
    needs: &[],
    source: source!("duplicate_object.rs"),
    check: Check::Reading,
};
