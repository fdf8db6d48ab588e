//! A policy selects no pod.
//!
//! Found where the input has workloads of the policy's namespace and its `podSelector` matches none of them, running or not; where
//! L39, L41, L42 or L45 names the cause, they report it alone. It is a note where it may be meant: the selector asks for a label that
//! pods are given to opt in (`egress: allowed`), or controllers make pods in the namespace that are not in the input.
//!
//! Found too where the input has workloads, none of them in the policy's namespace, and the policy probably landed in the wrong one:
//! it gives no namespace, so that one is assumed, or gives a name that is nearly that of a namespace with workloads.
//!
//! ## Why it matters
//!
//! The policy is accepted and does nothing. The pods that it was written for stay open.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: front, namespace: shop, labels: {app: frontend}}
//! spec: {containers: [{name: c, image: front}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: front, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       app: frontnd # L31
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: front, namespace: shop, labels: {app: frontend}}
//! spec: {containers: [{name: c, image: front}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: front, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       app: frontend
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Compare the selector with the labels of the pods, and the policy's namespace with theirs. A policy for pods that are gone can be
//! removed.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, the NetworkPolicy resource](https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource)
//! * [Kubernetes: Labels and Selectors](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

use super::labels::is_misspelt;
use super::said::{EXPLAINED, Missed, place};
use super::why::{Why, dead};

pub(super) static LINT: Lint = Lint {
    code: "L31",
    name: "policy-selects-no-pod",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("policy_selects_no_pod.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // Where `metadata.namespace` is not written.
    let assumed = input.analysis.diagnostics.iter().filter(|said| said.code == "L13");
    let assumed: BTreeSet<Span> = assumed.filter_map(|said| said.span).collect();
    let of_policies = dead(input, sink).iter().filter(|dead| dead.rule.is_none());
    for (count, dead) in of_policies.enumerate() {
        let Why::Nothing { namespaces, may_be_meant } = &dead.why else { continue };
        let (namespace, selector) = (dead.policy.namespace(), dead.selector);
        let missed = Missed::new(input, sink, if count < EXPLAINED { namespaces } else { &[] }, selector);
        let severity = if *may_be_meant { Severity::Note } else { Severity::Warning };
        let message = format!("{}: none in `{namespace}` has `{selector}`", dead.so());
        let diagnostic = Diagnostic::new(LINT.code, severity, Some(missed.span), message);
        sink.push(dead.finding(missed.explain(input, diagnostic)));
    }
    for policy in input.network_policies() {
        let namespace = policy.namespace();
        let is_without =
            !input.is_partial && input.workloads_in(namespace).is_empty() && input.by_label().of(namespace).is_empty();
        if is_without && !input.has_makers(namespace) {
            let is_assumed = assumed.contains(&policy.written.meta.name.span);
            if let Some(diagnostic) = wrong_namespace(input, sink, policy, is_assumed) {
                sink.push(Finding::from(diagnostic).policy(policy.id));
            }
        }
    }
}

/// A policy in a namespace without workloads, where others have some.
fn wrong_namespace(
    input: &Input<'_>,
    sink: &Sink<'_>,
    policy: NetworkPolicyAt<'_>,
    is_assumed: bool,
) -> Option<Diagnostic> {
    let (namespace, selector) = (policy.namespace(), &policy.written.pod_selector);
    let is_declared = input.namespace(namespace).is_some_and(|one| one.declared);
    let matching: Vec<&str> = if selector.is_empty() {
        input.workloads().map(|(namespace, _)| namespace).take(100).collect()
    } else {
        input.by_label().elsewhere(namespace, selector, sink).iter().map(|pod| &*pod.meta.namespace).collect()
    };
    if !sink.spend(100 * matching.len()) {
        return None;
    }
    let meant = matching.iter().filter(|other| is_misspelt(namespace, other)).collect::<Vec<_>>();
    let severity = match (is_assumed, meant.len() == 1) {
        (true, _) => Severity::Warning,
        (false, true) if !is_declared => Severity::Warning,
        // The namespace is written: its pods may not be a part of the input.
        _ if is_declared || selector.is_empty() || matching.is_empty() => return None,
        _ => Severity::Note,
    };
    let span = if is_assumed { policy.written.meta.name.span } else { place(selector) };
    let why = if is_assumed { "which is assumed because none is written" } else { "its namespace" };
    let message = format!("the policy selects no pod: the input has no workload in `{namespace}`, {why}");
    let there = named("the namespace", "the namespaces", &matching);
    let help = match (&meant[..], matching.is_empty()) {
        ([near], _) => format!("is `{near}` meant? workloads there match its selector"),
        (_, false) => format!("workloads in {there} match its selector; set `metadata.namespace`"),
        _ => "set `metadata.namespace` to that of the pods".to_owned(),
    };
    Some(Diagnostic::new(LINT.code, severity, Some(span), message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    fn pod(namespace: &str, rest: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: {namespace}, labels: {{app: web}}}}\nspec: {{containers: [{{name: c, image: c}}]{rest}}}\n---\n"
        )
    }

    fn policy(metadata: &str, labels: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{{metadata}}}\nspec: {{podSelector: {{matchLabels: {{{labels}}}}}}}\n"
        )
    }

    fn check(pods: &str, policy: &str, expected: &[&str]) {
        assert_eq!(weighed("L31", &format!("{pods}{policy}")), expected, "{policy}");
    }

    #[test]
    fn pods_at_rest_and_labels_to_opt_in() {
        let pods = pod("shop", "");
        check(&pods, &policy("name: p, namespace: shop", "app: web"), &[]);
        check(&pods, &policy("name: p, namespace: shop", "app: api"), &["9 warning"]);
        check(&pods, &policy("name: p, namespace: shop", "net: allowed"), &["9 note"]);
        check(&pod("shop", ", hostNetwork: true"), &policy("name: p, namespace: shop", "app: web"), &[]);
        let scaled = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: shop}\nspec: {replicas: 0, selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}, spec: {containers: [{name: c, image: c}]}}}\n---\n";
        check(&format!("{pods}{scaled}"), &policy("name: p, namespace: shop", "app: api"), &[]);
        let rollout = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: api, namespace: shop}\nspec: {template: {metadata: {labels: {app: api}}}}\n---\n";
        check(&format!("{pods}{rollout}"), &policy("name: p, namespace: shop", "app: api"), &[]);
    }

    #[test]
    fn namespaces_without_workloads() {
        let pods = pod("shop-frontend", "");
        check(&pods, &policy("name: p", "app: web"), &["8 warning"]);
        check(&pods, &policy("name: p, namespace: shop-frontned", "app: web"), &["9 warning"]);
        check(&pods, &policy("name: p, namespace: elsewhere", "app: web"), &["9 note"]);
        check(&pods, &policy("name: p, namespace: elsewhere", "app: api"), &[]);
        check(&pods, &policy("name: p, namespace: elsewhere", ""), &[]);
    }
}
