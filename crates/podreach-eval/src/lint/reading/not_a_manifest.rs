//! A text is no Kubernetes object.
//!
//! Found at documents that are plain text or a list of plain values; at tables of `kubectl get`, the output of `kubectl describe` and
//! of `kubectl get -o name`; at patches, web pages and addresses; at messages of tools in between; and at objects in braces that are cut
//! off. An empty list and a JSON patch are a warning.
//!
//! ## Why it matters
//!
//! What was to be evaluated is missing: names alone say nothing of selectors and rules.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion networking.k8s.io/v1 # L18
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
//! Print the objects with `-o yaml`: `kubectl get networkpolicy,pod,service -A -o yaml`.
//!
//! ## Sources
//!
//! * [Kubernetes: kubectl, output options](https://kubernetes.io/docs/reference/kubectl/#output-options)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L18",
    name: "not-a-manifest",
    severity: Severity::Error,
    needs: &[],
    source: source!("not_a_manifest.rs"),
    check: Check::Reading,
};
