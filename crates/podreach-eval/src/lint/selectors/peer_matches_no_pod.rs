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
    use podreach_syntax::Sources;

    use crate::lint::tests::weighed;
    use crate::{Options, analyze};

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
    #[test]
    fn what_pods_have_is_told() {
        let pods = |names: &[&str]| -> String {
            let pod = |name: &&str| {
                format!(
                    "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{app: {name}}}}}, spec: {{containers: [{{name: c}}]}}}}\n"
                )
            };
            names.iter().map(pod).collect()
        };
        let help = |pods: &str, labels: &str| {
            let yaml = format!(
                "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p}}, spec: {{podSelector: {{}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{{labels}}}}}}}]}}]}}}}\n{pods}"
            );
            let sources = Sources::single("a.yaml", yaml);
            let found = analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L33").found;
            let one = found.first().map(|found| &found.diagnostic).expect("a finding");
            (
                one.span.map(|span| sources.text(span).to_owned()).unwrap_or_default(),
                one.help.clone().unwrap_or_default(),
            )
        };
        let six = pods(&["carts", "front-end", "orders", "payment", "shipping", "user"]);
        let (_, all) = help(&six, "app: cortex");
        assert_eq!(all, "pods there have `app=carts`, `app=front-end`, `app=orders`, `app=payment` and 2 more");
        let (span, absent) = help(&six, "app: orders, pod2: updated");
        assert!(absent.starts_with("no pod there has a label `pod2`"), "{absent}");
        assert!(span.contains("updated") && !span.contains("orders"), "{span}");
    }
}
