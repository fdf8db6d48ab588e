//! A rule names SCTP, and the network plugin does not enforce policies for it.
//!
//! ## Why it matters
//!
//! A rule for SCTP takes a plugin that supports the protocol. Weave Net and kube-router do not, Cilium does when it is told to. What such
//! a plugin does with the connections is its own matter: they may stay closed, or pass.
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
//!         - {port: 38412, protocol: SCTP} # L59
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
//!         - {port: 38412, protocol: TCP}
//! ```
//!
//! ## How to fix it
//!
//! Turn SCTP on in the plugin where it has a setting for it (`sctp.enabled` of Cilium), or use another protocol.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, SCTP support](https://kubernetes.io/docs/concepts/services-networking/network-policies/#sctp-support)
//! * [Cilium: SCTP support](https://docs.cilium.io/en/stable/configuration/sctp/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, Need, source};

pub(super) static LINT: Lint = Lint {
    code: "L59",
    name: "sctp-not-supported",
    severity: Severity::Warning,
    needs: &[Need::Plugin],
    source: source!("sctp_not_supported.rs"),
    check: Check::Plugin,
};
