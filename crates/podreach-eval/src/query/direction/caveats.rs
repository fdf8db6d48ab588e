//! What an answer cannot know.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::inventory::hosts::OwnNode;
use crate::policy::{Action, BlockPods, EndpointMatch, RuleRef};
use crate::query::address_parts::Asked;
use crate::query::verdict::{Caveat, DirectionVerdict, Hit};
use crate::sets::{ConnectionSet, Protocol, union_all};

use super::matching::Found;

impl Analysis {
    /// What the answer of one direction cannot know: whether a block matches a pod, which number a port's name has.
    pub(super) fn direction_caveats(
        &self,
        decision: &DirectionVerdict,
        found: &[Found<'_>],
        asked: &ConnectionSet,
    ) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let closed = asked.difference(&decision.connections);
        // That `networks` match pods is part of their definition; of `ipBlock` the API leaves it open.
        let left_open = |hit: &&Hit| self.rests_on_ip_block(hit);
        let by_address = || decision.hits.iter().filter(left_open);
        let certain = decision.hits.iter().filter(|hit| !left_open(hit) && hit.action == Action::Allow);
        let certain = union_all(certain.map(|hit| &hit.connections));
        let decides = |hit: &Hit| hit.action != Action::Allow || !hit.connections.is_subset(&certain);
        if by_address().any(decides) {
            caveats.push(Caveat::AddressMatchesPod);
        }
        let named = |found: &&Found<'_>| {
            found.peer
                && Protocol::ALL.into_iter().any(|protocol| {
                    let concerned = !asked.ports(protocol).is_empty();
                    concerned && found.ports.ports(protocol).names().next().is_some()
                })
        };
        if !closed.is_none() && found.iter().find(named).is_some() {
            caveats.push(Caveat::NamedPort);
        }
        caveats
    }

    /// Whether a hit rests on an `ipBlock` that covers a pod's address. That `networks` match pods is not left open.
    pub(crate) fn rests_on_ip_block(&self, hit: &Hit) -> bool {
        hit.by_address && self.has_ip_block(hit.rule)
    }

    /// Whether a rule names addresses of which it is left open which pods they match.
    fn has_ip_block(&self, rule: RuleRef) -> bool {
        let left_open = |atom: &EndpointMatch| matches!(atom.addresses(), Some((_, BlockPods::BySemantics)));
        let peers = self.rule(rule).and_then(|rule| rule.peers.as_deref()).unwrap_or(&[]);
        peers.iter().any(|peer| peer.matches.atoms().into_iter().any(left_open))
    }

    pub(super) fn caveats(
        &self,
        decisions: [&DirectionVerdict; 2],
        source: Asked<'_>,
        destination: EndpointId,
        connections: &ConnectionSet,
    ) -> Vec<Caveat> {
        let mut caveats: Vec<Caveat> = decisions.into_iter().flat_map(|decision| &decision.caveats).copied().collect();
        if [source.id, destination].into_iter().any(|end| self.endpoint(end).host_network) {
            caveats.push(Caveat::HostNetwork);
        }
        if !decisions.iter().all(|decision| decision.allowed) && self.own_node(source, destination) == OwnNode::Some {
            caveats.push(Caveat::OwnNode);
        }
        if Protocol::ALL.into_iter().any(|protocol| connections.ports(protocol).names().next().is_some()) {
            caveats.push(Caveat::NamedPort);
        }
        caveats.sort_unstable();
        caveats.dedup();
        caveats
    }
}

/// Whether the answer is not the same over both families, or the ends agree on no family.
pub(super) fn families_differ([egress, ingress]: [&DirectionVerdict; 2], connections: &ConnectionSet) -> bool {
    let flat = || egress.connections.flat().intersection(&ingress.connections.flat());
    connections.differs_by_family() || flat() != *connections
}
