//! A peer with a `namespaceSelector` alone is followed by one with a `podSelector` alone.
//!
//! Found where two list items follow each other like this and both ask for labels. It is a warning where the second one matches no pod
//! of the policy's namespace, while pods with its labels are in the namespaces of the first one or these are not known, and where the
//! first one matches all namespaces, so that the second adds nothing. Otherwise it is a note.
//!
//! ## Why it matters
//!
//! Each `-` starts a peer of its own, and each peer opens the rule by itself. The two together mean all pods of those namespaces, and
//! in addition the labelled pods of the policy's own namespace. Pods with these labels in those namespaces are written without the
//! second `-`. The difference of one character often opens far more than was meant.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: prometheus, namespace: monitoring, labels: {app: prometheus}}
//! spec: {containers: [{name: prometheus, image: prometheus}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
//!         - podSelector: {matchLabels: {app: prometheus}} # L35
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: prometheus, namespace: monitoring, labels: {app: prometheus}}
//! spec: {containers: [{name: prometheus, image: prometheus}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
//!           podSelector: {matchLabels: {app: prometheus}}
//! ```
//!
//! ## How to fix it
//!
//! Remove the second `-` so that both selectors are in one item. If both peers are meant, make two rules of them, or put the
//! `podSelector` first.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, behavior of `to` and `from` selectors](https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors)

use std::collections::BTreeSet;

use podreach_syntax::{Change, Diagnostic, Severity, Span};

use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces};
use crate::policy::RuleRef;
use crate::sets::Selector;

use crate::lint::fixes::with_fixes;
use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::labels::{contradiction, first_short_lived, wanted};

pub(super) static LINT: Lint = Lint {
    code: "L35",
    name: "or-where-and-may-be-meant",
    severity: Severity::Warning,
    needs: &[],
    source: source!("or_where_and_may_be_meant.rs"),
    check: Check::Run(check),
};

/// Two peers that may be meant as one.
struct Two<'a> {
    namespaces: &'a Selector,
    namespaces_span: Span,
    pods: &'a Selector,
    pods_span: Span,
}

/// The peer at a place and the one before it.
fn two(rule: &NetworkPolicyRule, index: usize) -> Option<Two<'_>> {
    let NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(namespaces), pods_set: false, span, .. } =
        rule.peers.get(index.checked_sub(1)?)?
    else {
        return None;
    };
    let NetworkPeer::Pods { namespaces: PeerNamespaces::Own, pods, null_namespaces: None, span: pods_span, .. } =
        rule.peers.get(index)?
    else {
        return None;
    };
    let two = Two { namespaces, namespaces_span: *span, pods, pods_span: *pods_span };
    (!pods.is_empty()).then_some(two)
}

/// Whether the peer at a place very likely belongs to the one before it.
pub(super) fn is_plausible<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    (policy, at, rule): (NetworkPolicyAt<'a>, RuleRef, &'a NetworkPolicyRule),
    index: usize,
) -> bool {
    let Some(Two { namespaces, pods, .. }) = two(rule, index) else { return false };
    if namespaces.is_empty() {
        return true;
    }
    let own = policy.namespace();
    let matches_here = input.any_workload(&input.peer(at, index))
        || !input.knows_pods_of(own)
        || input.may_be_made(own, &wanted(pods))
        || input.by_label().may_match(own, pods, sink);
    if matches_here || contradiction(pods).is_some() || first_short_lived(pods).is_some() {
        return false;
    }
    let chosen: BTreeSet<&str> = input.by_label().namespaces(namespaces).take(100).map(|one| &*one.name).collect();
    let is_known = !chosen.is_empty() && chosen.iter().all(|name| input.knows_pods_of(name));
    let elsewhere = input.by_label().elsewhere(own, pods, sink);
    !is_known || elsewhere.iter().any(|pod| chosen.contains(&*pod.meta.namespace))
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            for index in 1..rule.peers.len() {
                let Some(two) = two(rule, index) else { continue };
                if !sink.spend(16) {
                    return;
                }
                let is_plausible = is_plausible(input, sink, (policy, at, rule), index);
                let severity = if is_plausible { Severity::Warning } else { Severity::Note };
                let (own, pods) = (policy.namespace(), two.pods);
                let message = if two.namespaces.is_empty() {
                    format!(
                        "this peer adds nothing: the one before it matches all pods of all namespaces, and not only those with `{pods}`"
                    )
                } else if is_plausible {
                    format!(
                        "this is a peer of its own, for pods of `{own}`, where none has `{pods}`; the one before it matches all pods of its namespaces"
                    )
                } else {
                    format!(
                        "this is a peer of its own, for pods of `{own}`; the one before it matches all pods of its namespaces"
                    )
                };
                let mut diagnostic = Diagnostic::new(LINT.code, severity, Some(two.pods_span), message)
                    .help(format!("for pods with `{pods}` in those namespaces only, remove the `-` of this item"))
                    .related(two.namespaces_span, "this peer matches all pods of the namespaces");
                let found = input.by_label().elsewhere(own, pods, sink);
                if let Some(pod) = found.first().filter(|_| is_plausible) {
                    let name = &pod.meta.name;
                    let there = format!("the pods of `{}` in `{}` have `{pods}`", name.value, pod.meta.namespace);
                    diagnostic = diagnostic.related(name.span, there);
                }
                let fix = input.fix(policy, "make one peer of both", |object| {
                    let (one, other) = (object.path(two.namespaces_span)?, object.path(two.pods_span)?);
                    let content = object.content_at(&other.clone().key("podSelector"))?;
                    Some([object.set(one.key("podSelector"), content)?, Change::Remove { at: other }])
                });
                sink.push(Finding::from(with_fixes(diagnostic, [fix])).rule(at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    /// The second peer is in the last line.
    fn check(pods: &[(&str, &str)], namespaces: &str, expected: &[&str]) {
        let pods = pods.iter().map(|(namespace, app)| {
            format!("{{apiVersion: v1, kind: Pod, metadata: {{name: {app}, namespace: {namespace}, labels: {{app: {app}}}}}, spec: {{containers: [{{name: c, image: c}}]}}}}\n---\n")
        });
        let policy = format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: shop}}\nspec:\n  podSelector: {{}}\n  ingress:\n  - from:\n    - namespaceSelector: {namespaces}\n    - podSelector: {{matchLabels: {{app: prom}}}}\n"
        );
        let text = pods.collect::<String>() + &policy;
        let found: Vec<String> = ["L32", "L33", "L35"]
            .into_iter()
            .flat_map(|code| weighed(code, &text).into_iter().map(move |one| format!("{code} {one}")))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_matches_in_the_own_namespace_may_be_meant() {
        let ops = "{matchLabels: {kubernetes.io/metadata.name: ops}}";
        check(&[], ops, &["L35 9 note"]);
        check(&[("shop", "web"), ("ops", "prom")], ops, &["L35 13 warning"]);
        check(&[("shop", "web")], ops, &["L35 11 warning"]);
        check(&[("shop", "prom"), ("ops", "prom")], ops, &["L35 13 note"]);
        check(&[("shop", "web"), ("ops", "other")], ops, &["L33 13 warning", "L35 13 note"]);
        check(&[("shop", "web")], "{}", &["L35 11 warning"]);
    }
}
