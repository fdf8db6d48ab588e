//! Addresses that an `except` takes out are allowed by another peer, rule or policy for the same pods and ports.
//!
//! Found where one other block holds all of an exception, for all ports of the rule, and its policy selects the same pods.
//!
//! ## Why it matters
//!
//! `except` narrows its own block and denies nothing. Rules add up: what another one allows passes. An exception that another block
//! covers has no effect at all.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 10.0.0.0/8]} # L80
//!         - ipBlock: {cidr: 10.0.0.0/8}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 10.0.0.0/8]}
//!         - ipBlock: {cidr: 10.1.2.0/24}
//! ```
//!
//! ## How to fix it
//!
//! Take the addresses out of the other block as well, or remove the exception.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use std::collections::BTreeMap;

use ipnet::IpNet;
use podreach_syntax::{Diagnostic, Severity, Span};

use crate::kinds::{NetworkPeer, NetworkPolicyPort, NetworkPolicyRule, NetworkPort};
use crate::policy::RuleRef;

use crate::lint::input::{BOTH, Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L80",
    name: "except-allowed-elsewhere",
    severity: Severity::Warning,
    needs: &[],
    source: source!("except_allowed_elsewhere.rs"),
    check: Check::Run(check),
};

/// A block of a rule.
#[derive(Clone, Copy)]
struct Block<'a> {
    policy: NetworkPolicyAt<'a>,
    at: RuleRef,
    rule: &'a NetworkPolicyRule,
    cidr: IpNet,
    except: &'a [IpNet],
    span: Span,
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for direction in BOTH {
        let mut by_namespace: BTreeMap<&str, Vec<Block<'_>>> = BTreeMap::new();
        for policy in input.network_policies() {
            for (at, rule) in policy.rules(direction) {
                for peer in &rule.peers {
                    let NetworkPeer::IpBlock { cidr, except, cidr_span, .. } = peer else { continue };
                    let block = Block { policy, at, rule, cidr: *cidr, except, span: *cidr_span };
                    by_namespace.entry(policy.namespace()).or_default().push(block);
                }
            }
        }
        for policy in input.network_policies() {
            let Some(blocks) = by_namespace.get(policy.namespace()) else { continue };
            for (at, rule) in policy.rules(direction) {
                for peer in &rule.peers {
                    let NetworkPeer::IpBlock { except, except_spans, cidr_span, .. } = peer else { continue };
                    if !sink.spend(except.len() * blocks.len()) {
                        return;
                    }
                    let found = except.iter().zip(except_spans).find_map(|(hole, span)| {
                        let holds = |other: &&Block<'_>| other.span != *cidr_span && other.allows(*hole, policy, rule);
                        Some((*hole, *span, blocks.iter().find(holds)?))
                    });
                    if let Some((hole, span, other)) = found {
                        sink.push(finding(hole, span, other, policy).rule(at));
                    }
                }
            }
        }
    }
}

impl Block<'_> {
    /// Whether it allows all of a hole, on all ports of a rule, to all pods of its policy.
    fn allows(&self, hole: IpNet, policy: NetworkPolicyAt<'_>, rule: &NetworkPolicyRule) -> bool {
        let apart = |except: &IpNet| !except.contains(&hole) && !hole.contains(except);
        self.cidr.contains(&hole)
            && self.except.iter().all(apart)
            && (self.at.policy == policy.id || policy.written.pod_selector.implies(&self.policy.written.pod_selector))
            && covers(self.rule, rule)
    }
}

/// Whether a rule allows all ports of another one.
fn covers(wide: &NetworkPolicyRule, rule: &NetworkPolicyRule) -> bool {
    let within = |port: &NetworkPolicyPort| {
        let mut all = wide.ports.iter().filter(|other| other.protocol == port.protocol);
        all.any(|other| match (&other.port, &port.port) {
            (NetworkPort::All, _) => true,
            (NetworkPort::Range(first, last), NetworkPort::Range(from, to)) => first <= from && to <= last,
            (other, port) => other == port,
        })
    };
    wide.ports.is_empty() || !rule.ports.is_empty() && rule.ports.iter().all(within)
}

fn finding(hole: IpNet, span: Span, other: &Block<'_>, policy: NetworkPolicyAt<'_>) -> Finding {
    let place = if other.at.policy == policy.id {
        "this policy".to_owned()
    } else {
        format!("the policy `{}`", other.policy.name())
    };
    let message = format!("`{hole}` is taken out here and allowed by `{}` of {place}", other.cidr);
    let diagnostic = Diagnostic::warning(LINT.code, span, message)
        .help("`except` denies nothing, it narrows its own block; rules add up")
        .related(other.span, format!("this allows `{hole}`"));
    Finding::from(diagnostic)
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    fn check(more: &str, expected: &[u32]) {
        let yaml = format!(
            "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: one, namespace: shop}}
spec:
  podSelector: {{matchLabels: {{app: web}}}}
  egress:
    - to: [{{ipBlock: {{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}}}]
      ports: [{{port: 443}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: two, namespace: shop}}
spec:
  {more}
"
        );
        assert_eq!(lines("L80", &yaml), expected, "{more}");
    }

    #[test]
    fn other_policies_of_the_same_pods_count() {
        check("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", &[7]);
        check("egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 1, endPort: 1024}]}]", &[7]);
        check("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]", &[]);
        check("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/9}}]}]", &[]);
        check("egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.1.0.0/16]}}]}]", &[]);
        check("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", &[]);
        let db = "{podSelector: {matchLabels: {app: db}}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}";
        check(db, &[]);
    }
}
