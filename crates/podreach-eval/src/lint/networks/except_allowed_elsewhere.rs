//! Addresses that an `except` takes out are allowed by another peer, rule or policy for the same pods and ports.
//!
//! Found where one other block holds all of an exception, for all ports of the rule, and its policy has the same selector or selects
//! all pods of the namespace.
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

use ipnet::IpNet;
use podreach_syntax::{Diagnostic, Severity, Span};
use rustc_hash::FxHashMap;

use crate::kinds::{NetworkPeer, NetworkPolicyPort, NetworkPolicyRule, NetworkPort};
use crate::policy::{Direction, RuleRef};
use crate::sets::Selector;

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

/// More blocks of the same pods than this are thinned out.
const MANY: usize = 64;
/// Of blocks with the same addresses, so many are kept then.
const ALIKE: usize = 8;

/// A block of a rule.
#[derive(Clone, Copy, Debug)]
struct Block<'a> {
    policy: NetworkPolicyAt<'a>,
    rule: &'a NetworkPolicyRule,
    cidr: IpNet,
    except: &'a [IpNet],
    span: Span,
}

/// Blocks by the namespace and the selector of their policies.
type BySubject<'a> = FxHashMap<(&'a str, &'a Selector), Vec<Block<'a>>>;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let everything = Selector::default();
    for direction in BOTH {
        let mut known = BySubject::default();
        for (policy, _, rule) in rules(input, direction) {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { cidr, except, cidr_span, .. } = peer else { continue };
                let block = Block { policy, rule, cidr: *cidr, except, span: *cidr_span };
                known.entry((policy.namespace(), &policy.written.pod_selector)).or_default().push(block);
            }
        }
        known.values_mut().filter(|blocks| blocks.len() > MANY).for_each(thin_out);
        for (policy, at, rule) in rules(input, direction) {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { except, except_spans, cidr_span, .. } = peer else { continue };
                if except.is_empty() {
                    continue;
                }
                let own = known.get(&(policy.namespace(), &policy.written.pod_selector));
                let of_all = known.get(&(policy.namespace(), &everything));
                let blocks = || own.into_iter().chain(of_all).flatten();
                if !sink.spend(2 * except.len() * blocks().count()) {
                    return;
                }
                let found = except.iter().zip(except_spans).find_map(|(hole, span)| {
                    let other = blocks().find(|block| block.span != *cidr_span && block.allows(*hole, rule))?;
                    Some((*hole, *span, other))
                });
                if let Some((hole, span, other)) = found {
                    sink.push(finding(hole, span, other, policy).rule(at));
                }
            }
        }
    }
}

/// Keeps some of the blocks with the same addresses: those that take out least and allow most ports.
fn thin_out(blocks: &mut Vec<Block<'_>>) {
    blocks.sort_by_key(|block| (block.cidr, block.except.len(), !block.rule.ports.is_empty()));
    let (mut last, mut count) = (None, 0);
    blocks.retain(|block| {
        count = if last.replace(block.cidr) == Some(block.cidr) { count + 1 } else { 0 };
        count < ALIKE
    });
}

fn rules<'i, 'a: 'i>(
    input: &'i Input<'a>,
    direction: Direction,
) -> impl Iterator<Item = (NetworkPolicyAt<'a>, RuleRef, &'a NetworkPolicyRule)> + 'i {
    input.network_policies().flat_map(move |policy| policy.rules(direction).map(move |(at, rule)| (policy, at, rule)))
}

impl Block<'_> {
    /// Whether it allows all of a hole on all ports of a rule.
    fn allows(&self, hole: IpNet, rule: &NetworkPolicyRule) -> bool {
        let apart = |except: &IpNet| !except.contains(&hole) && !hole.contains(except);
        self.cidr.contains(&hole) && self.except.iter().all(apart) && covers(self.rule, rule)
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
    let place = if other.policy.id == policy.id {
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
        check("{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", &[7]);
        check("{podSelector: {matchLabels: {app: web}}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", &[7]);
        let db = "{podSelector: {matchLabels: {app: db}}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}";
        check(db, &[]);
    }
}
