//! The lines of a folded picture: pair by pair where every workload has a card, else bundles.

use std::collections::BTreeMap;

use crate::inventory::EndpointId;
use crate::query::PairState;
use crate::sets::ConnectionSet;

use super::super::change::{EdgeChange, PairChange};
use super::super::compared::Differences;
use super::super::folded::Bundle;
use super::super::graph::{EdgeLook, EdgeSays, EdgeView, NodeView};
use super::super::landing::landing;
use super::bundles::{Pairs, Shares};
use super::cut::What;
use super::lines::OPEN;
use super::view::Scene;
use super::words;

/// Open pairs are lines where there are no more cards than this, each of one workload, and no more such pairs.
const OPEN_CARDS: usize = 12;
const OPEN_LINES: usize = 40;

impl Scene<'_> {
    /// The member of a card of one.
    fn single(&self, card: u32) -> Option<EndpointId> {
        match self.cut.cards.get(card as usize).map(|card| card.what) {
            Some(What::One(id)) => Some(id),
            _ => None,
        }
    }

    /// Every pair as an edge, blocked pairs included, but for what badges say.
    pub(super) fn every_pair(&self, nodes: &mut [NodeView]) -> Vec<EdgeView> {
        let drawn: Vec<EndpointId> = self.cut.cards.iter().filter_map(|card| card.members.first()).copied().collect();
        let behaviour = |card: usize| drawn.get(card).and_then(|id| self.folding.behaviour_of(*id)).unwrap_or(u32::MAX);
        let label = |from: usize, to: usize| self.folding.label_between(behaviour(from), behaviour(to));
        let filter = &self.options.filter;
        let mut edges = self.pairs_that_are(&drawn, nodes);
        for edge in &mut edges {
            edge.on_selection = self.on_selection.contains(&(edge.from as u32, edge.to as u32, edge.state));
            self.mark(edge, label(edge.from, edge.to), nodes);
        }
        let open = edges.iter().filter(|edge| edge.state == PairState::Open).count();
        edges.retain(|edge| match edge.state {
            _ if edge.change.is_some() => self.is_wanted_number(label(edge.from, edge.to)),
            PairState::Blocked(_) => filter.state.is_none() && filter.port.is_none() && !filter.changes,
            PairState::Open => drawn.len() <= OPEN_CARDS && open <= OPEN_LINES && self.is_wanted_number(OPEN),
            PairState::Allowed | PairState::Depends => {
                let key = (edge.from as u32, edge.to as u32, edge.state);
                let says =
                    || self.folding.everyone.says(behaviour(edge.from), behaviour(edge.to), label(edge.from, edge.to));
                self.between.contains_key(&key) && (self.on_selection.contains(&key) || !says())
            }
        });
        // Nothing passes to and from what is gone; what passed was closed.
        let is_gone = |card: u32| self.single(card).is_some_and(|id| self.folding.beside.is_gone(id));
        for ((from, to, state), pairs) in &self.between {
            if is_gone(*from) || is_gone(*to) {
                edges.push(self.line((*from, *to, *state), pairs, None, nodes));
            }
        }
        edges.sort_by_key(|edge| (edge.from, edge.to));
        edges
    }

    /// The pairs of what is there now.
    fn pairs_that_are(&self, drawn: &[EndpointId], nodes: &mut [NodeView]) -> Vec<EdgeView> {
        let there: Vec<(usize, EndpointId)> =
            drawn.iter().enumerate().filter_map(|(at, id)| Some((at, self.folding.end(*id)?))).collect();
        let ends: Vec<EndpointId> = there.iter().map(|(_, id)| *id).collect();
        let mut own: Vec<NodeView> = there.iter().filter_map(|(at, _)| nodes.get(*at)).cloned().collect();
        let mut edges = self.analysis.edge_views(&ends, &mut own);
        for ((at, _), node) in there.iter().zip(own) {
            nodes.get_mut(*at).into_iter().for_each(|slot| *slot = node.clone());
        }
        for edge in &mut edges {
            for end in [&mut edge.from, &mut edge.to] {
                *end = there.get(*end).map_or(*end, |(at, _)| *at);
            }
        }
        edges
    }

    /// Says what changed along an edge.
    fn mark(&self, edge: &mut EdgeView, label: u32, nodes: &mut [NodeView]) {
        let Some(change) = self.folding.lines.change(label) else { return };
        if matches!(edge.state, PairState::Blocked(_)) {
            edge.lands_on = nodes.get_mut(edge.to).and_then(|node| landing(node, &change.closes));
        }
        edge.says = Some(Box::new(says(&change.edge, edge, nodes)));
        edge.change = Some(Box::new(change.edge.clone()));
    }

    fn is_wanted_number(&self, label: u32) -> bool {
        self.folding.lines.label(label).is_some_and(|label| self.is_wanted(label))
    }

    pub(super) fn bundles(&self, nodes: &mut [NodeView]) -> Vec<EdgeView> {
        let shares = self.shares(&self.cut);
        let mut looks = super::super::LOOKS;
        let mut edges: BTreeMap<(u32, u32, PairState), EdgeView> = BTreeMap::new();
        for ((from, to, state), pairs) in &self.between {
            let mut edge = self.line((*from, *to, *state), pairs, Some(&shares), nodes);
            let ends =
                self.single(*from).zip(self.single(*to)).map(|(from, to)| [from, to].map(|id| self.folding.end(id)));
            edge.by_address = matches!(ends, Some([Some(from), Some(to)]) if self.analysis.rests_on_address(from, to, *state, &mut looks));
            edges.insert((*from, *to, *state), edge);
        }
        let blocked = self.options.blocked_of.as_ref();
        let card = blocked.and_then(|id| self.cut.cards.iter().position(|card| card.id == *id));
        let blocked = card.and_then(|card| shares.blocked(self.analysis, card as u32)).unwrap_or_default();
        for ((from, to, state), count) in blocked {
            let pairs = Pairs { count, ..Pairs::default() };
            let known = edges.remove(&(from, to, state));
            let mut edge = self.line((from, to, state), &pairs, Some(&shares), nodes);
            // Some of them were closed.
            if let Some(known) = known {
                edge.bundle = known.bundle.map(|closed| Bundle { pairs: count, ..closed });
                (edge.change, edge.says, edge.lands_on) = (known.change, known.says, known.lands_on);
            }
            edges.insert((from, to, state), edge);
        }
        edges.into_values().collect()
    }

    /// A line between two cards.
    fn line(
        &self,
        (from, to, state): (u32, u32, PairState),
        pairs: &Pairs,
        shares: Option<&Shares<'_>>,
        nodes: &mut [NodeView],
    ) -> EdgeView {
        let connections = self.folding.union(&pairs.labels);
        let is_single = self.single(from).is_some() && self.single(to).is_some();
        let changes = || pairs.labels.iter().filter_map(|label| self.folding.lines.change(*label));
        let [opens, closes] = changes()
            .fold([ConnectionSet::none(), ConnectionSet::none()], |[opens, closes], change| {
                [opens.union(&change.opens), closes.union(&change.closes)]
            });
        let lands = if connections.is_portless() { &closes } else { &connections };
        let lands_on = nodes.get_mut(to as usize).filter(|node| node.fold.is_none() && !lands.is_portless());
        let lands_on = lands_on.and_then(|node| landing(node, lands));
        let of = shares.map_or(1, |shares| shares.all(from, to)) + pairs.gone;
        let mut edge = EdgeView {
            from: from as usize,
            to: to as usize,
            state,
            ports: if is_single || connections.is_portless() {
                connections.short_notation()
            } else {
                words::ports(&connections)
            },
            lands_on,
            by_address: false,
            on_selection: self.on_selection.contains(&(from, to, state)),
            says: None,
            change: None,
            bundle: (!is_single).then_some(Bundle { pairs: pairs.count, of, differs: pairs.differs }),
        };
        let change = if is_single {
            changes().next().map(|change| change.edge.clone())
        } else {
            // Where something passes all the same, the line is not that of what was closed.
            let passes = !matches!(state, PairState::Blocked(_));
            folded(pairs.differs, [&opens, &closes], passes)
        };
        if let Some(change) = change {
            edge.says = Some(Box::new(says(&change, &edge, nodes)));
            edge.change = Some(Box::new(change));
        }
        edge
    }
}

/// What changed along a bundle.
fn folded(differs: Differences, ports: [&ConnectionSet; 2], passes: bool) -> Option<EdgeChange> {
    let [opens, closes] = ports.map(|set| if set.is_portless() { String::new() } else { words::ports(set) });
    let what = match differs.what()? {
        PairChange::Closed if passes => PairChange::Changed,
        what => what,
    };
    Some(EdgeChange { what, keeps: String::new(), opens, closes, was: None, was_ports: String::new() })
}

fn says(change: &EdgeChange, edge: &EdgeView, nodes: &[NodeView]) -> EdgeSays {
    let name = |at: usize| nodes.get(at).map(|node| node.title.clone()).unwrap_or_default();
    let (from, to) = (name(edge.from), name(edge.to));
    match edge.bundle {
        Some(bundle) => EdgeSays {
            short: bundle.short(),
            sentence: format!("{from} to {to}: {}", bundle.sentence()),
            look: EdgeLook::Change(change.what.into()),
        },
        None => change.says(&from, &to, &edge.ports),
    }
}
