//! A range of ports has no start, a name for a start, or an end before its start.
//!
//! Found at `endPort` of NetworkPolicies, and at the end of a range in cluster-wide policies, where it is a warning if no CRD checks it.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect. In a cluster-wide policy that is not checked, implementations
//! differ: some leave out this port and use the others of the rule. Here the rule is evaluated as failing closed: it allows nothing, or
//! denies what it may mean.
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
//!         - port: 9000
//!           endPort: 8999 # L10
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
//!         - port: 8999
//!           endPort: 9000
//! ```
//!
//! ## How to fix it
//!
//! Write the first port as `port`, by its number, and the last one as `endPort`.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L10",
    name: "invalid-port-range",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_port_range.rs"),
    check: Check::Reading,
};
