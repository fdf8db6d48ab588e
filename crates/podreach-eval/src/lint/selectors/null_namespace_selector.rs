//! A peer has a `namespaceSelector` without a value next to its `podSelector`.
//!
//! ## Why it matters
//!
//! A selector that is null counts as not written: the peer looks at the policy's own namespace. An empty one, `{}`, matches all
//! namespaces. The two look much alike, and templates that render to nothing make one of the other.
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
//!         - namespaceSelector: # L36
//!           podSelector: {matchLabels: {app: prometheus}}
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
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
//!           podSelector: {matchLabels: {app: prometheus}}
//! ```
//!
//! ## How to fix it
//!
//! Remove the key for pods of the policy's own namespace, write `{}` for all namespaces, or select some.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicyPeer](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Change, Content, Diagnostic, Severity};

use crate::kinds::NetworkPeer;

use crate::lint::fixes::with_fixes;
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L36",
    name: "null-namespace-selector",
    severity: Severity::Warning,
    needs: &[],
    source: source!("null_namespace_selector.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::Pods { null_namespaces: Some(key), pods_set: true, .. } = peer else { continue };
                let message = format!(
                    "`namespaceSelector` is null, which counts as not written: the peer matches pods of `{}` only",
                    policy.namespace()
                );
                let help = "write `{}` for all namespaces, or remove the key";
                let all = input.fix(policy, "write `{}` for all namespaces", |object| {
                    Some([Change::Value { at: object.path(*key)?, content: Content::Map(Vec::new()) }])
                });
                let remove = input.fix(policy, "remove the key, for the own namespace", |object| {
                    Some([Change::Remove { at: object.path(*key)? }])
                });
                let diagnostic = Diagnostic::warning(LINT.code, *key, message).help(help);
                sink.push(Finding::from(with_fixes(diagnostic, [all, remove])).rule(at));
            }
        }
    }
}
