//! A peer of a rule matches no pod.
//!
//! Found where the input has workloads of every namespace that the peer looks at, and none of them, running or not, has its labels.
//! Where L32, L34, L35, L36, L39, L41, L42 or L45 names the cause, they report it alone. It is a note where it may be meant: the
//! selector asks for a label that pods are given to opt in (`db-client: "true"`), or controllers make pods there that are not in the
//! input.
//!
//! ## Why it matters
//!
//! The peer opens nothing. Often a label has changed or is misspelt, and the connections that the rule was written for are dropped.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - podSelector: {matchLabels: {app: gateway}} # L33
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
//! metadata: {name: gateway, namespace: shop, labels: {app: gateway}}
//! spec: {containers: [{name: gateway, image: gateway}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - podSelector: {matchLabels: {app: gateway}}
//! ```
//!
//! ## How to fix it
//!
//! Compare the selector with the labels of the pods. A peer for pods that are gone can be removed, but not as the last one of its
//! list: an empty list matches everyone.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, behavior of `to` and `from` selectors](https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors)
//! * [Kubernetes: Labels and Selectors](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)

use podreach_syntax::{Diagnostic, Severity};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::Sink;
use crate::lint::words::named;

use super::said::{EXPLAINED, Missed};
use super::why::{Why, dead};

pub(super) static LINT: Lint = Lint {
    code: "L33",
    name: "peer-matches-no-pod",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("peer_matches_no_pod.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let of_peers = dead(input, sink).iter().filter(|dead| dead.rule.is_some());
    for (count, dead) in of_peers.enumerate() {
        let Why::Nothing { namespaces, may_be_meant } = &dead.why else { continue };
        let missed = Missed::new(input, sink, if count < EXPLAINED { namespaces } else { &[] }, dead.selector);
        let severity = if *may_be_meant { Severity::Note } else { Severity::Warning };
        let message = format!(
            "{}: none in {} has `{}`",
            dead.so(),
            named("the namespace", "the namespaces", namespaces),
            dead.selector
        );
        let diagnostic = Diagnostic::new(LINT.code, severity, Some(missed.span), message);
        sink.push(dead.finding(missed.explain(input, diagnostic)));
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    const PODS: &str = "
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, image: c}]}}
  - {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: ops, labels: {app: prom}}, spec: {containers: [{name: c, image: c}]}}
";

    /// Findings at a peer of a policy in `shop`, in line 11.
    fn check(peer: &str, rest: &str, expected: [&[&str]; 2]) {
        let policy = format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: shop}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{peer}]}}]}}\n"
        );
        let found = ["L32", "L33"].map(|code| weighed(code, &format!("{PODS}{policy}{rest}")));
        assert_eq!(found, expected, "{peer}");
    }

    #[test]
    fn the_namespaces_of_the_peer_have_to_be_known() {
        check("{podSelector: {matchLabels: {app: web}}}", "", [&[], &[]]);
        check("{podSelector: {matchLabels: {app: prom}}}", "", [&["11 warning"], &[]]);
        check("{podSelector: {matchLabels: {app: api}}}", "", [&[], &["11 warning"]]);
        check("{podSelector: {matchLabels: {api-client: \"true\"}}}", "", [&[], &["11 note"]]);
        let named = |name: &str| {
            format!(
                "{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}, podSelector: {{matchLabels: {{app: x}}}}}}"
            )
        };
        check(&named("ops"), "", [&[], &["11 warning"]]);
        check(&named("kube-system"), "", [&[], &[]]);
        check("{namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}", "", [&[], &[]]);
    }

    #[test]
    fn a_whole_cluster_has_no_other_namespaces() {
        let dns = "---\n{apiVersion: v1, kind: Pod, metadata: {name: dns, namespace: kube-system}, spec: {containers: [{name: c, image: c}]}}\n";
        check("{namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}", dns, [&[], &["11 warning"]]);
        check("{namespaceSelector: {}, podSelector: {matchLabels: {app: prom}}}", dns, [&[], &[]]);
    }
}
