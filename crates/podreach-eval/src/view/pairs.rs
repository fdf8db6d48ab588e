//! The ordered pairs of endpoints that a view shows. Graph, matrix and counts enumerate them here.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::query::{BlockedBy, Pair, PairState};
use crate::sets::{ConnectionSet, PortSet, Protocol};

impl Analysis {
    /// Visits the ordered pairs of some sources with some destinations that are pairs (`is_pair`) and that `wanted` accepts:
    /// source by source, in the order of the lists. `visit` gets the two places in the lists, and what may pass.
    ///
    /// What is connected comes from the edges of the reachability graph. Of all other pairs it is looked up which end blocks.
    pub(crate) fn each_pair<'a>(
        &'a self,
        sources: &[EndpointId],
        destinations: &[EndpointId],
        wanted: impl Fn(EndpointId, EndpointId) -> bool,
        mut visit: impl FnMut([usize; 2], Pair<'a>),
    ) {
        if sources.is_empty() || destinations.is_empty() {
            return;
        }
        let kept: BTreeSet<EndpointId> = destinations.iter().copied().collect();
        let graph = self.reachability(|id| kept.contains(&id));
        for (from, (source, reached)) in graph.of_each(sources.iter().copied()).enumerate() {
            for (to, destination) in destinations.iter().enumerate() {
                if !self.is_pair(source, *destination) || !wanted(source, *destination) {
                    continue;
                }
                let edge = reached.binary_search_by_key(&self.class_of(*destination).0, |reached| reached.class);
                let edge = edge.ok().and_then(|at| reached.get(at));
                let sides = edge.map(|edge| (edge.egress, edge.ingress));
                let sides = sides.unwrap_or_else(|| self.pair_ids(source, *destination));
                visit([from, to], self.pair_with(source, *destination, sides));
            }
        }
    }

    /// Whether views have a pair of two ends: two parts of the outside are none, and an endpoint is one with itself where it
    /// has two pods.
    fn is_pair(&self, source: EndpointId, destination: EndpointId) -> bool {
        let outside = |id: EndpointId| self.endpoint(id).is_external();
        let is_same = source == destination;
        !(outside(source) && outside(destination)) && (!is_same || self.has_two_pods(source))
    }

    /// Whether two different pods of the endpoint can exist, so that it makes sense to ask about them.
    pub(crate) fn has_two_pods(&self, id: EndpointId) -> bool {
        let endpoint = self.endpoint(id);
        !endpoint.bare && !endpoint.host_network
    }
}

/// What of a pair is about one port: what does not pass there is blocked by the ends that do not allow it.
pub(super) fn on_port(pair: Pair<'_>, port: Option<(Protocol, u16)>) -> Pair<'_> {
    let Some((protocol, port)) = port else { return pair };
    let only = ConnectionSet::of(protocol, PortSet::range(port, port));
    let passes = pair.shown().contains(protocol, port);
    let ends = [pair.egress.contains(protocol, port), pair.ingress.contains(protocol, port)];
    let state = match (pair.state, ends) {
        (PairState::Blocked(by), _) => PairState::Blocked(by),
        (state, _) if passes => state,
        (_, [false, true]) => PairState::Blocked(BlockedBy::Source),
        (_, [true, false]) => PairState::Blocked(BlockedBy::Destination),
        _ => PairState::Blocked(BlockedBy::Both),
    };
    let connections = Cow::Owned(pair.connections.intersection(&only));
    let favourable = pair.favourable.map(|set| Arc::new(set.intersection(&only)));
    Pair { connections, favourable, state, ..pair }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use super::*;
    use crate::options::Options;
    use crate::pipeline::analyze;
    use crate::query::PairState;
    use crate::view::fixture::cluster;
    use crate::view::{GraphOptions, MatrixOptions};

    /// Places, state and ports of a pair.
    type Shown = (usize, usize, PairState, String);

    /// Asks about every ordered pair of some endpoints.
    fn asked(analysis: &Analysis, ids: &[EndpointId], wanted: impl Fn(EndpointId, EndpointId) -> bool) -> Vec<Shown> {
        let mut found = Vec::new();
        for (from, source) in ids.iter().enumerate() {
            for (to, destination) in ids.iter().enumerate() {
                let outside = [source, destination].map(|id| analysis.endpoint(*id).is_external());
                let alone = from == to && (analysis.endpoint(*source).bare || analysis.endpoint(*source).host_network);
                if outside != [true, true] && !alone && wanted(*source, *destination) {
                    let pair = analysis.pair(*source, *destination);
                    found.push((from, to, pair.state, pair.shown().short_notation()));
                }
            }
        }
        found
    }

    #[test]
    fn graph_and_matrix_show_what_asking_each_pair_gives() {
        let mut states = [0; 4];
        for seed in 0..60 {
            let analysis = analyze(&Sources::single("c.yaml", cluster(seed)), &Options::default());
            let id_of = |id: &str| analysis.endpoint_by_id(id).unwrap();
            for (max_nodes, only_given) in [(200, false), (200, true), (7, false)] {
                let options = GraphOptions { max_nodes, only_given, ..GraphOptions::default() };
                let view = analysis.graph_view(&options);
                let ids: Vec<EndpointId> = view.nodes.iter().map(|node| id_of(&node.id.to_string())).collect();
                let edges = view.edges.into_iter().map(|edge| (edge.from, edge.to, edge.state, edge.ports));
                let is_drawn = |source: EndpointId, _| !analysis.endpoint(source).is_only_reached();
                assert_eq!(edges.collect::<Vec<_>>(), asked(&analysis, &ids, is_drawn), "seed {seed}");
            }
            for (side, matching) in [(60, ""), (5, ""), (60, "n1/p"), (4, "app=a1")] {
                let view = analysis.matrix_view(&MatrixOptions { side, matching: matching.to_owned(), port: None });
                let ids: Vec<EndpointId> = view.nodes.iter().map(|node| node.endpoint).collect();
                let is_found = |id| view.nodes.iter().any(|node| node.endpoint == id && node.found);
                let is_drawn = |source, destination| matching.is_empty() || is_found(source) || is_found(destination);
                let pairs = view.pairs.iter().map(|pair| (pair.from, pair.to, pair.state, pair.ports.clone()));
                assert_eq!(pairs.collect::<Vec<_>>(), asked(&analysis, &ids, is_drawn), "seed {seed} {matching:?}");
                for pair in &view.pairs {
                    let at = match pair.state {
                        PairState::Allowed => 0,
                        PairState::Open => 1,
                        PairState::Blocked(_) => 2,
                        PairState::Depends => 3,
                    };
                    states[at] += 1;
                }
            }
        }
        assert!(states.iter().all(|count| *count > 200), "{states:?}");
    }
}
