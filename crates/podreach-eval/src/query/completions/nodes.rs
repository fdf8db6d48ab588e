//! Whether a pod runs on the node that a connection comes from.

use crate::analysis::Analysis;
use crate::inventory::hosts::OwnNode;
use crate::inventory::{EndpointId, EndpointKind};
use crate::query::address_parts::Asked;

impl Analysis {
    /// Whether pods run on the node that connections come from. Asked only of pods on a node's network and of addresses
    /// that are nodes'.
    pub(crate) fn own_node(&self, source: Asked<'_>, destination: EndpointId) -> OwnNode {
        let (from, to) = (self.endpoint(source.id), self.endpoint(destination));
        if !(to.is_workload() || to.is_representative()) || to.host_network {
            return OwnNode::No;
        }
        let hosts = &self.world.hosts;
        let unknown = [None];
        // Nothing is known of the node of a pod that is not in the input.
        let of_pods = if to.hosts.is_empty() { &unknown[..] } else { to.hosts.as_slice() };
        match &from.kind {
            EndpointKind::External(_) => match source.at.and_then(|at| hosts.having(at)) {
                Some(found) => hosts.own_node(&found.into_iter().map(Some).collect::<Vec<_>>(), of_pods),
                None => OwnNode::No,
            },
            _ if from.host_network => hosts.own_node(&from.hosts, of_pods),
            _ => OwnNode::No,
        }
    }
}
