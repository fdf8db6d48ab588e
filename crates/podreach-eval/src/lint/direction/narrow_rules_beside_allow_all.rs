//! A rule that allows everything stands next to rules that allow less.
//!
//! Found where a list of rules holds one without peers and ports, such as `{}`, besides others that name some. Where its list of
//! peers is written and empty, L38 names the cause.
//!
//! ## Why it matters
//!
//! Rules add up: what one of them allows passes. Next to a rule that allows everything the others have no effect, and the pods
//! are as open as without a policy.
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
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//!     - {} # L25
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
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//! ```
//!
//! ## How to fix it
//!
//! Remove the rule that allows everything, or the others if everything is meant.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, the two sorts of pod isolation](https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation)
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPolicyRule;

use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::common::allows_all;

pub(super) static LINT: Lint = Lint {
    code: "L25",
    name: "narrow-rules-beside-allow-all",
    severity: Severity::Warning,
    needs: &[],
    source: source!("narrow_rules_beside_allow_all.rs"),
    check: Check::Run(check),
};

/// Other rules that are shown.
const SHOWN: usize = 5;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for direction in BOTH {
            let plain = |rule: &NetworkPolicyRule| allows_all(rule) && rule.peers_key.is_none();
            let Some((at, rule)) = policy.rules(direction).find(|(_, rule)| plain(rule)) else { continue };
            let narrower: Vec<&NetworkPolicyRule> =
                policy.rules(direction).map(|(_, rule)| rule).filter(|rule| !allows_all(rule)).collect();
            if narrower.is_empty() {
                continue;
            }
            let others = match narrower.len() {
                1 => "the other rule has".to_owned(),
                many => format!("the {many} other rules have"),
            };
            let message = format!("this rule allows all {}, so {others} no effect", direction.as_str());
            let diagnostic = Diagnostic::warning(LINT.code, rule.span, message)
                .help("rules add up; remove this one, or the others if everything is meant");
            let diagnostic = narrower
                .iter()
                .take(SHOWN)
                .fold(diagnostic, |all, rule| all.related(rule.span, "this rule allows nothing more"));
            sink.push(Finding::from(diagnostic).rule(at));
        }
    }
}
