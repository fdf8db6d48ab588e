//! A selector asks for labels that a controller has itself and its pods have not.
//!
//! Found where a `podSelector`, of a policy or of a peer, matches no pod of namespaces whose pods are known, and matches the
//! `metadata.labels` of a Deployment, StatefulSet or other controller there.
//!
//! ## Why it matters
//!
//! Policies look at the labels of pods. A controller gives its pods the labels of its template, and its own labels stay its own.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: db, namespace: shop, labels: {tier: data}}
//! spec:
//!   selector: {matchLabels: {app: db}}
//!   template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: db}]}}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       tier: data # L41
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: db, namespace: shop, labels: {tier: data}}
//! spec:
//!   selector: {matchLabels: {app: db}}
//!   template: {metadata: {labels: {app: db, tier: data}}, spec: {containers: [{name: db, image: db}]}}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       tier: data
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Add the label to `spec.template.metadata.labels` of the controller, or select by a label that is there.
//!
//! ## Sources
//!
//! * [Kubernetes: Deployments, pod template](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template)
//! * [Kubernetes: Network Policies, the NetworkPolicy resource](https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::WorkloadSpec;
use crate::sets::Selector;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::Sink;

use super::said::place;
use super::why::{Why, dead};

pub(super) static LINT: Lint = Lint {
    code: "L41",
    name: "controller-labels-selected",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("controller_labels_selected.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for dead in dead(input, sink) {
        if let Why::OfController(controller) = dead.why {
            sink.push(dead.finding(said(dead.selector, controller, dead.so())));
        }
    }
}

fn said(selector: &Selector, controller: &WorkloadSpec, so: &str) -> Diagnostic {
    let missed: Vec<_> = selector.requirements().filter(|one| !one.matches(&controller.labels)).collect();
    let (kind, name) = (&controller.kind, &controller.meta.name);
    let labels: Vec<String> = missed.iter().map(ToString::to_string).collect();
    let labels = labels.join(",");
    let message = format!("{so}: `{labels}` is a label of the {kind} `{}` itself, not of its pods", name.value);
    let message = if missed.len() > 1 { message.replace("is a label of", "are labels of") } else { message };
    let span = missed.first().map_or_else(|| place(selector), |one| one.span);
    Diagnostic::warning(LINT.code, span, message)
        .help(
            "policies look at the labels of pods: add it to `spec.template.metadata.labels`, or select by one of those",
        )
        .related(name.span, format!("this {kind} has `{labels}`"))
}
