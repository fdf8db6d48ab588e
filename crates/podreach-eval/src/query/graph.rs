//! The reachability graph as a graph of `petgraph`: nodes are classes, edges say what egress and ingress allow.

use std::collections::HashSet;

use petgraph::visit::{
    Data, EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoNeighbors, IntoNodeIdentifiers, NodeCount, Visitable,
};

use super::reachability::{ReachabilityGraph, Reached};
use crate::reach::classes::ClassId;

/// An edge: something passes from one class to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachabilityEdge {
    source: u32,
    reached: Reached,
}

impl EdgeRef for ReachabilityEdge {
    type NodeId = u32;
    type EdgeId = (u32, u32);
    type Weight = Reached;

    fn source(&self) -> u32 {
        self.source
    }

    fn target(&self) -> u32 {
        self.reached.class
    }

    fn weight(&self) -> &Reached {
        &self.reached
    }

    fn id(&self) -> (u32, u32) {
        (self.source, self.reached.class)
    }
}

impl GraphBase for ReachabilityGraph<'_> {
    /// Number of a class, that of [`Endpoint::class`](crate::inventory::Endpoint::class).
    type NodeId = u32;
    type EdgeId = (u32, u32);
}

impl Data for ReachabilityGraph<'_> {
    type NodeWeight = ();
    type EdgeWeight = Reached;
}

impl NodeCount for ReachabilityGraph<'_> {
    fn node_count(&self) -> usize {
        self.all.len()
    }
}

impl Visitable for ReachabilityGraph<'_> {
    type Map = HashSet<u32>;

    fn visit_map(&self) -> HashSet<u32> {
        HashSet::new()
    }

    fn reset_map(&self, map: &mut HashSet<u32>) {
        map.clear();
    }
}

impl<'g> IntoNodeIdentifiers for &'g ReachabilityGraph<'_> {
    type NodeIdentifiers = std::iter::Copied<std::slice::Iter<'g, u32>>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        self.all.iter().copied()
    }
}

impl IntoNeighbors for &ReachabilityGraph<'_> {
    type Neighbors = std::vec::IntoIter<u32>;

    fn neighbors(self, class: u32) -> Self::Neighbors {
        self.edges_of(class).map(|edge| edge.target()).collect::<Vec<_>>().into_iter()
    }
}

impl IntoEdgeReferences for &ReachabilityGraph<'_> {
    type EdgeRef = ReachabilityEdge;
    type EdgeReferences = std::vec::IntoIter<ReachabilityEdge>;

    /// All edges at once: as much memory as there are edges.
    fn edge_references(self) -> Self::EdgeReferences {
        self.all.iter().flat_map(|class| self.edges_of(*class)).collect::<Vec<_>>().into_iter()
    }
}

impl IntoEdges for &ReachabilityGraph<'_> {
    type Edges = std::vec::IntoIter<ReachabilityEdge>;

    fn edges(self, class: u32) -> Self::Edges {
        self.edges_of(class).collect::<Vec<_>>().into_iter()
    }
}

impl ReachabilityGraph<'_> {
    /// The edges that leave a class, in order of their targets.
    fn edges_of(&self, class: u32) -> impl Iterator<Item = ReachabilityEdge> {
        let table = self.analysis.connections();
        let passes =
            move |reached: &Reached| !table.get(reached.egress).intersection(table.get(reached.ingress)).is_none();
        let found = self.of(ClassId(class), None).into_iter();
        found.filter(passes).map(move |reached| ReachabilityEdge { source: class, reached })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use petgraph::visit::Bfs;

    use super::*;
    use crate::analysis::Analysis;
    use crate::query::fixture::cluster;

    /// Classes of endpoints that reach each other, by asking every pair.
    fn pairs(analysis: &Analysis) -> BTreeSet<(u32, u32)> {
        let mut found = BTreeSet::new();
        for (from, source) in analysis.endpoint_ids() {
            for (to, destination) in analysis.endpoint_ids() {
                let outside = source.is_external() && destination.is_external();
                let alone = from == to && source.bare;
                if !outside && !alone && !analysis.pair(from, to).connections.is_none() {
                    found.insert((source.class, destination.class));
                }
            }
        }
        found
    }

    #[test]
    fn edges_are_all_pairs_with_a_connection() {
        let analysis = cluster();
        let graph = analysis.reachability(|_| true);
        // A pod is not asked about itself; its class may have more pods.
        let apart = |(from, to): &(u32, u32)| from != to;
        let found: BTreeSet<(u32, u32)> = graph.edge_references().map(|edge| edge.id()).filter(apart).collect();
        let expected: BTreeSet<(u32, u32)> = pairs(&analysis).into_iter().filter(apart).collect();
        assert_eq!(found, expected);
        assert!(found.len() > 20 && graph.node_count() > 5);
    }

    /// What algorithms of petgraph find is what following pairs finds.
    #[test]
    fn paths_follow_the_pairs() {
        let analysis = cluster();
        let graph = analysis.reachability(|_| true);
        let pairs = pairs(&analysis);
        for start in graph.node_identifiers() {
            let mut found = BTreeSet::new();
            let mut walk = Bfs::new(&graph, start);
            while let Some(class) = walk.next(&graph) {
                found.insert(class);
            }
            let mut expected: BTreeSet<u32> = [start].into();
            while let Some((_, next)) =
                pairs.iter().find(|(from, to)| expected.contains(from) && !expected.contains(to))
            {
                expected.insert(*next);
            }
            assert_eq!(found, expected);
        }
    }
}
