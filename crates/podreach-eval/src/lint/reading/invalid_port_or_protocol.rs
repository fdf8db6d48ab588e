//! A port or a protocol in a rule is none.
//!
//! Found at numbers outside of 1 to 65535, at names of ports with capital letters, other characters than letters, digits and single `-`,
//! or more than 15 characters, and at protocols other than `TCP`, `UDP` and `SCTP` in capital letters. In cluster-wide policies names and
//! protocols are a warning, because no CRD checks them. The rule is then evaluated as failing closed: it allows nothing, or denies what
//! it may mean. Some implementations only leave out the port. An empty protocol (`protocol: ""`) is a warning there too: implementations
//! differ in what it matches, and it is taken as TCP.
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
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - ports:
//!         - port: 80
//!           protocol: tcp # L11
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
//!           protocol: TCP
//! ```
//!
//! ## How to fix it
//!
//! Write the protocol in capital letters, or leave it out for TCP. Ports of names are those of containers.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L11",
    name: "invalid-port-or-protocol",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_port_or_protocol.rs"),
    check: Check::Reading,
};
