//! Lowers each dialect to tiers. This is the only place outside `kinds` that knows which dialects there are: each has an arm
//! of [`lower_policy`] and a file, NetworkPolicies aside, which stand here.

mod admin;

use std::sync::Arc;

use crate::kinds::{self, AnyPolicy, NetworkPeer, NetworkPort, NodeInfo, PeerNamespaces, Resources};
use crate::sets::AddressSet;

use super::{
    Action, BlockPods, Effect, EndpointMatch, NamespaceScope, Order, Peer, PodSelector, Policies, Policy, PolicyId,
    Port, PortMatch, Rule, Tier, TierId,
};

/// The tiers of Kubernetes, in order: cluster-wide policies before NetworkPolicies and behind them.
/// Source: network-policy-api, "Tiers".
const TIERS: [&str; 3] = ["Admin", "NetworkPolicy", "Baseline"];
/// See [`TIERS`].
pub(super) const ADMIN: TierId = TierId(0);
/// See [`TIERS`].
const NETWORK_POLICY: TierId = TierId(1);
/// See [`TIERS`].
pub(super) const BASELINE: TierId = TierId(2);

/// Lowers all policies of the input.
pub fn lower(resources: &Resources) -> Policies {
    let lowered = resources.policies.iter().map(|policy| lower_policy(policy, &resources.nodes));
    let mut list: Vec<(usize, Policy)> = lowered.enumerate().collect();
    list.sort_by(|(_, left), (_, right)| {
        (left.tier, left.order, &left.namespace, &left.name, &left.kind).cmp(&(
            right.tier,
            right.order,
            &right.namespace,
            &right.name,
            &right.kind,
        ))
    });
    let mut as_read = vec![PolicyId(0); list.len()];
    for ((read, policy), id) in list.iter_mut().zip((0..).map(PolicyId)) {
        policy.id = id;
        as_read.get_mut(*read).into_iter().for_each(|slot| *slot = id);
    }
    let list: Vec<Arc<Policy>> = list.into_iter().map(|(_, policy)| Arc::new(policy)).collect();
    let mut tiers: Vec<Tier> = (0_u16..)
        .zip(TIERS)
        .map(|(at, name)| Tier {
            name: name.into(),
            order: Order::priority(at),
            implied: TierId(at.into()) == NETWORK_POLICY,
            policies: Vec::new(),
        })
        .collect();
    for policy in &list {
        if let Some(tier) = tiers.get_mut(policy.tier.index()) {
            tier.policies.push(policy.id);
        }
    }
    Policies { list, tiers, also: Vec::new(), as_read: as_read.into() }
}

/// A policy with the nodes of the input, by itself.
pub(crate) fn lower_policy(policy: &AnyPolicy, nodes: &[NodeInfo]) -> Policy {
    match policy {
        AnyPolicy::Network(policy) => network_policy(policy),
        AnyPolicy::Admin(policy) => admin::admin_policy(policy, nodes),
    }
}

/// A policy of any kind, for those that are not evaluated.
pub(crate) fn any_policy(policy: &AnyPolicy) -> Policy {
    lower_policy(policy, &[])
}

/// A NetworkPolicy is a policy of Allow rules; all of them stand in one place, which makes them a union. It isolates the pods
/// that it selects.
/// Source: networking.k8s.io/v1, `NetworkPolicySpec`.
pub(crate) fn network_policy(policy: &kinds::NetworkPolicy) -> Policy {
    let own = &policy.meta.namespace;
    let effect = |rules: &[kinds::NetworkPolicyRule]| Effect {
        isolates: true,
        rules: rules.iter().map(|rule| lower_rule(rule, own)).collect(),
    };
    Policy {
        id: PolicyId(0),
        group: policy.meta.group.clone(),
        kind: policy.meta.kind.clone(),
        namespace: Some(own.clone()),
        name: policy.meta.name.value.clone(),
        subject: PodSelector { namespaces: NamespaceScope::Named(own.clone()), pods: policy.pod_selector.clone() }
            .into(),
        tier: NETWORK_POLICY,
        order: Order::default(),
        additive: true,
        priority: None,
        ingress: policy.isolates_ingress.then(|| effect(&policy.ingress)),
        egress: policy.isolates_egress.then(|| effect(&policy.egress)),
        span: policy.meta.span,
        name_span: policy.meta.name.span,
        off: None,
    }
}

fn lower_rule(rule: &kinds::NetworkPolicyRule, own: &str) -> Rule {
    let peers = rule.peers.iter().map(|peer| lower_peer(peer, own)).collect::<Vec<_>>();
    let ports = rule.ports.iter().map(lower_port).collect::<Vec<_>>();
    Rule {
        action: Action::Allow,
        peers: (!peers.is_empty()).then_some(peers),
        ports: (!ports.is_empty()).then_some(ports),
        span: rule.span,
        ..Rule::default()
    }
}

fn lower_peer(peer: &NetworkPeer, own: &str) -> Peer {
    match peer {
        NetworkPeer::Pods { namespaces, pods, span, .. } => {
            let namespaces = match namespaces {
                PeerNamespaces::Own => NamespaceScope::Named(own.into()),
                PeerNamespaces::Matching(selector) => NamespaceScope::Matching(selector.clone()),
            };
            Peer { matches: PodSelector { namespaces, pods: pods.clone() }.into(), span: *span }
        }
        NetworkPeer::IpBlock { cidr, except, span, .. } => {
            let set = AddressSet::block(*cidr, except);
            let pods = BlockPods::BySemantics;
            let matches = EndpointMatch::Addresses { cidr: *cidr, except: except.clone(), set, pods };
            Peer { matches: matches.into(), span: *span }
        }
    }
}

fn lower_port(port: &kinds::NetworkPolicyPort) -> Port {
    let matches = match &port.port {
        NetworkPort::All => PortMatch::Protocol(port.protocol),
        NetworkPort::Range(first, last) => PortMatch::Range(port.protocol, *first, *last),
        NetworkPort::Name(name) => PortMatch::Name(port.protocol, name.clone()),
    };
    Port { matches: matches.into(), span: port.span }
}
