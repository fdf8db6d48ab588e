//! A peer matches all pods of all namespaces.
//!
//! Found where `namespaceSelector` is empty and no `podSelector` narrows the peer. Egress rules for DNS are left out. Where a peer of
//! its own follows that was meant to narrow it, L35 says so.
//!
//! ## Why it matters
//!
//! Every pod of the cluster matches, those of other teams and those of namespaces to come among them. Addresses outside the cluster do
//! not.
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
//!     - from:
//!         - namespaceSelector: {} # L37
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
//!     - from:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
//! ```
//!
//! ## How to fix it
//!
//! Select the namespaces that are meant, or add a `podSelector`. If all pods are meant, leave it as it is.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicyPeer](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::{NetworkPeer, NetworkPolicyRule, NetworkPort, PeerNamespaces};
use crate::policy::Direction;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::or_where_and_may_be_meant::is_plausible;

pub(super) static LINT: Lint = Lint {
    code: "L37",
    name: "every-namespace-allowed",
    severity: Severity::Note,
    needs: &[],
    source: source!("every_namespace_allowed.rs"),
    check: Check::Run(check),
};

/// Whether a rule names ports, all of them those of DNS (OpenShift's pods listen on 5353).
fn is_dns(rule: &NetworkPolicyRule) -> bool {
    let is_dns = |port: &NetworkPort| match port {
        NetworkPort::Range(first, last) => first == last && matches!(*first, 53 | 5353),
        NetworkPort::Name(name) => name.starts_with("dns"),
        NetworkPort::All => false,
    };
    !rule.ports.is_empty() && rule.ports.iter().all(|port| is_dns(&port.port))
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            if at.direction == Direction::Egress && is_dns(rule) {
                continue;
            }
            for (index, peer) in rule.peers.iter().enumerate() {
                let NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), pods, .. } = peer else {
                    continue;
                };
                let is_all = selector.is_empty() && pods.is_empty();
                if !is_all || is_plausible(input, sink, (policy, at, rule), index + 1) {
                    continue;
                }
                let message = "this peer matches every pod of the cluster, and no address outside";
                let help = "select the namespaces that are meant, unless all are";
                sink.push(Finding::from(Diagnostic::note(LINT.code, selector.span(), message).help(help)).rule(at));
            }
        }
    }
}
