//! Rules of cluster-wide policies in the order in which they are asked, and what can be said of them without any pods.

use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{Direction, EndpointMatch, NamespaceScope, Peer, PodSelector, Policies, Policy, Rule, RuleRef};
use crate::reach::rule_addresses;
use crate::sets::{AddressSet, Labels, Requirement, Selector, stands_for};

/// A rule with its policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub(super) policy: &'a Policy,
    pub(super) rule: &'a Rule,
    pub(super) at: RuleRef,
}

/// What a rule of a policy of this kind may do that keeps a later one from denying.
pub(super) fn opening_actions(kind: &str) -> &'static str {
    match kind {
        "BaselineAdminNetworkPolicy" => "`Allow`",
        "ClusterNetworkPolicy" => "`Accept` or `Pass`",
        _ => "`Allow` or `Pass`",
    }
}

/// Rules of a direction of all policies that stand in an order, first ones first.
pub(super) fn rules(policies: &Policies, direction: Direction) -> impl Iterator<Item = Placed<'_>> {
    policies.list.iter().filter(|policy| !policy.additive).flat_map(move |policy| {
        let rules = (0..).zip(policy.rules(direction).unwrap_or(&[])).filter(|(_, rule)| !rule.off);
        rules.map(move |(index, rule)| Placed { policy, rule, at: RuleRef { policy: policy.id, direction, index } })
    })
}

/// Whether every pod of one scope is sure to be one of the other, whatever pods there are.
pub(super) fn within(narrow: &PodSelector, wide: &PodSelector) -> bool {
    let namespaces = match (&narrow.namespaces, &wide.namespaces) {
        (NamespaceScope::Named(one), NamespaceScope::Named(other)) => one == other,
        (NamespaceScope::Matching(one), NamespaceScope::Matching(other)) => one.implies(other),
        (NamespaceScope::Named(name), NamespaceScope::Matching(other)) => {
            let labels: Labels = [(NAME_LABEL.into(), name.clone())].into();
            let sure = |all: &[Requirement]| all.iter().all(|one| &*one.key == NAME_LABEL && one.matches(&labels));
            other.alternatives().any(sure)
        }
        (NamespaceScope::Matching(one), NamespaceScope::Named(name)) => one.alternatives().all(|all| {
            let only = |one: &Requirement| {
                one.operator.needed_values().is_some_and(|values| values.iter().all(|value| value == name))
            };
            all.iter().any(|one| &*one.key == NAME_LABEL && only(one))
        }),
    };
    namespaces && narrow.pods.implies(&wide.pods)
}

/// Whether a scope is every pod of the cluster.
pub(super) fn everywhere(scope: &PodSelector) -> bool {
    scope.pods.is_empty() && matches!(&scope.namespaces, NamespaceScope::Matching(selector) if selector.is_empty())
}

/// Whether a rule names pods among its peers.
pub(super) fn names_pods(rule: &Rule) -> bool {
    rule.peers.iter().flatten().any(|peer| peer.matches.pod_selectors().next().is_some())
}

/// Address families of which a rule names every address: IPv4, IPv6.
pub(super) fn whole_families(rule: &Rule) -> (bool, bool) {
    let Some(set) = rule_addresses(rule) else { return (false, false) };
    let all = AddressSet::all();
    (set.v4 == all.v4, set.v6 == all.v6)
}

/// Whether everything that a peer matches is sure to be matched by a rule.
pub(super) fn covers(rule: &Rule, peer: &Peer) -> bool {
    let Some(peers) = &rule.peers else { return true };
    if whole_families(rule) == (true, true) {
        return true;
    }
    peers.iter().any(|wide| match (peer.matches.atom(), wide.matches.atom()) {
        (Some(narrow), Some(wide)) => is_within(narrow, wide),
        _ => peer.matches == wide.matches,
    })
}

/// Whether everything that one thing matches is sure to be matched by another one.
pub(super) fn is_within(narrow: &EndpointMatch, wide: &EndpointMatch) -> bool {
    match (narrow, wide) {
        (EndpointMatch::Pods(narrow), EndpointMatch::Pods(wide)) => within(narrow, wide),
        (EndpointMatch::Addresses { set: narrow, .. }, EndpointMatch::Addresses { set: wide, .. }) => {
            narrow.difference(wide).is_empty()
        }
        (EndpointMatch::Nodes { selector: narrow, .. }, EndpointMatch::Nodes { selector: wide, .. }) => {
            narrow.implies(wide)
        }
        (EndpointMatch::Domain(narrow), EndpointMatch::Domain(wide)) => stands_for(wide, narrow),
        _ => false,
    }
}

/// Whether a selector of namespaces matches one with these labels.
pub(super) fn holds_namespace(scope: &PodSelector, name: &str, labels: &crate::sets::Labels) -> bool {
    match &scope.namespaces {
        NamespaceScope::Named(own) => &**own == name,
        NamespaceScope::Matching(selector) => Selector::matches(selector, labels),
    }
}
