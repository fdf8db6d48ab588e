//! The number of a port stands in quotes.
//!
//! Found at `port` in a rule of a NetworkPolicy.
//!
//! ## Why it matters
//!
//! In quotes it is the name of a port, and a name needs a letter: the API server rejects the policy.
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
//!     - ports:
//!         - port: "80" # L04
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
//!     - ports:
//!         - port: 80
//! ```
//!
//! ## How to fix it
//!
//! Remove the quotes.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L04",
    name: "quoted-port-number",
    severity: Severity::Error,
    needs: &[],
    source: source!("quoted_port_number.rs"),
    check: Check::Reading,
};
