//! A rule of a cluster-wide policy has a peer of a kind that its version does not know.
//!
//! Found at the name of the peer, such as `ipBlock`, or at a peer without anything. Namespaces by comparison with those of the subject
//! (`sameLabels`), which v0.1.1 had, are among these.
//!
//! ## Why it matters
//!
//! The API server drops a field that it does not know, and a plugin that meets a peer of no known kind has to let the rule fail
//! closed: a rule that allows then allows nothing, and one that denies or passes denies everything.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1beta1
//! kind: ClusterNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   tier: Admin
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   egress:
//!     - action: Deny
//!       to:
//!         - ipBlock: {cidr: 203.0.113.0/24} # V09
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1beta1
//! kind: ClusterNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   tier: Admin
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   egress:
//!     - action: Deny
//!       to:
//!         - networks: [203.0.113.0/24]
//! ```
//!
//! ## How to fix it
//!
//! Write one of the kinds that the advice lists: `namespaces`, `pods`, and for egress `networks`, `nodes` and `domainNames`.
//!
//! ## Sources
//!
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V09",
    name: "unknown-peer-kind",
    severity: Severity::Error,
    needs: &[],
    source: source!("unknown_peer_kind.rs"),
    check: Check::Reading,
};
