//! A rule names a port that stands for different numbers at the pods that it leads to.
//!
//! ## Why it matters
//!
//! This is what names are for: each pod gets the number that its own container declares. But readers expect one number, and not every
//! plugin keeps the numbers apart: Cilium has allowed one number for all pods that a rule selects.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers:
//!         - {name: web, image: nginx, ports: [{name: http, containerPort: 80}]}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: api, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: api}}
//!   template:
//!     metadata: {labels: {app: api}}
//!     spec:
//!       containers:
//!         - {name: api, image: api, ports: [{name: http, containerPort: 3000}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: http, namespace: shop}
//! spec:
//!   podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: http # L54
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers:
//!         - {name: web, image: nginx, ports: [{name: http, containerPort: 80}]}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: api, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: api}}
//!   template:
//!     metadata: {labels: {app: api}}
//!     spec:
//!       containers:
//!         - {name: api, image: api, ports: [{name: http, containerPort: 3000}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: http, namespace: shop}
//! spec:
//!   podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: 80
//!         - port: 3000
//! ```
//!
//! ## How to fix it
//!
//! Nothing has to be done where the plugin resolves the name for each pod. Otherwise write a policy for each number, or give the
//! numbers.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Cilium, issue 30003](https://github.com/cilium/cilium/issues/30003), on names that stand for several numbers

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces};
use crate::policy::{Direction, RuleRef};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::destinations::{Declared, declared, destinations};
use super::port_name_not_found::name;

pub(super) static LINT: Lint = Lint {
    code: "L54",
    name: "port-name-of-several-numbers",
    severity: Severity::Note,
    needs: &[Need::Workloads],
    source: source!("port_name_of_several_numbers.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // What all pods of the input declare, for rules that lead to everyone.
    let mut of_all: Option<Vec<Declared<'_>>> = None;
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            let mut names = rule.ports.iter().filter_map(|port| Some((port, name(port)?))).peekable();
            if names.peek().is_none() {
                continue;
            }
            let to_all =
                at.direction == Direction::Egress && (rule.peers.is_empty() || rule.peers.iter().any(is_everyone));
            let here = if to_all { Vec::new() } else { declared_at(input, sink, policy, at, rule) };
            let declared = if to_all { of_all.get_or_insert_with(|| all_declared(input)) } else { &here };
            if !sink.spend(declared.len()) {
                return;
            }
            for (port, (name, span)) in names {
                let here = declared.iter().filter(|one| one.name == Some(name) && one.protocol == port.protocol);
                let numbers: BTreeMap<u16, &Declared<'_>> = here.map(|one| (one.number, one)).collect();
                if numbers.len() > 1 {
                    let found = diagnostic(input, (name, span), &numbers);
                    sink.push(Finding::from(found).rule(at).endpoints(numbers.values().map(|one| one.by)));
                }
            }
        }
    }
}

/// Whether a peer matches every pod.
fn is_everyone(peer: &NetworkPeer) -> bool {
    match peer {
        NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), pods, .. } => {
            selector.is_empty() && pods.is_empty()
        }
        NetworkPeer::Pods { .. } | NetworkPeer::IpBlock { .. } => false,
    }
}

fn declared_at<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    policy: NetworkPolicyAt<'_>,
    at: RuleRef,
    rule: &NetworkPolicyRule,
) -> Vec<Declared<'a>> {
    let destinations = destinations(input, sink, policy, at, rule);
    if sink.spend(destinations.len()) { declared(input, &destinations) } else { Vec::new() }
}

fn all_declared<'a>(input: &Input<'a>) -> Vec<Declared<'a>> {
    let all = input.workloads().flat_map(|(_, ids)| ids).filter(|id| !input.endpoint(**id).host_network);
    declared(input, &all.copied().collect::<Vec<_>>())
}

fn diagnostic(input: &Input<'_>, (name, span): (&str, Span), numbers: &BTreeMap<u16, &Declared<'_>>) -> Diagnostic {
    let by = |one: &Declared<'_>| &*input.endpoint(one.by).name;
    let shown: Vec<String> = numbers.values().take(3).map(|one| format!("{} of `{}`", one.number, by(one))).collect();
    let more = numbers.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("`{name}` stands for several ports: {}{more}", shown.join(", "));
    let diagnostic = Diagnostic::note(LINT.code, span, message)
        .help("each pod is reached at its own number; Cilium does not distinguish them (cilium#30003)");
    let places = numbers.values().take(3);
    places.fold(diagnostic, |all, one| all.related(one.span, format!("`{name}` is {} here", one.number)))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::messages;

    fn check(to: &str, expected: &[&str]) {
        let yaml = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: web, labels: {{app: a}}}}
spec: {{containers: [{{name: c, ports: [{{name: http, containerPort: 8000}}]}}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: b, namespace: logs, labels: {{app: b}}}}
spec: {{containers: [{{name: c, ports: [{{name: http, containerPort: 8080}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: logs}}
spec:
  podSelector: {{}}
  policyTypes: [Egress]
  egress:
    - {{{to}ports: [{{port: http}}]}}
"
        );
        assert_eq!(messages("L54", &yaml), expected, "{to}");
    }

    #[test]
    fn rules_for_everyone_lead_to_all_pods() {
        let several = ["`http` stands for several ports: 8000 of `a`, 8080 of `b`"];
        check("", &several);
        check("to: [{namespaceSelector: {}}], ", &several);
        check("to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}], ", &[]);
        check("to: [{podSelector: {}}], ", &[]);
    }
}
