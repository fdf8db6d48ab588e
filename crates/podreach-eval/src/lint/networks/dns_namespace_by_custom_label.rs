//! A rule for DNS finds the namespace of the name server by a label that Kubernetes does not set.
//!
//! Found where a namespace selector of a rule for port 53 asks for the name of the name server's namespace in a label such as `name`.
//! Silent where the input has the Namespace, and it has that label.
//!
//! ## Why it matters
//!
//! `kube-system` has the label `name: kube-system` only where somebody added it; guides from before Kubernetes 1.21 did. On other clusters
//! the rule matches no namespace, and DNS stays closed.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - namespaceSelector:
//!             matchLabels:
//!               name: kube-system # L72
//!       ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - namespaceSelector:
//!             matchLabels:
//!               kubernetes.io/metadata.name: kube-system
//!       ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
//! ```
//!
//! ## How to fix it
//!
//! Use `kubernetes.io/metadata.name`, which every namespace has since Kubernetes 1.21.
//!
//! ## Sources
//!
//! * [Kubernetes: well-known labels, `kubernetes.io/metadata.name`](https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name)
//! * [Kubernetes: Network Policies, targeting a namespace by its name](https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name)

use podreach_syntax::{Diagnostic, Fix, Severity, Span};

use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces};
use crate::policy::{Direction, RuleRef};
use crate::sets::{Requirement, Selector};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::name_servers::{NAMESPACES, asked_at};

pub(super) static LINT: Lint = Lint {
    code: "L72",
    name: "dns-namespace-by-custom-label",
    severity: Severity::Warning,
    needs: &[],
    source: source!("dns_namespace_by_custom_label.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let rules = policy.rules(Direction::Egress).filter(|(_, rule)| asked_at(rule).is_some());
        let mut found = rules.flat_map(|(at, rule)| wrong(input, rule).into_iter().map(move |one| (at, one)));
        let Some((at, (one, namespace))) = found.next() else { continue };
        let known = input.namespace(namespace).filter(|known| known.declared);
        let message = match known {
            Some(_) => format!("the namespace `{namespace}` has no label `{}: {namespace}`", one.key),
            None => format!(
                "`{}: {namespace}` is no label that Kubernetes sets; DNS is allowed only where somebody added it",
                one.key
            ),
        };
        let mut diagnostic = Diagnostic::warning(LINT.code, one.span, message)
            .help(format!("use `{NAME_LABEL}: {namespace}`, which every namespace has"));
        if let Some(span) = key_span(input, one) {
            diagnostic =
                diagnostic.fix(Fix::replace(format!("change `{}` to `{NAME_LABEL}`", one.key), span, NAME_LABEL));
        }
        for (_, (one, _)) in found.take(3) {
            diagnostic = diagnostic.related(one.span, "the same here");
        }
        sink.push(Finding::from(diagnostic).rule(at));
    }
}

/// Whether a selector of namespaces in a rule is one that this finding is about.
pub(crate) fn is_said(input: &Input<'_>, at: RuleRef, rule: &NetworkPolicyRule, selector: &Selector) -> bool {
    at.direction == Direction::Egress && asked_at(rule).is_some() && !wrong_in(input, selector).is_empty()
}

/// Requirements of a rule that ask for the namespace of a name server in a label of no standing, with that namespace.
fn wrong<'a>(input: &Input<'_>, rule: &'a NetworkPolicyRule) -> Vec<(&'a Requirement, &'static str)> {
    let selectors = rule.peers.iter().filter_map(|peer| match peer {
        NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), .. } => Some(selector),
        _ => None,
    });
    selectors.flat_map(|selector| wrong_in(input, selector)).collect()
}

/// The same of a selector.
fn wrong_in<'a>(input: &Input<'_>, selector: &'a Selector) -> Vec<(&'a Requirement, &'static str)> {
    let requirements = selector.requirements().filter(|one| &*one.key != NAME_LABEL);
    let named = requirements.filter_map(|one| {
        let values = one.operator.needed_values()?;
        let namespace = NAMESPACES.into_iter().find(|namespace| values.iter().any(|value| **value == **namespace))?;
        let known = input.namespace(namespace).filter(|known| known.declared);
        let has_it = known.is_some_and(|known| one.matches(&known.labels));
        (!has_it).then_some((one, namespace))
    });
    named.collect()
}

/// Where the key of a requirement is written plainly at its start.
fn key_span(input: &Input<'_>, one: &Requirement) -> Option<Span> {
    let written = input.sources.text(one.span);
    let plain = written.strip_prefix(&*one.key).is_some_and(|rest| rest.starts_with(':'));
    plain.then(|| Span::new(one.span.text, one.span.start, one.span.start + one.key.len() as u32))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{found, lines};

    #[test]
    fn a_namespace_with_the_label_is_found() {
        let policy = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec:
  podSelector: {}
  egress:
    - to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]
      ports: [{port: 53, protocol: UDP}]
";
        assert_eq!(lines("L72", policy), [7]);
        let namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system";
        assert_eq!(lines("L72", &format!("{policy}{namespace}}}\n")), [7]);
        assert!(lines("L72", &format!("{policy}{namespace}, labels: {{name: kube-system}}}}\n")).is_empty());
        let other = policy.replace("port: 53", "port: 443");
        assert!(lines("L72", &other).is_empty());
        let edits: Vec<String> =
            found("L72", policy).iter().flat_map(|one| &one.diagnostic.fixes).map(|fix| fix.title.clone()).collect();
        assert_eq!(edits, ["change `name` to `kubernetes.io/metadata.name`"]);
    }
}
