//! A selector asks for labels of namespaces whose Namespace objects are not in the input.
//!
//! Found at the first namespace selector that asks for another label than `kubernetes.io/metadata.name`, where the input has
//! pods in namespaces without having these as objects. The namespace `default` is left out: it rarely has labels.
//!
//! ## Why it matters
//!
//! The labels of a namespace stand in its Namespace object alone. Of a namespace that is only known from its pods, the one
//! label that Kubernetes itself sets is known, and whether any other selector matches it is not: answers about its pods hang on
//! what is missing.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: prometheus, namespace: monitoring}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: metrics, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {team: platform}} # L17
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: monitoring, labels: {team: platform}}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: prometheus, namespace: monitoring}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: metrics, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {team: platform}}
//! ```
//!
//! ## How to fix it
//!
//! Add the Namespace objects to the input, as `kubectl get ns -o yaml` prints them.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/), on targeting a
//!   namespace by its name
//! * [Kubernetes: Namespaces](https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/), on automatic
//!   labelling

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::inventory::namespaces::scopes_of;
use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{NamespaceScope, PolicyId};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L17",
    name: "namespace-not-in-input",
    severity: Severity::Note,
    needs: &[Need::Workloads],
    source: source!("namespace_not_in_input.rs"),
    check: Check::Run(check),
};

/// Other selectors that are shown.
const SHOWN: usize = 10;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // The namespace `default` rarely has labels, and is rarely part of what people paste.
    let undeclared: Vec<&str> = input
        .workloads()
        .map(|(namespace, _)| namespace)
        .filter(|name| *name != "default" && input.namespace(name).is_some_and(|namespace| !namespace.declared))
        .collect();
    if undeclared.is_empty() {
        return;
    }
    let mut seen: BTreeMap<Span, PolicyId> = BTreeMap::new();
    for policy in &input.analysis.policies.list {
        for (scope, _) in scopes_of(policy) {
            if !sink.spend(1) {
                return;
            }
            let NamespaceScope::Matching(selector) = &scope.namespaces else { continue };
            if selector.requirements().any(|one| &*one.key != NAME_LABEL) {
                seen.entry(selector.span()).or_insert(policy.id);
            }
        }
    }
    let Some((span, policy)) = seen.pop_first() else { return };
    let message = format!(
        "of {} only `{NAME_LABEL}` is known: the input holds no Namespace object",
        named("the namespace", "the namespaces", &undeclared)
    );
    let help = "add `kubectl get ns -o yaml` to the input; without it, answers that need other labels depend";
    let diagnostic = Diagnostic::note(LINT.code, span, message).help(help);
    let others = seen.keys().take(SHOWN);
    let diagnostic = others.fold(diagnostic, |all, other| all.related(*other, "this asks for other labels, too"));
    let found = Finding::from(diagnostic).policy(policy);
    sink.push(seen.into_values().fold(found, Finding::policy));
}
