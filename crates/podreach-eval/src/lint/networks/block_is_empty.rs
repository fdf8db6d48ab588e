//! The exceptions of an `ipBlock` take out all of it.
//!
//! ## Why it matters
//!
//! Each exception is smaller than the block, as the API server asks, but together they leave nothing: the peer matches no address.
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
//!         - ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/9, 10.128.0.0/9]} # L79
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
//!         - ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/9]}
//! ```
//!
//! ## How to fix it
//!
//! Remove the exception that is too much, or the whole peer.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPeer;
use crate::sets::AddressSet;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L79",
    name: "block-is-empty",
    severity: Severity::Warning,
    needs: &[],
    source: source!("block_is_empty.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { cidr, except, cidr_span, except_spans, .. } = peer else { continue };
                if except.len() < 2 || !sink.spend(8 * except.len()) || !AddressSet::block(*cidr, except).is_empty() {
                    continue;
                }
                let mut diagnostic = Diagnostic::warning(
                    LINT.code,
                    *cidr_span,
                    format!("`except` takes out all of `{cidr}`, so that this matches no address"),
                )
                .help("remove the exception that is too much, or the whole peer");
                for (hole, span) in except.iter().zip(except_spans).take(3) {
                    diagnostic = diagnostic.related(*span, format!("`{hole}` is taken out"));
                }
                sink.push(Finding::from(diagnostic).rule(at));
            }
        }
    }
}
