//! Lowers cluster-wide policies: in the order of their priorities, rules in order; they isolate nothing.

use crate::kinds::{AdminPeer, AdminPods, AdminPolicy, AdminPort, AdminRule, AdminTier, NodeInfo, RuleAction};
use crate::sets::{AddressSet, Protocol};

use super::{ADMIN, BASELINE};
use crate::policy::{
    Action, BlockPods, Effect, EndpointMatch, NamespaceScope, Order, Peer, PodSelector, Policy, PolicyId, Port,
    PortMatch, Rule,
};

/// A policy without rules in a direction does not concern it, and what no rule matches goes on: it isolates nothing. A
/// BaselineAdminNetworkPolicy has no priority and stands behind every ClusterNetworkPolicy of its tier.
/// Source: network-policy-api, `ClusterNetworkPolicySpec`.
pub(super) fn admin_policy(policy: &AdminPolicy, nodes: &[NodeInfo]) -> Policy {
    let effect = |rules: &[AdminRule]| {
        let rules: Vec<Rule> = rules.iter().map(|rule| lower_rule(rule, nodes)).collect();
        (!rules.is_empty()).then_some(Effect { isolates: false, rules })
    };
    Policy {
        id: PolicyId(0),
        group: policy.meta.group.clone(),
        kind: policy.meta.kind.clone(),
        namespace: None,
        name: policy.meta.name.value.clone(),
        subject: scope(&policy.subject).into(),
        tier: match policy.tier {
            AdminTier::Admin => ADMIN,
            AdminTier::Baseline => BASELINE,
        },
        order: Order(policy.priority.map(f64::from)),
        additive: false,
        priority: policy.priority,
        ingress: effect(&policy.ingress),
        egress: effect(&policy.egress),
        span: policy.meta.span,
        name_span: policy.meta.name.span,
        off: None,
    }
}

fn scope(pods: &AdminPods) -> PodSelector {
    PodSelector { namespaces: NamespaceScope::Matching(pods.namespaces.clone()), pods: pods.pods.clone() }
}

/// A rule with a peer of a kind that is not known fails closed as a whole: it matches nothing where it would allow, and
/// denies everything to everyone where it would deny or pass. A rule that cannot be used for another reason denies what it
/// may mean. Source: network-policy-api, `ClusterNetworkPolicyIngressPeer`.
fn lower_rule(rule: &AdminRule, nodes: &[NodeInfo]) -> Rule {
    let action = match rule.action {
        RuleAction::Allow => Action::Allow,
        RuleAction::Deny => Action::Deny,
        RuleAction::Pass => Action::Pass,
    };
    let (name, span) = (rule.name.clone(), rule.span);
    if rule.unknown_peer {
        let (action, peers) = if action == Action::Allow { (action, Some(Vec::new())) } else { (Action::Deny, None) };
        return Rule { name, action, peers, span, ..Rule::default() };
    }
    let (action, peers) = match (rule.fails_closed, action) {
        (true, Action::Allow) => (action, Vec::new()),
        (true, _) => (Action::Deny, rule.peers.iter().map(|peer| lower_peer(peer, nodes)).collect()),
        (false, action) => (action, rule.peers.iter().map(|peer| lower_peer(peer, nodes)).collect()),
    };
    let ports: Vec<Port> = rule.ports.iter().map(lower_port).collect();
    Rule { name, action, peers: Some(peers), ports: (!ports.is_empty()).then_some(ports), span, ..Rule::default() }
}

fn lower_peer(peer: &AdminPeer, nodes: &[NodeInfo]) -> Peer {
    match peer {
        AdminPeer::Pods(pods, span) => Peer { matches: scope(pods).into(), span: *span },
        AdminPeer::Network(cidr, span) => {
            let set = AddressSet::network(*cidr);
            let matches = EndpointMatch::Addresses { cidr: *cidr, except: Vec::new(), set, pods: BlockPods::Always };
            Peer { matches: matches.into(), span: *span }
        }
        AdminPeer::Nodes(selector, span) => {
            let found = nodes.iter().filter(|node| selector.matches(&node.meta.labels));
            let addresses: Vec<_> = found.flat_map(|node| node.addresses.iter().copied()).collect();
            let matches = EndpointMatch::Nodes { selector: selector.clone(), set: AddressSet::of(&addresses) };
            Peer { matches: matches.into(), span: *span }
        }
        AdminPeer::Domain(name, span) => Peer { matches: EndpointMatch::Domain(name.clone()).into(), span: *span },
    }
}

fn lower_port(port: &AdminPort) -> Port {
    match port {
        AdminPort::Range(protocol, first, last, span) => {
            Port { matches: range(*protocol, *first, *last).into(), span: *span }
        }
        AdminPort::Name(name, span) => Port { matches: PortMatch::AnyName(name.clone()).into(), span: *span },
    }
}

fn range(protocol: Protocol, first: u16, last: u16) -> PortMatch {
    if first <= 1 && last == u16::MAX { PortMatch::Protocol(protocol) } else { PortMatch::Range(protocol, first, last) }
}
