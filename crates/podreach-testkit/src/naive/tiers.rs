//! The policies of one tier that apply to a pod, and those of their rules that name the other end.

use super::PolicyName;
use super::ends::{End, has_node, in_admin_pods, is_seen, selects};
use super::rules::{Peers, Ports, admin_peers, network_peers};
use crate::model::{AdminKind, AdminPeer, AdminPolicy, Cluster, Peer, Pod, Policy, Rule};

/// A tier for one pod, one direction and one other end.
#[derive(Clone, Debug)]
pub struct Tier<'a> {
    /// Its name: `Admin`, `NetworkPolicy` or `Baseline`.
    pub name: &'a str,
    /// Policies that apply to the pod, in the order in which they are asked.
    pub applied: Vec<PolicyName<'a>>,
    /// In the order in which they are asked.
    pub(super) rules: Vec<Found<'a>>,
}

/// A rule that names the other end.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) policy: PolicyName<'a>,
    pub(super) at: usize,
    /// `Allow`, `Deny` or `Pass`.
    pub(super) action: &'static str,
    pub(super) peers: Peers,
    pub(super) ports: Ports<'a>,
}

/// Admin, or Baseline: policies by priority, those of one priority by name. One without rules in the direction does not
/// concern it.
pub(super) fn admin<'a>(cluster: &'a Cluster, name: &'a str, direction: &str, pod: &Pod, other: End<'_>) -> Tier<'a> {
    // The one BaselineAdminNetworkPolicy has no priority and comes last.
    let place = |policy: &'a AdminPolicy| (policy.kind == AdminKind::Baseline, policy.priority, policy.name.as_str());
    let mut policies: Vec<&'a AdminPolicy> = cluster.admin.iter().filter(|policy| policy.kind.tier() == name).collect();
    policies.sort_by(|left, right| place(left).cmp(&place(right)));
    let mut tier = Tier { name, applied: Vec::new(), rules: Vec::new() };
    for policy in policies {
        let rules = if direction == "Ingress" { &policy.ingress } else { &policy.egress };
        let rules = rules.as_deref().unwrap_or(&[]);
        if rules.is_empty() || !in_admin_pods(cluster, &policy.subject, pod) {
            continue;
        }
        let policy: PolicyName<'a> = (policy.kind.name(), None, &policy.name);
        tier.applied.push(policy);
        for (at, rule) in rules.iter().enumerate() {
            if let Some(peers) = admin_peers(cluster, rule, other) {
                let ports = Ports::Admin(rule.ports.as_deref().unwrap_or(&[]));
                tier.rules.push(Found { policy, at, action: rule.action, peers, ports });
            }
        }
    }
    tier
}

fn has_type(policy: &Policy, wanted: &str) -> bool {
    match &policy.types {
        Some(types) if !types.is_empty() => types.contains(&wanted),
        _ => wanted == "Ingress" || policy.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
    }
}

fn selected(cluster: &Cluster, policy: &Policy, pod: &Pod) -> bool {
    let subject = policy.subject.as_deref().unwrap_or(&[]);
    is_seen(cluster, pod) && pod.namespace == policy.namespace && selects(subject, &pod.labels)
}

/// NetworkPolicies: all their rules allow, so that their order does not count.
pub(super) fn network<'a>(cluster: &'a Cluster, direction: &str, pod: &Pod, other: End<'_>) -> Tier<'a> {
    let mut tier = Tier { name: "NetworkPolicy", applied: Vec::new(), rules: Vec::new() };
    for policy in &cluster.policies {
        if !has_type(policy, direction) || !selected(cluster, policy, pod) {
            continue;
        }
        let name: PolicyName<'a> = ("NetworkPolicy", Some(policy.namespace), &policy.name);
        tier.applied.push(name);
        let rules = if direction == "Ingress" { &policy.ingress } else { &policy.egress };
        for (at, rule) in rules.iter().flatten().enumerate() {
            if let Some(peers) = network_peers(cluster, policy, rule, other) {
                let ports = Ports::Network(rule.ports.as_deref().unwrap_or(&[]));
                tier.rules.push(Found { policy: name, at, action: "Allow", peers, ports });
            }
        }
    }
    tier
}

/// Whether a rule that counts names addresses.
pub fn has_addresses(cluster: &Cluster) -> bool {
    let block = |rules: &Option<Vec<Rule>>| {
        rules
            .iter()
            .flatten()
            .flat_map(|rule| rule.peers.iter().flatten())
            .any(|peer| matches!(peer, Peer::Block { .. }))
    };
    let network = cluster.policies.iter().any(|policy| {
        has_type(policy, "Ingress") && block(&policy.ingress) || has_type(policy, "Egress") && block(&policy.egress)
    });
    let mut admin = cluster.admin.iter().flat_map(|policy| policy.egress.iter().flatten()).flat_map(|rule| &rule.peers);
    network
        || admin.any(|peer| match peer {
            AdminPeer::Networks(_) => true,
            AdminPeer::Nodes(selector) => has_node(cluster, selector),
            AdminPeer::Pods(_) | AdminPeer::Domains(_) => false,
        })
}
