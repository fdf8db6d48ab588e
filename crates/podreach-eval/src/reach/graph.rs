//! The reachability graph over endpoints.

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind};
use crate::sets::{ConnId, Connections};

/// Who reaches whom: an edge for every pair that has a connection, with the connection set's id.
#[derive(Clone, Debug)]
pub struct ReachabilityGraph {
    /// Nodes are endpoints in the order of the analysis; edges go from source to destination, in the same order.
    pub graph: DiGraph<EndpointId, ConnId>,
    /// The connection sets behind the ids.
    pub connections: Connections,
}

impl Analysis {
    /// The graph over the endpoints that `keep` accepts. Pairs of two outside endpoints and self edges have none.
    pub fn reachability_graph(&self, keep: impl Fn(EndpointId) -> bool) -> ReachabilityGraph {
        let ids: Vec<EndpointId> = (0..self.endpoints.len() as u32).map(EndpointId).filter(|id| keep(*id)).collect();
        let mut connections = self.world.engine.connections.clone();
        let mut memory: FxHashMap<(ConnId, ConnId), ConnId> = FxHashMap::default();
        let mut edges: Vec<(u32, u32, ConnId)> = Vec::new();
        let outside: Vec<bool> = ids.iter().map(|id| self.endpoint(*id).is_external()).collect();
        let is_outside = |at: u32| outside.get(at as usize) == Some(&true);
        self.candidates(&ids, |from, to| {
            if from == to || (is_outside(from) && is_outside(to)) {
                return;
            }
            let (Some(source), Some(destination)) = (ids.get(from as usize), ids.get(to as usize)) else { return };
            let (egress, ingress) = self.pair_ids(*source, *destination);
            let both = if egress == ingress || ingress == ConnId::ALL || egress == ConnId::NONE {
                egress
            } else if egress == ConnId::ALL || ingress == ConnId::NONE {
                ingress
            } else {
                *memory.entry((egress, ingress)).or_insert_with(|| {
                    let set = connections.get(egress).intersection(connections.get(ingress));
                    connections.intern(&set)
                })
            };
            if both != ConnId::NONE {
                edges.push((from, to, both));
            }
        });
        edges.sort_unstable();
        let mut graph = DiGraph::with_capacity(ids.len(), edges.len());
        for id in ids {
            graph.add_node(id);
        }
        for (from, to, both) in edges {
            graph.add_edge(NodeIndex::new(from as usize), NodeIndex::new(to as usize), both);
        }
        ReachabilityGraph { graph, connections }
    }

    /// Visits every pair of positions in `ids` that may have a connection, once. Isolated ends name whom they let pass, so
    /// that the work follows the number of connections and not the square of the endpoints.
    fn candidates(&self, ids: &[EndpointId], mut visit: impl FnMut(u32, u32)) {
        let engine = &self.world.engine;
        let positions = 0..ids.len() as u32;
        let mut by_class: Vec<(u32, u32)> = ids.iter().map(|id| self.class_of(*id).0).zip(positions.clone()).collect();
        by_class.sort_unstable();
        let members = |first: u32, last: u32| {
            let (start, end) = (
                by_class.partition_point(|(class, _)| *class < first),
                by_class.partition_point(|(class, _)| *class <= last),
            );
            by_class.get(start..end).unwrap_or(&[]).iter().map(|(_, at)| *at)
        };
        let egress: Vec<_> = ids.iter().map(|id| engine.egress.map(self.class_of(*id))).collect();
        let ingress: Vec<_> = ids.iter().map(|id| engine.ingress.map(self.class_of(*id))).collect();
        let free = |at: u32| egress.get(at as usize).is_none_or(Option::is_none);
        let free_sources: Vec<u32> = positions.clone().filter(|at| free(*at)).collect();
        for (from, map) in positions.clone().zip(&egress) {
            for (first, last, _) in map.iter().flat_map(|map| map.pieces()) {
                members(first, last).for_each(|to| visit(from, to));
            }
        }
        // The own node is let in everywhere, whatever the destination names.
        let own_node = |at: u32| {
            let id = ids.get(at as usize);
            id.is_some_and(|id| self.endpoint(*id).kind == EndpointKind::OwnNode)
        };
        let nodes: Vec<u32> = free_sources.iter().copied().filter(|at| own_node(*at)).collect();
        for (to, map) in positions.zip(&ingress) {
            let Some(map) = map else {
                for from in &free_sources {
                    visit(*from, to);
                }
                continue;
            };
            for (first, last, _) in map.pieces() {
                members(first, last)
                    .filter(|from| free(*from) && !nodes.contains(from))
                    .for_each(|from| visit(from, to));
            }
            for from in &nodes {
                visit(*from, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::fixture::cluster;

    /// The graph is exactly what asking every pair gives.
    #[test]
    fn edges_are_all_pairs_with_a_connection() {
        let analysis = cluster();
        let reach = analysis.reachability_graph(|_| true);
        let mut found: Vec<(EndpointId, EndpointId, String)> = Vec::new();
        for edge in reach.graph.raw_edges() {
            let (from, to) = (reach.graph[edge.source()], reach.graph[edge.target()]);
            found.push((from, to, reach.connections.get(edge.weight).to_string()));
        }
        let mut expected = Vec::new();
        for (from, source) in analysis.endpoint_ids() {
            for (to, destination) in analysis.endpoint_ids() {
                let connections = analysis.pair(from, to).connections.into_owned();
                let left_out = from == to || (source.is_external() && destination.is_external());
                if !left_out && !connections.is_none() {
                    expected.push((from, to, connections.to_string()));
                }
            }
        }
        assert_eq!(found, expected);
        assert!(found.len() > 20);
    }
}
