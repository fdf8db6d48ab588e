//! What a rule allows, and what of it others allow as well, for all possible pods: nothing here looks at the pods of the input.

use std::collections::BTreeMap;

use crate::policy::{Direction, EndpointMatch, Peer, Policy, Rule, RuleRef};
use crate::reach::numbered_ports;
use crate::sets::{ConnectionSet, PortSet, Protocol};

use crate::lint::cluster_wide::is_within;
use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::sink::Sink;

/// Steps that comparing two peers takes.
const COMPARISON: usize = 6;
/// Steps that comparing the ports of two rules takes.
const PORTS: usize = 30;

/// A rule of a NetworkPolicy, with its ports in numbers and by name.
#[derive(Debug)]
pub(super) struct Allowing<'a> {
    pub(super) rule: &'a Rule,
    pub(super) at: RuleRef,
    numbered: ConnectionSet,
    names: Vec<(&'a str, &'a [Protocol])>,
}

/// Rules of a policy that have an effect in a direction.
pub(super) fn rules(policy: &Policy, direction: Direction) -> impl Iterator<Item = Allowing<'_>> {
    let rules = (0..).zip(policy.rules(direction).unwrap_or(&[])).filter(|(_, rule)| !rule.off);
    rules.map(move |(index, rule)| Allowing {
        rule,
        at: RuleRef { policy: policy.id, direction, index },
        numbered: numbered_ports(rule).0,
        names: rule.ports.iter().flatten().flat_map(|port| port.matches.names()).collect(),
    })
}

/// Whether a rule allows everything.
pub(super) const fn allows_all(rule: &Rule) -> bool {
    rule.peers.is_none() && rule.ports.is_none() && !rule.off
}

/// Whether a policy allows everything in a direction.
pub(super) fn is_open(policy: &Policy, direction: Direction) -> bool {
    policy.rules(direction).is_some_and(|rules| rules.iter().any(allows_all))
}

/// NetworkPolicies by namespace, in the order of the input.
pub(super) fn by_namespace<'a>(input: &Input<'a>) -> BTreeMap<&'a str, Vec<NetworkPolicyAt<'a>>> {
    let mut found: BTreeMap<&str, Vec<NetworkPolicyAt<'_>>> = BTreeMap::new();
    for policy in input.network_policies().filter(|policy| policy.policy.off.is_none()) {
        found.entry(policy.namespace()).or_default().push(policy);
    }
    found
}

impl<'a> Allowing<'a> {
    /// The rules that together are sure to allow all that this one does; `None` where something is left, or the comparison takes
    /// too much.
    pub(super) fn covered<'s>(&self, others: &[&'s Allowing<'a>], sink: &Sink<'_>) -> Option<Vec<&'s Allowing<'a>>> {
        let mut by: Vec<&Allowing<'_>> = Vec::new();
        let ends: Vec<Option<&Peer>> = match &self.rule.peers {
            None => vec![None],
            Some(peers) if peers.is_empty() => return None,
            Some(peers) => peers.iter().map(Some).collect(),
        };
        for end in ends {
            let (mut numbered, mut names) = (self.numbered.clone(), self.names.clone());
            for other in others {
                let (peers, matches) = (other.rule.peers.as_ref().map_or(1, Vec::len).max(1), other.matches(end));
                if !sink.spend(peers * COMPARISON + if matches { PORTS } else { 0 }) {
                    return None;
                }
                if !matches {
                    continue;
                }
                let rest = numbered.difference(&other.numbered);
                let before = names.len();
                names.retain(|name| !other.matches_name(name));
                if (rest != numbered || names.len() < before) && !by.iter().any(|known| known.at == other.at) {
                    by.push(other);
                }
                numbered = rest;
                if numbered.is_none() && names.is_empty() {
                    break;
                }
            }
            if !(numbered.is_none() && names.is_empty()) {
                return None;
            }
        }
        Some(by)
    }

    /// Whether it is sure to match an end; `None` is everyone.
    fn matches(&self, end: Option<&Peer>) -> bool {
        let (Some(wide), Some(end)) = (&self.rule.peers, end) else { return self.rule.peers.is_none() };
        wide.iter().any(|wide| match (end.matches.atom(), wide.matches.atom()) {
            // Which pods a block matches is the same for all blocks of NetworkPolicies.
            (Some(EndpointMatch::Nodes { .. } | EndpointMatch::Domain(_)), _) => false,
            (Some(end), Some(wide)) => is_within(end, wide),
            _ => end.matches == wide.matches,
        })
    }

    fn matches_name(&self, (name, protocols): &(&str, &[Protocol])) -> bool {
        let all = |protocol: &Protocol| *self.numbered.ports(*protocol) == PortSet::all();
        protocols.iter().all(all) || self.names.iter().any(|(own, of)| own == name && of == protocols)
    }
}
