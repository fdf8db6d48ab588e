//! The specification, read aloud: one pair of ends and one connection at a time, with loops and comparisons. It shares no
//! code with the evaluator. Source: the NetworkPolicy API's field descriptions; network-policy-api's
//! `ClusterNetworkPolicySpec`, `AdminNetworkPolicySpec` and `BaselineAdminNetworkPolicySpec`.

mod controllers;
mod ends;
mod families;
mod places;
mod rules;
mod services;
mod tiers;

pub use controllers::made;
pub use ends::{End, borders, unaddressed};
pub use families::families;
pub use places::{is_known_node, is_open};
pub use rules::Peers;
pub use services::{backends, target};
pub use tiers::{Tier, has_addresses};

use crate::model::{Cluster, Pod};

/// A policy by kind, namespace and name.
pub type PolicyName<'a> = (&'a str, Option<&'a str>, &'a str);

/// A rule by its policy and place, with the peers that match.
pub type Named<'a> = (PolicyName<'a>, usize, Peers);

/// What a tier said about a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// Its name: `Admin`, `NetworkPolicy` or `Baseline`.
    pub tier: &'a str,
    /// Whether what no rule of the tier matches is dropped.
    pub isolates: bool,
    /// Policies of the tier that apply to the pod in this direction.
    pub applied: Vec<PolicyName<'a>>,
    /// The action of the first rule that matches.
    pub action: Option<&'static str>,
    /// Rules that match and have that action; where the order counts, the deciding one is the first.
    pub rules: Vec<Named<'a>>,
}

/// Egress of a source or ingress of a destination.
#[derive(Clone, Debug)]
pub struct Gate<'a> {
    /// Whether no policy is asked: the end is no pod for policies, or its node comes in, or it talks to itself.
    pub exempt: bool,
    /// Tiers in order, those with a policy that applies.
    pub tiers: Vec<Tier<'a>>,
    destination: End<'a>,
}

/// Whether both ends are one pod.
pub fn is_same(left: End<'_>, right: End<'_>) -> bool {
    matches!((left, right), (End::Pod(left), End::Pod(right)) if std::ptr::eq(left, right))
}

impl<'a> Gate<'a> {
    /// What leaves a source.
    pub fn egress(cluster: &'a Cluster, source: End<'a>, destination: End<'a>) -> Self {
        Self::new(cluster, "Egress", source, destination, (destination, true))
    }

    /// What enters a destination.
    pub fn ingress(cluster: &'a Cluster, source: End<'a>, destination: End<'a>) -> Self {
        Self::new(cluster, "Ingress", destination, source, (destination, true))
    }

    /// Ingress as if no source were on the destination's node: which policies concern them, though its node is let in.
    pub fn ingress_of_other_nodes(cluster: &'a Cluster, source: End<'a>, destination: End<'a>) -> Self {
        Self::new(cluster, "Ingress", destination, source, (destination, false))
    }

    fn new(
        cluster: &'a Cluster,
        direction: &str,
        end: End<'a>,
        other: End<'a>,
        (destination, exempts): (End<'a>, bool),
    ) -> Self {
        let mut gate = Self { exempt: true, tiers: Vec::new(), destination };
        let End::Pod(pod) = end else { return gate };
        let own_node_enters = exempts && direction == "Ingress" && places::comes_from_its_node(cluster, other, pod);
        if is_same(end, other) || !ends::is_seen(cluster, pod) || own_node_enters {
            return gate;
        }
        gate.exempt = false;
        for tier in ["Admin", "NetworkPolicy", "Baseline"] {
            let found = match tier {
                "NetworkPolicy" => tiers::network(cluster, direction, pod, other),
                _ => tiers::admin(cluster, tier, direction, pod, other),
            };
            if !found.applied.is_empty() {
                gate.tiers.push(found);
            }
        }
        gate
    }

    /// Whether a connection passes. In a tier the first rule that matches decides; where NetworkPolicies apply, what none
    /// of their rules matches is dropped; elsewhere the next tier is asked; after the last one everything passes.
    pub fn allows(&self, protocol: &str, number: u16) -> bool {
        for tier in &self.tiers {
            let first = tier.rules.iter().find(|rule| rule.ports.match_connection(self.destination, protocol, number));
            match first.map(|rule| rule.action) {
                Some("Allow") => return true,
                Some("Deny") => return false,
                None if tier.name == "NetworkPolicy" => return false,
                Some(_) | None => {}
            }
        }
        true
    }

    /// Whether anything decides about a connection: a rule that allows or denies it, or a tier that isolates.
    pub fn decides(&self, protocol: &str, number: u16) -> bool {
        self.tiers.iter().any(|tier| tier.name == "NetworkPolicy")
            || self.steps(protocol, number).iter().any(|step| matches!(step.action, Some("Allow" | "Deny")))
    }

    /// What the tiers say about a connection, one after the other, until one decides.
    pub fn steps(&self, protocol: &str, number: u16) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for tier in &self.tiers {
            let matching: Vec<_> = tier
                .rules
                .iter()
                .filter(|rule| rule.ports.match_connection(self.destination, protocol, number))
                .collect();
            let action = matching.first().map(|rule| rule.action);
            let alike = matching.iter().filter(|rule| Some(rule.action) == action);
            steps.push(Step {
                tier: tier.name,
                isolates: tier.name == "NetworkPolicy",
                applied: tier.applied.clone(),
                action,
                rules: alike.map(|rule| (rule.policy, rule.at, rule.peers.clone())).collect(),
            });
            if matches!(action, Some("Allow" | "Deny")) || tier.name == "NetworkPolicy" {
                break;
            }
        }
        steps
    }
}

/// Whether one connection is allowed: both ends have to let it pass over one family.
pub fn allowed(cluster: &Cluster, source: End<'_>, destination: End<'_>, protocol: &str, number: u16) -> bool {
    families(source, destination).iter().any(|seen| {
        let [leaves, enters] = seen.gates(cluster, source, destination);
        leaves.allows(protocol, number) && enters.allows(protocol, number)
    })
}

/// Whether a pod reaches itself through a Service: cluster-wide policies hold; NetworkPolicies have the last word where they
/// apply, and are taken to let it through.
pub fn hairpin(cluster: &Cluster, pod: &Pod, protocol: &str, number: u16) -> bool {
    let twin = pod.clone();
    let (source, destination) = (End::Pod(pod), End::Pod(&twin));
    families(source, destination).iter().any(|seen| {
        seen.gates(cluster, source, destination).into_iter().all(|mut gate| {
            let last = gate.tiers.iter().position(|tier| tier.name == "NetworkPolicy");
            gate.tiers.truncate(last.unwrap_or(gate.tiers.len()));
            gate.allows(protocol, number)
        })
    })
}
