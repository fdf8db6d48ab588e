//! The cluster has a DNS cache on each node, and a rule for DNS allows the pods `k8s-app: kube-dns` alone.
//!
//! ## Why it matters
//!
//! NodeLocal DNSCache answers at an address of the node, 169.254.20.10 unless it was set up otherwise, and its pods share the node's
//! network. Whether that traffic passes depends on the plugin: some always let pods reach their own node, others see an address that
//! no selector matches.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
//!           podSelector: {matchLabels: {k8s-app: kube-dns}}
//!       ports: [{port: 53, protocol: UDP}, {port: 53}] # L73
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
//!           podSelector: {matchLabels: {k8s-app: kube-dns}}
//!         - ipBlock: {cidr: 169.254.20.10/32}
//!       ports: [{port: 53, protocol: UDP}, {port: 53}]
//! ```
//!
//! ## How to fix it
//!
//! Add an `ipBlock` with the address of the cache to the rule.
//!
//! ## Sources
//!
//! * [Kubernetes: Using NodeLocal DNSCache in Kubernetes Clusters](https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, Need, source};

pub(super) static LINT: Lint = Lint {
    code: "L73",
    name: "node-local-dns-not-allowed",
    severity: Severity::Note,
    needs: &[Need::Workloads, Need::Plugin],
    source: source!("node_local_dns_not_allowed.rs"),
    check: Check::Plugin,
};
