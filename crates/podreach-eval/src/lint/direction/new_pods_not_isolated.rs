//! The policies of a namespace isolate pods by their labels, and no policy isolates all of them.
//!
//! Found for each direction in which a namespace has policies, none of them with an empty `podSelector`. Where pods of the input are
//! open because of it, L26 names them, and where cluster-wide policies concern the direction, nothing is said.
//!
//! ## Why it matters
//!
//! A pod that no policy selects is open. A policy for each workload covers those that are known; the next one starts open, and so
//! does one whose label is misspelt.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: db # L27
//!   namespace: shop
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
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
//!   ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: default-deny, namespace: shop}
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## How to fix it
//!
//! Add a policy with `podSelector: {}`, the direction in `policyTypes` and no rules.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)

use podreach_syntax::Severity;

use crate::policy::Direction;

use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::Sink;

use super::common::{Alike, NotEvaluated, by_namespace, is_governed};
use super::workload_not_isolated::{Coverage, is_found};

pub(super) static LINT: Lint = Lint {
    code: "L27",
    name: "new-pods-not-isolated",
    severity: Severity::Note,
    needs: &[],
    source: source!("new_pods_not_isolated.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let directions: Vec<Direction> = BOTH.into_iter().filter(|direction| !is_governed(input, *direction)).collect();
    let mut found = Vec::new();
    let not_evaluated = NotEvaluated::new(input);
    for (namespace, policies) in by_namespace(input) {
        if not_evaluated.concern(namespace) {
            continue;
        }
        if !sink.spend(8 * policies.len() + 8 * input.workloads_in(namespace).len()) {
            return;
        }
        let mut places = Vec::new();
        for direction in &directions {
            let mut isolating = policies.iter().filter(|policy| policy.written.isolates(*direction));
            let Some(first) = isolating.next() else { continue };
            let mut all = std::iter::once(first).chain(isolating);
            if all.any(|policy| policy.written.pod_selector.is_empty()) {
                continue;
            }
            let coverage = Coverage::of(input, &policies, namespace, *direction);
            if !is_found(namespace, *direction, &coverage, true) {
                places.push((first.written.meta.name.span, direction.as_str()));
            }
        }
        if let Some((span, _)) = places.first() {
            let words: Vec<&str> = places.iter().map(|(_, word)| *word).collect();
            let message = format!("no policy of `{namespace}` isolates the {} of all its pods", words.join(" or "));
            found.push((*span, namespace, message));
        }
    }
    Alike {
        code: LINT.code,
        severity: Severity::Note,
        found,
        of_many: "have policies, and none that isolates all pods",
        help: "pods that no policy selects are open; add a policy with `podSelector: {}` and no rules",
    }
    .report(sink);
}
