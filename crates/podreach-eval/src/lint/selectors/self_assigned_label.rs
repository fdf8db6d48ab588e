//! An ingress rule lets in pods of all namespaces by a label of theirs.
//!
//! Found at peers with an empty `namespaceSelector` and a `podSelector` that asks for labels.
//!
//! ## Why it matters
//!
//! Whoever creates a pod chooses its labels. Anyone who may create pods in any namespace gets in by giving them this label. The
//! namespace of a pod cannot be chosen like that.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {}
//!           podSelector: {matchLabels: {app: backup}} # L44
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: backup}}
//!           podSelector: {matchLabels: {app: backup}}
//! ```
//!
//! ## How to fix it
//!
//! Name the namespace by `kubernetes.io/metadata.name`, or select namespaces by a label that only administrators set.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, targeting a namespace by its name](https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name)
//! * [Kubernetes: Well-Known Labels, `kubernetes.io/metadata.name`](https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::{NetworkPeer, PeerNamespaces};
use crate::policy::Direction;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::said::place;

pub(super) static LINT: Lint = Lint {
    code: "L44",
    name: "self-assigned-label",
    severity: Severity::Note,
    needs: &[],
    source: source!("self_assigned_label.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.rules(Direction::Ingress) {
            for peer in &rule.peers {
                let NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), pods, .. } = peer else {
                    continue;
                };
                if !selector.is_empty() || !pods.requirements().any(|one| one.operator.needs_label()) {
                    continue;
                }
                let message = format!("pods of any namespace get in by giving themselves `{pods}`");
                let help = "name the namespaces that they come from: nobody can give a pod another one";
                sink.push(Finding::from(Diagnostic::note(LINT.code, place(pods), message).help(help)).rule(at));
            }
        }
    }
}
