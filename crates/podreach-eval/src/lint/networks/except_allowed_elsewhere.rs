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

use std::collections::BTreeSet;

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

/// Of blocks that are alike, so many are looked at.
const ALIKE: usize = 16;

/// A block of a rule.
#[derive(Clone, Copy, Debug)]
struct Block<'a> {
    policy: NetworkPolicyAt<'a>,
    rule: &'a NetworkPolicyRule,
    cidr: IpNet,
    except: &'a [IpNet],
    span: Span,
}

/// Blocks of policies that select the same pods.
#[derive(Debug, Default)]
struct Blocks<'a> {
    by_cidr: FxHashMap<IpNet, Vec<Block<'a>>>,
    /// The lengths of these prefixes.
    lengths: BTreeSet<u8>,
}

/// By namespace and selector.
type BySubject<'a> = FxHashMap<(&'a str, &'a Selector), Blocks<'a>>;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let everything = Selector::default();
    for direction in BOTH {
        let mut known = BySubject::default();
        for (policy, _, rule) in rules(input, direction) {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { cidr, except, cidr_span, .. } = peer else { continue };
                let subject = known.entry((policy.namespace(), &policy.written.pod_selector)).or_default();
                subject.lengths.insert(cidr.prefix_len());
                let block = Block { policy, rule, cidr: *cidr, except, span: *cidr_span };
                subject.by_cidr.entry(*cidr).or_default().push(block);
            }
        }
        // Those that take out least and allow most ports come first.
        let lists = known.values_mut().flat_map(|blocks| blocks.by_cidr.values_mut());
        lists.for_each(|list| {
            list.sort_by_key(|block| (block.except.len(), !block.rule.ports.is_empty()));
            list.truncate(ALIKE);
        });
        for (policy, at, rule) in rules(input, direction) {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { except, except_spans, cidr_span, .. } = peer else { continue };
                let selector = &policy.written.pod_selector;
                let mut subjects = vec![(policy.namespace(), selector)];
                if !selector.is_empty() {
                    subjects.push((policy.namespace(), &everything));
                }
                let found = except.iter().zip(except_spans).find_map(|(hole, span)| {
                    let mut blocks = subjects.iter().filter_map(|subject| known.get(subject));
                    let other = blocks.find_map(|blocks| blocks.allowing(*hole, rule, *cidr_span, sink))?;
                    Some((*hole, *span, other))
                });
                if let Some((hole, span, other)) = found {
                    sink.push(finding(hole, span, &other, policy).rule(at));
                }
            }
        }
    }
}

fn rules<'i, 'a: 'i>(
    input: &'i Input<'a>,
    direction: Direction,
) -> impl Iterator<Item = (NetworkPolicyAt<'a>, RuleRef, &'a NetworkPolicyRule)> + 'i {
    input.network_policies().flat_map(move |policy| policy.rules(direction).map(move |(at, rule)| (policy, at, rule)))
}

impl<'a> Blocks<'a> {
    /// A block, other than the one at a place, that allows all of a hole on all ports of a rule.
    fn allowing(&self, hole: IpNet, rule: &NetworkPolicyRule, not: Span, sink: &Sink<'_>) -> Option<Block<'a>> {
        let lengths = self.lengths.range(..=hole.prefix_len());
        let around = lengths.filter_map(|length| IpNet::new(hole.addr(), *length).ok());
        let mut lists = around.filter_map(|net| self.by_cidr.get(&net.trunc()));
        lists.find_map(|list| {
            let holds = |block: &&Block<'_>| {
                let apart = |except: &IpNet| !except.contains(&hole) && !hole.contains(except);
                block.span != not && block.except.iter().all(apart) && covers(block.rule, rule)
            };
            sink.spend(4 * list.len()).then(|| list.iter().find(holds).copied())?
        })
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
