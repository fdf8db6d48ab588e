//! A rule uses `endPort`, and the network plugin enforces the first port alone.
//!
//! ## Why it matters
//!
//! `endPort` is stable since Kubernetes 1.25, but the plugin has to implement it. One that does not applies the rule to `port` only: the
//! rest of the range stays closed. Cilium knows ranges since version 1.17.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//!       ports:
//!         - {port: 32000, endPort: 32768} # L58
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//!       ports:
//!         - port: 32000
//!         - port: 32001
//! ```
//!
//! ## How to fix it
//!
//! List the ports one by one, or move to a version of the plugin that implements ranges.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, a range of ports](https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, Need, source};

pub(super) static LINT: Lint = Lint {
    code: "L58",
    name: "port-range-not-supported",
    severity: Severity::Warning,
    needs: &[Need::Plugin],
    source: source!("port_range_not_supported.rs"),
    check: Check::Plugin,
};
