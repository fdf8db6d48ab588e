//! Two policies of a namespace say exactly the same under two names.
//!
//! Found at the name of the later one. Names of selectors, peers and ports are compared as they are meant, not as they are written.
//!
//! ## Why it matters
//!
//! Policies add up, so that one of them is enough. Whoever changes one of them later wonders why nothing happens.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: default-deny
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: deny-all # L92
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress: []
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: default-deny
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Remove one of them.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use podreach_syntax::{Diagnostic, Severity};
use rustc_hash::FxHashMap;

use crate::policy::{EndpointPredicate, Policy, PolicyId, PortPredicate, Rule};

use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L92",
    name: "identical-policies",
    severity: Severity::Note,
    needs: &[],
    source: source!("identical_policies.rs"),
    check: Check::Run(check),
};

/// A rule: its peers and its ports.
type SaidByRule<'a> = (Option<Vec<&'a EndpointPredicate>>, Option<Vec<&'a PortPredicate>>);

/// What a policy says, wherever it is written.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Said<'a> {
    namespace: Option<&'a str>,
    subject: &'a EndpointPredicate,
    /// Rules of ingress and egress; none where the policy does not isolate.
    rules: [Option<Vec<SaidByRule<'a>>>; 2],
}

impl<'a> Said<'a> {
    pub(super) fn of(policy: &'a Policy) -> Self {
        let rule = |rule: &'a Rule| {
            let peers = rule.peers.as_ref().map(|peers| peers.iter().map(|peer| &peer.matches).collect());
            let ports = rule.ports.as_ref().map(|ports| ports.iter().map(|port| &port.matches).collect());
            (peers, ports)
        };
        let rules = |direction| {
            let isolates = policy.isolates(direction);
            isolates.then(|| policy.rules(direction).unwrap_or(&[]).iter().map(rule).collect())
        };
        Self { namespace: policy.namespace.as_deref(), subject: &policy.subject, rules: BOTH.map(rules) }
    }
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut known: FxHashMap<Said<'_>, (PolicyId, podreach_syntax::Span, &str)> = FxHashMap::default();
    for policy in input.network_policies().filter(|policy| policy.policy.off.is_none()) {
        if !sink.spend(20) {
            return;
        }
        let span = policy.written.meta.name.span;
        let mut first = (policy.id, span, policy.name());
        known.entry(Said::of(policy.policy)).and_modify(|known| first = *known).or_insert(first);
        let (id, there, name) = first;
        if id == policy.id {
            continue;
        }
        let message = format!("`{}` says the same as `{name}`", policy.name());
        let diagnostic = Diagnostic::note(LINT.code, span, message)
            .help("remove one of them; whatever pods there are, that changes nothing")
            .related(there, "the first one is here");
        sink.push(Finding::from(diagnostic).policy(policy.id).policy(id));
    }
}
