//! A policy that is called a denial has no effect, because another one allows everything to the same pods.
//!
//! Found at the name of a policy with `deny` in its name and without rules, where for each direction that it isolates a policy of its
//! namespace is sure to select all its pods and allows everything. A policy that allows everything both ways to a whole namespace is a
//! finding of its own (L29).
//!
//! ## Why it matters
//!
//! NetworkPolicies only allow. One that allows everything cannot be narrowed by another one, whatever that is called.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: deny-ingress # L94
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: open
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress: [{}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: deny-ingress
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: web
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress: [{}]
//! ```
//!
//! ## How to fix it
//!
//! Remove the policy that allows everything, or make it narrower: by its `podSelector`, by peers, or by ports.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use podreach_syntax::{Diagnostic, Severity};

use crate::policy::{Direction, Policy};

use super::covered::{by_namespace, is_open};
use super::name_contradicts_effect::Words;
use crate::lint::cluster_wide::within;
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L94",
    name: "deny-without-effect",
    severity: Severity::Note,
    needs: &[],
    source: source!("deny_without_effect.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policies in by_namespace(input).into_values() {
        let opens = |policy: &Policy| BOTH.map(|direction| policy.isolates(direction) && is_open(policy, direction));
        // Those that are open both ways to a whole namespace are found by themselves.
        let open: Vec<(&Policy, [bool; 2])> = policies
            .iter()
            .map(|policy| (policy, opens(policy.policy)))
            .filter(|(policy, open)| {
                open.contains(&true) && !(*open == [true; 2] && policy.written.pod_selector.is_empty())
            })
            .map(|(policy, open)| (policy.policy, open))
            .collect();
        for policy in policies.iter().filter(|_| !open.is_empty()) {
            let (deny, isolates) = (policy.policy, BOTH.map(|direction| policy.policy.isolates(direction)));
            if !isolates.contains(&true) || deny.all_rules().next().is_some() || !Words::of(policy.name()).denies() {
                continue;
            }
            if !sink.spend(open.len() * 10) {
                return;
            }
            let opener = |direction: Direction| {
                let at = usize::from(direction == Direction::Egress);
                let mut all = open.iter().filter(|(_, open)| open.get(at) == Some(&true)).map(|(policy, _)| *policy);
                all.find(|other| {
                    other.subject.pods().zip(deny.subject.pods()).is_some_and(|(wide, own)| within(own, wide))
                })
            };
            let concerned = BOTH.into_iter().filter(|direction| deny.isolates(*direction));
            let Some(by) = concerned.map(opener).collect::<Option<Vec<&Policy>>>() else { continue };
            let message = format!("`{}` denies nothing: everything is allowed to the same pods", policy.name());
            let mut diagnostic = Diagnostic::note(LINT.code, policy.written.meta.name.span, message)
                .help("policies add up, and none can take back what another one allows");
            let mut shown: Vec<&Policy> = by;
            shown.dedup_by_key(|policy| policy.id);
            for other in &shown {
                diagnostic = diagnostic.related(other.name_span, "this policy allows everything");
            }
            let found = Finding::from(diagnostic).policy(policy.id);
            sink.push(shown.iter().fold(found, |found, other| found.policy(other.id)));
        }
    }
}
