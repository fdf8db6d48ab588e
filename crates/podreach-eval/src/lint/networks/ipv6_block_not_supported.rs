//! A policy has an IPv6 block, and the network plugin is Azure NPM, which does not take it.
//!
//! ## Why it matters
//!
//! Azure NPM cannot translate an IPv6 block, and the translation of the whole policy fails with it, that of its other rules too.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: '2001:db8::/32'} # L82
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 192.0.2.0/24}
//! ```
//!
//! ## How to fix it
//!
//! Write IPv6 blocks to a policy of their own, or move to a plugin that takes them; Azure NPM is being retired.
//!
//! ## Sources
//!
//! * [Azure: migrate from NPM to Cilium](https://learn.microsoft.com/en-us/azure/aks/migrate-from-npm-to-cilium-network-policy)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, Need, source};

pub(super) static LINT: Lint = Lint {
    code: "L82",
    name: "ipv6-block-not-supported",
    severity: Severity::Warning,
    needs: &[Need::Plugin],
    source: source!("ipv6_block_not_supported.rs"),
    check: Check::Plugin,
};
