//! Lowers each dialect to tiers. This is the only place outside `kinds` that knows which dialects there are.

use crate::kinds::{self, NetworkPeer, NetworkPort, PeerNamespaces, Resources};
use crate::sets::AddressSet;

use super::admin;
use super::{
    Action, NamespaceScope, Peer, PeerMatch, PodScope, Policy, PolicyId, Port, PortMatch, Rule, Tier, TierDefault,
};

/// All policies and the tiers they stand in.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Policies, sorted by tier, rank, namespace, name, kind; [`PolicyId`] is the index.
    pub list: Vec<Policy>,
    /// Tiers in the order in which they are asked.
    pub tiers: Vec<Tier>,
}

impl Policies {
    /// The policy with this id.
    pub fn get(&self, id: PolicyId) -> Option<&Policy> {
        self.list.get(id.0 as usize)
    }
}

/// Index of the tier that NetworkPolicies stand in.
pub(super) const NETWORK_POLICY_TIER: usize = 1;

/// Lowers all policies of the input.
pub fn lower(resources: &Resources) -> Policies {
    let mut list: Vec<Policy> = resources.network_policies.iter().map(network_policy).collect();
    list.extend(resources.admin_policies.iter().map(|policy| admin::admin_policy(policy, &resources.nodes)));
    list.sort_by(|left, right| {
        (left.tier, left.rank, &left.namespace, &left.name, &left.kind).cmp(&(
            right.tier,
            right.rank,
            &right.namespace,
            &right.name,
            &right.kind,
        ))
    });
    for (at, policy) in list.iter_mut().enumerate() {
        policy.id = PolicyId(at as u32);
    }
    // Cluster-wide policies isolate nothing: what no rule of theirs matches goes on. Source: network-policy-api, "Tiers".
    let tier = |name, default| Tier { name, default, policies: Vec::new() };
    let mut tiers = vec![
        tier("Admin", TierDefault::Pass),
        tier("NetworkPolicy", TierDefault::Deny),
        tier("Baseline", TierDefault::Pass),
    ];
    for policy in &list {
        if let Some(tier) = tiers.get_mut(policy.tier) {
            tier.policies.push(policy.id);
        }
    }
    Policies { list, tiers }
}

/// A policy of any kind, for those that are not evaluated.
pub(crate) fn any_policy(policy: &kinds::AnyPolicy) -> Policy {
    match policy {
        kinds::AnyPolicy::Network(policy) => network_policy(policy),
        kinds::AnyPolicy::Admin(policy) => admin::admin_policy(policy, &[]),
    }
}

/// A NetworkPolicy is a policy of Allow rules; all of them have one rank, which makes them a union.
/// Source: networking.k8s.io/v1, `NetworkPolicySpec`.
pub(crate) fn network_policy(policy: &kinds::NetworkPolicy) -> Policy {
    let own = &policy.meta.namespace;
    let lower_all = |rules: &[kinds::NetworkPolicyRule]| rules.iter().map(|rule| lower_rule(rule, own)).collect();
    Policy {
        id: PolicyId(0),
        kind: policy.meta.kind.clone(),
        namespace: Some(own.clone()),
        name: policy.meta.name.value.clone(),
        subject: PodScope { namespaces: NamespaceScope::Named(own.clone()), pods: policy.pod_selector.clone() },
        tier: NETWORK_POLICY_TIER,
        rank: 0,
        priority: None,
        ingress: policy.isolates_ingress.then(|| lower_all(&policy.ingress)),
        egress: policy.isolates_egress.then(|| lower_all(&policy.egress)),
        span: policy.meta.span,
        name_span: policy.meta.name.span,
    }
}

fn lower_rule(rule: &kinds::NetworkPolicyRule, own: &str) -> Rule {
    let peers = rule.peers.iter().map(|peer| lower_peer(peer, own)).collect::<Vec<_>>();
    let ports = rule.ports.iter().map(lower_port).collect::<Vec<_>>();
    Rule {
        name: None,
        action: Action::Allow,
        peers: (!peers.is_empty()).then_some(peers),
        ports: (!ports.is_empty()).then_some(ports),
        span: rule.span,
    }
}

fn lower_peer(peer: &NetworkPeer, own: &str) -> Peer {
    match peer {
        NetworkPeer::Pods { namespaces, pods, span } => {
            let namespaces = match namespaces {
                PeerNamespaces::Own => NamespaceScope::Named(own.into()),
                PeerNamespaces::Matching(selector) => NamespaceScope::Matching(selector.clone()),
            };
            Peer { matches: PeerMatch::Pods(PodScope { namespaces, pods: pods.clone() }), span: *span }
        }
        NetworkPeer::IpBlock { cidr, except, span } => {
            let set = AddressSet::block(*cidr, except);
            let matches = PeerMatch::Addresses { cidr: *cidr, except: except.clone(), set, always_matches_pods: false };
            Peer { matches, span: *span }
        }
    }
}

fn lower_port(port: &kinds::NetworkPolicyPort) -> Port {
    let matches = match &port.port {
        NetworkPort::All => PortMatch::Protocol(port.protocol),
        NetworkPort::Range(first, last) => PortMatch::Range(port.protocol, *first, *last),
        NetworkPort::Name(name) => PortMatch::Name(port.protocol, name.clone()),
    };
    Port { matches, span: port.span }
}
