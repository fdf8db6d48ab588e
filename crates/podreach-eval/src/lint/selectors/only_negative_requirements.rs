//! A `podSelector` says only which pods it does not match.
//!
//! Found where all of its requirements are `NotIn` or `DoesNotExist`.
//!
//! ## Why it matters
//!
//! `NotIn` also matches pods without the label. What such a selector matches grows with every pod that nobody thought of when it was
//! written.
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
//!         - podSelector:
//!             matchExpressions:
//!               - {key: tier, operator: NotIn, values: [front]} # L40
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
//!         - podSelector:
//!             matchExpressions:
//!               - {key: tier, operator: In, values: [back, jobs]}
//! ```
//!
//! ## How to fix it
//!
//! Name the pods that are meant. To leave some of them out, add the negative requirement to a positive one. A policy that isolates all
//! pods but some may stay as it is.
//!
//! ## Sources
//!
//! * [Kubernetes: Labels and Selectors, set-based requirement](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPeer;
use crate::sets::Selector;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::said::place;

pub(super) static LINT: Lint = Lint {
    code: "L40",
    name: "only-negative-requirements",
    severity: Severity::Note,
    needs: &[],
    source: source!("only_negative_requirements.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        if let Some(diagnostic) = negative(&policy.written.pod_selector) {
            sink.push(Finding::from(diagnostic).policy(policy.id));
        }
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::Pods { pods, .. } = peer else { continue };
                if let Some(diagnostic) = negative(pods) {
                    sink.push(Finding::from(diagnostic).rule(at));
                }
            }
        }
    }
}

fn negative(selector: &Selector) -> Option<Diagnostic> {
    if selector.is_empty() || selector.requirements().any(|one| one.operator.needs_label()) {
        return None;
    }
    let keys: Vec<String> = selector.requirements().map(|one| format!("`{}`", one.key)).collect();
    let message = format!("`{selector}` also matches every pod without {}", keys.join(" and "));
    let help = "add a requirement that says which pods are meant, such as `In` or `Exists`";
    Some(Diagnostic::note(LINT.code, place(selector), message).help(help))
}
