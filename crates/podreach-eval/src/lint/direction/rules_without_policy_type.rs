//! A policy has rules of a direction that its `policyTypes` does not list.
//!
//! Found where `policyTypes` is written, `ingress` or `egress` has rules, and the list lacks `Ingress` or `Egress`. It is a note
//! where the rules allow everything, since they would change nothing with the type either.
//!
//! ## Why it matters
//!
//! A policy concerns the directions that it lists. Rules of another direction are accepted and have no effect: they restrict
//! nothing, and they open nothing that other policies have closed.
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
//!   ingress: [{from: [{podSelector: {matchLabels: {app: front}}}]}]
//!   egress: # L20
//!     - to: [{podSelector: {matchLabels: {app: db}}}]
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
//!   policyTypes: [Ingress, Egress]
//!   ingress: [{from: [{podSelector: {matchLabels: {app: front}}}]}]
//!   egress:
//!     - to: [{podSelector: {matchLabels: {app: db}}}]
//! ```
//!
//! ## How to fix it
//!
//! Add the type to `policyTypes`. The pods are then isolated in that direction, so check that the rules hold everything that they
//! need, DNS among it. If the rules are left over, remove them.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, the NetworkPolicy resource](https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource)
//! * [Kubernetes API: NetworkPolicySpec](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Content, Diagnostic, Path, Severity};

use crate::lint::fixes::{policy_type, with_fixes};
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::common::allows_all;

pub(super) static LINT: Lint = Lint {
    code: "L20",
    name: "rules-without-policy-type",
    severity: Severity::Warning,
    needs: &[],
    source: source!("rules_without_policy_type.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let Some(types) = policy.written.types_key.filter(|_| policy.written.names_types()) else { continue };
        for direction in BOTH {
            let rules = policy.written.rules(direction);
            let Some(key) = policy.written.rules_key(direction) else { continue };
            if policy.written.isolates(direction) || rules.is_empty() {
                continue;
            }
            let (name, wanted) = (direction.as_str(), policy_type(direction));
            let message = format!("the `{name}` rules have no effect: `policyTypes` does not list `{wanted}`");
            let severity = if rules.iter().any(allows_all) { Severity::Note } else { Severity::Warning };
            let help = format!("add `{wanted}` to `policyTypes`, which isolates the pods in that direction");
            let diagnostic = Diagnostic::new(LINT.code, severity, Some(key.key), message)
                .help(help)
                .related(types.key, "the directions of the policy");
            let fix = input.fix(policy, format!("add `{wanted}` to `policyTypes`"), |object| {
                let types = Path::of("spec.policyTypes");
                // The one that is there may be listed twice, and no third one is taken.
                let change = if object.is_only(&types) {
                    object.append(types, wanted)?
                } else {
                    object.set(types, Content::list(BOTH.map(policy_type)))?
                };
                Some([change])
            });
            let diagnostic = with_fixes(diagnostic, [fix]);
            sink.push(Finding::from(diagnostic).policy(policy.id));
        }
    }
}
