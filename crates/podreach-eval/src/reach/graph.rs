//! The reachability graph over endpoints.

use petgraph::graph::DiGraph;
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::sets::{ConnId, Connections};

/// Who reaches whom: an edge for every pair that has a connection, with the connection set's id.
#[derive(Clone, Debug)]
pub struct ReachabilityGraph {
    /// Nodes are endpoints in the order of the analysis; edges go from source to destination.
    pub graph: DiGraph<EndpointId, ConnId>,
    /// The connection sets behind the ids.
    pub connections: Connections,
}

impl Analysis {
    /// The graph over the endpoints that `keep` accepts. Pairs of two outside endpoints and self edges have none.
    pub fn reachability_graph(&self, keep: impl Fn(EndpointId) -> bool) -> ReachabilityGraph {
        let mut graph = DiGraph::new();
        let mut connections = self.world.engine.connections.clone();
        let mut memory: FxHashMap<(ConnId, ConnId), ConnId> = FxHashMap::default();
        let ids = (0..self.endpoints.len() as u32).map(EndpointId).filter(|id| keep(*id));
        let nodes: Vec<_> = ids.map(|id| (id, graph.add_node(id), self.endpoint(id).is_external())).collect();
        for (from, from_node, from_outside) in &nodes {
            for (to, to_node, to_outside) in &nodes {
                if from == to || (*from_outside && *to_outside) {
                    continue;
                }
                let (egress, ingress) = self.pair_ids(*from, *to);
                if egress == ConnId::NONE || ingress == ConnId::NONE {
                    continue;
                }
                let both = if egress == ingress || ingress == ConnId::ALL {
                    egress
                } else if egress == ConnId::ALL {
                    ingress
                } else if let Some(known) = memory.get(&(egress, ingress)) {
                    *known
                } else {
                    let set = connections.get(egress).intersection(connections.get(ingress));
                    let id = connections.intern(&set);
                    memory.insert((egress, ingress), id);
                    id
                };
                if both != ConnId::NONE {
                    graph.add_edge(*from_node, *to_node, both);
                }
            }
        }
        ReachabilityGraph { graph, connections }
    }
}
