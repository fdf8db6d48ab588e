//! Graph and matrix of an analysis beside a baseline, and how many pairs differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::diff::{ChangeKind, ConnectionChange, Diff, End, PeerSet};
use crate::inventory::{Endpoint, EndpointId};
use crate::query::{BlockedBy, Pair, PairState};
use crate::sets::{AddressSet, Protocol};

use super::build::GraphOptions;
use super::change::{EdgeChange, PairChange};
use super::graph::{EdgeView, GraphView, NodeView};
use super::joint::{Joint, JointNode};
use super::landing::landing;
use super::matrix::{MatrixOptions, MatrixPair, MatrixView};
use super::numbers::grouped;
use super::pairs::on_port;

/// An analysis beside a baseline.
#[derive(Clone, Copy, Debug)]
pub struct BothSides<'a> {
    /// The baseline.
    pub before: &'a Analysis,
    /// The analysis beside it.
    pub after: &'a Analysis,
    /// Their comparison, made with [`DiffOptions::jointly`](crate::diff::DiffOptions::jointly).
    pub diff: &'a Diff,
    /// The nodes of both.
    pub joint: &'a Joint,
}

/// How many pairs differ, as they are drawn. A pair that gains a port and loses another one counts as opening and as closing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Differences {
    /// Pairs that gain something.
    pub opens: u64,
    /// Pairs that lose something.
    pub closes: u64,
    /// All pairs that differ.
    pub all: u64,
}

impl Differences {
    /// Adds pairs that gain something, lose something, or both.
    pub(super) fn count(&mut self, count: u64, [opens, closes]: [bool; 2]) {
        if opens || closes {
            self.add(count, opens, closes);
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(&self, other: &Self) -> Self {
        Self { opens: self.opens + other.opens, closes: self.closes + other.closes, all: self.all + other.all }
    }

    /// What happened to all of them: opened or closed where all that differ did only that; `None` where none differs.
    pub const fn what(&self) -> Option<PairChange> {
        match (self.opens, self.closes) {
            (0, 0) => None,
            (_, 0) => Some(PairChange::Opened),
            (0, _) => Some(PairChange::Closed),
            _ => Some(PairChange::Changed),
        }
    }

    /// `+12 −3`: pairs that gain something, and pairs that lose something; empty for none.
    pub fn short(&self) -> String {
        let parts = [("+", self.opens), ("−", self.closes)];
        let parts = parts.into_iter().filter(|(_, count)| *count > 0);
        parts.map(|(sign, count)| format!("{sign}{}", grouped(count))).collect::<Vec<_>>().join(" ")
    }

    /// `opens 12, closes 3`; empty for none.
    pub fn words(&self) -> String {
        let parts = [("opens", self.opens), ("closes", self.closes)];
        let parts = parts.into_iter().filter(|(_, count)| *count > 0);
        parts.map(|(word, count)| format!("{word} {}", grouped(count))).collect::<Vec<_>>().join(", ")
    }

    fn add(&mut self, count: u64, opens: bool, closes: bool) {
        self.all += count;
        self.opens += if opens { count } else { 0 };
        self.closes += if closes { count } else { 0 };
    }
}

/// An endpoint of no analysis, in place of one that is not there.
const NONE: EndpointId = EndpointId(u32::MAX);

impl<'a> BothSides<'a> {
    /// Counts the pairs that differ, without going through them.
    pub fn differences(&self) -> Differences {
        let mut found = Differences::default();
        let mut parts = BTreeMap::new();
        for change in &self.diff.connections {
            let (opened, closed) = (change.opened(), change.closed());
            found.add(self.count(change, &mut parts), !opened.is_portless(), !closed.is_portless());
        }
        for (_, change) in self.own_changes() {
            found.add(1, !change.opens.is_empty(), !change.closes.is_empty());
        }
        found
    }

    /// Nodes whose pods reach each other otherwise than before, with what changed.
    pub fn own_changes(&self) -> impl Iterator<Item = (usize, EdgeChange)> {
        let own = |(at, node): (usize, &JointNode)| Some((at, self.change(node, node)?));
        self.joint.nodes.iter().enumerate().filter_map(own)
    }

    /// The drawn pairs of a change of the comparison, as places among the joint nodes.
    pub fn pairs(&self, change: &ConnectionChange) -> impl Iterator<Item = [usize; 2]> + use<'a> {
        let (sources, destinations) = (self.joint.of_end(&change.source), self.joint.of_end(&change.destination));
        let this = *self;
        let to = move |from: usize| destinations.clone().into_iter().map(move |to| [from, to]);
        sources.into_iter().flat_map(to).filter(move |[from, to]| {
            let (Some(source), Some(destination)) = (this.joint.nodes.get(*from), this.joint.nodes.get(*to)) else {
                return false;
            };
            from != to && this.is_drawn(source, destination)
        })
    }

    /// How many [`BothSides::pairs`] there are. `known` has how many parts of the outside are in a set: many changes share one.
    fn count(&self, change: &'a ConnectionChange, known: &mut BTreeMap<&'a AddressSet, u64>) -> u64 {
        let starting = |set: &PeerSet| {
            let reached = self.joint.only_reached.iter().filter(|peer| set.contains(**peer));
            (set.len() - reached.count()) as u64
        };
        let mut parts = |end: &'a End| match end {
            End::Outside(addresses) => {
                *known.entry(addresses).or_insert_with(|| self.joint.outside_in(addresses).count() as u64)
            }
            End::Peers(_) | End::Named(_) => 0,
        };
        match (&change.source, &change.destination) {
            (End::Peers(from), End::Peers(to)) => {
                let reached =
                    self.joint.only_reached.iter().filter(|peer| from.contains(**peer) && to.contains(**peer));
                let own = from.shared(to) - reached.count();
                starting(from) * to.len() as u64 - own as u64
            }
            (End::Peers(from), end) => starting(from) * parts(end),
            (end, End::Peers(to)) => parts(end) * starting(to),
            _ => 0,
        }
    }

    fn is_external(&self, node: &JointNode) -> bool {
        self.endpoint(node).is_external()
    }

    /// The endpoint after, or before where there is none after.
    pub(super) fn endpoint(&self, node: &JointNode) -> &'a Endpoint {
        match node.ends {
            [_, Some(id)] => self.after.endpoint(id),
            [Some(id), None] => self.before.endpoint(id),
            [None, None] => self.after.endpoint(NONE),
        }
    }

    /// Whether pictures have a pair. One node is a pair where it has two pods on each side that has it.
    pub(super) fn is_drawn(&self, source: &JointNode, destination: &JointNode) -> bool {
        if source.only_reached || (self.is_external(source) && self.is_external(destination)) {
            return false;
        }
        let has_two = |(analysis, end): (&Analysis, Option<EndpointId>)| end.is_none_or(|id| analysis.has_two_pods(id));
        source.id != destination.id || [self.before, self.after].into_iter().zip(source.ends).all(has_two)
    }

    /// How a pair is connected before and after; `None` where an end is missing.
    pub(super) fn sides(&self, source: &JointNode, destination: &JointNode) -> [Option<Pair<'a>>; 2] {
        let side = |at: usize, analysis: &'a Analysis| {
            let end = |node: &JointNode| node.ends.get(at).copied().flatten();
            Some(analysis.pair(end(source)?, end(destination)?))
        };
        [side(0, self.before), side(1, self.after)]
    }

    /// What changed between two nodes.
    pub fn change(&self, source: &JointNode, destination: &JointNode) -> Option<EdgeChange> {
        if !self.is_drawn(source, destination) || !source.compared || !destination.compared {
            return None;
        }
        let [was, is] = self.sides(source, destination);
        EdgeChange::between(was.as_ref(), is.as_ref())
    }

    /// Nodes that an end of a change is.
    fn changed(&self) -> BTreeSet<usize> {
        let ends = self.diff.connections.iter().flat_map(|change| [&change.source, &change.destination]);
        let own = self.own_changes().map(|(at, _)| at);
        ends.flat_map(|end| self.joint.of_end(end)).chain(own).collect()
    }

    /// At most so many nodes that are accepted: those that are found and those that changed first; in the order of all.
    fn some(
        &self,
        most: usize,
        wanted: impl Fn(&JointNode) -> bool,
        found: impl Fn(&JointNode) -> bool,
    ) -> (Vec<usize>, usize) {
        let mut drawn: Vec<usize> =
            self.joint.nodes.iter().enumerate().filter(|(_, node)| wanted(node)).map(|(at, _)| at).collect();
        let node = |at: &usize| self.joint.nodes.get(*at);
        if drawn.iter().filter_map(node).all(|node| self.is_external(node)) {
            return (Vec::new(), 0);
        }
        let left_out = drawn.len().saturating_sub(most);
        if left_out > 0 {
            let changed = self.changed();
            drawn.sort_by_key(|at| (!node(at).is_some_and(&found), !changed.contains(at), *at));
            drawn.truncate(most);
            drawn.sort_unstable();
        }
        (drawn, left_out)
    }

    /// The picture of the analysis after, with what is there before only and with what changed. Where there is no room for all
    /// nodes, those with a change come first.
    pub fn graph_view(&self, options: &GraphOptions) -> GraphView {
        let wanted = options.matching.trim().to_lowercase();
        let is_wanted = |node: &JointNode| {
            let given = !options.only_given || !self.endpoint(node).is_representative();
            given && (self.is_external(node) || node.id.to_string().to_lowercase().contains(&wanted))
        };
        let (drawn, left_out) = self.some(options.max_nodes, is_wanted, |_| false);
        let drawn: Vec<&JointNode> = drawn.iter().filter_map(|at| self.joint.nodes.get(*at)).collect();
        let GraphView { namespaces, mut nodes, .. } = self.nodes_view(&drawn);
        let (mut edges, mut looks) = (Vec::new(), super::LOOKS);
        for (from, source) in drawn.iter().enumerate() {
            for (to, destination) in drawn.iter().enumerate() {
                edges.extend(self.edge([from, to], [source, destination], &mut nodes, &mut looks));
            }
        }
        let ids: Vec<EndpointId> = drawn.iter().map(|node| node.ends[1].unwrap_or(NONE)).collect();
        let entries = self.after.entry_views(&ids, &nodes, &namespaces);
        GraphView { namespaces, nodes, edges, entries, left_out, ..GraphView::default() }
    }

    fn edge(
        &self,
        [from, to]: [usize; 2],
        [source, destination]: [&JointNode; 2],
        nodes: &mut [NodeView],
        looks: &mut usize,
    ) -> Option<EdgeView> {
        if !self.is_drawn(source, destination) {
            return None;
        }
        let [was, is] = self.sides(source, destination);
        let compared = source.compared && destination.compared;
        let change = if compared { EdgeChange::between(was.as_ref(), is.as_ref()) } else { None };
        let by_address = match (source.ends, destination.ends, &is) {
            ([_, Some(from)], [_, Some(to)], Some(pair)) => self.after.rests_on_address(from, to, pair.state, looks),
            _ => false,
        };
        let closed = change.as_ref().is_some_and(|change| change.what == PairChange::Closed);
        let lands = if closed { was.as_ref() } else { is.as_ref() };
        let lands_on = lands.and_then(|pair| landing(nodes.get_mut(to)?, pair.shown()));
        let (state, ports) = shown(is.as_ref(), change.is_some())?;
        let says = change
            .as_ref()
            .map(|change| Box::new(change.says(&source.id.to_string(), &destination.id.to_string(), &ports)));
        let change = change.map(Box::new);
        Some(EdgeView { from, to, state, ports, lands_on, by_address, on_selection: false, says, bundle: None, change })
    }

    /// Nodes with their namespaces: as they are after, or as they were.
    pub(super) fn nodes_view(&self, drawn: &[&JointNode]) -> GraphView {
        let mut view = GraphView::default();
        let mut placed: Vec<(usize, NodeView)> = Vec::new();
        for (side, analysis) in [(1, self.after), (0, self.before)] {
            let is_of_side = |node: &JointNode| if side == 1 { node.ends[1].is_some() } else { node.ends[1].is_none() };
            let ours: Vec<(usize, &&JointNode)> =
                drawn.iter().enumerate().filter(|(_, node)| is_of_side(node)).collect();
            let ids: Vec<EndpointId> = ours.iter().filter_map(|(_, node)| *node.ends.get(side)?).collect();
            let GraphView { namespaces, nodes, .. } = analysis.nodes_view(&ids);
            let mut boxes: Vec<usize> = Vec::new();
            for namespace in namespaces {
                let known = view.namespaces.iter().position(|known| known.id == namespace.id);
                boxes.push(known.unwrap_or(view.namespaces.len()));
                view.namespaces.extend(known.is_none().then_some(namespace));
            }
            for ((at, joint), mut node) in ours.into_iter().zip(nodes) {
                node.namespace = node.namespace.and_then(|at| boxes.get(at).copied());
                node.existence = existence(joint);
                self.rename(joint, &mut node);
                placed.push((at, node));
            }
        }
        placed.sort_by_key(|(at, _)| *at);
        view.nodes = placed.into_iter().map(|(_, node)| node).collect();
        view
    }

    /// A node that is a part of an endpoint has the name of the part.
    fn rename(&self, joint: &JointNode, node: &mut NodeView) {
        if node.id == joint.id {
            return;
        }
        node.id = joint.id.clone();
        if let Some(title) = self.part_title(joint) {
            node.title = title;
        }
    }

    fn part_title(&self, joint: &JointNode) -> Option<String> {
        let addresses = joint.addresses.as_ref().map(AddressSet::label);
        addresses.or_else(|| Some(self.before.endpoint(joint.ends[0]?).name.clone()))
    }

    /// The matrix of the analysis after, with what is there before only and with what changed. What is found comes first, then
    /// what changed. The counts are those of the analysis after.
    pub fn matrix_view(&self, options: &MatrixOptions) -> MatrixView {
        let side = if options.port.is_some() { options.side } else { 0 };
        let counts = self.after.matrix_view(&MatrixOptions { side, ..options.clone() }).counts;
        let wanted = options.matching.trim().to_lowercase();
        let is_found = |node: &JointNode| !wanted.is_empty() && node.id.to_string().to_lowercase().contains(&wanted);
        if !wanted.is_empty() && !self.joint.nodes.iter().any(is_found) {
            return MatrixView::default();
        }
        let (drawn, left_out) = self.some(options.side, |_| true, is_found);
        let drawn: Vec<&JointNode> = drawn.iter().filter_map(|at| self.joint.nodes.get(*at)).collect();
        let node = |joint: &&JointNode| {
            let mut node = match joint.ends {
                [_, Some(id)] => self.after.matrix_node(id, is_found(joint)),
                [id, None] => self.before.matrix_node(id.unwrap_or(NONE), is_found(joint)),
            };
            if node.id != joint.id {
                node.id = joint.id.clone();
                node.title = self.part_title(joint).unwrap_or(node.title);
            }
            node.endpoint = joint.ends[1].unwrap_or(NONE);
            node.existence = existence(joint);
            node
        };
        let nodes = drawn.iter().map(node).collect();
        let (mut pairs, mut looks) = (Vec::new(), super::LOOKS);
        for (from, source) in drawn.iter().enumerate() {
            for (to, destination) in drawn.iter().enumerate() {
                let of_search = wanted.is_empty() || is_found(source) || is_found(destination);
                if of_search && self.is_drawn(source, destination) {
                    pairs.extend(self.matrix_pair([from, to], [source, destination], options.port, &mut looks));
                }
            }
        }
        MatrixView { nodes, pairs, counts, left_out }
    }

    fn matrix_pair(
        &self,
        [from, to]: [usize; 2],
        [source, destination]: [&JointNode; 2],
        port: Option<(Protocol, u16)>,
        looks: &mut usize,
    ) -> Option<MatrixPair> {
        let [was, is] = self.sides(source, destination).map(|pair| pair.map(|pair| on_port(pair, port)));
        let compared = source.compared && destination.compared;
        let change = if compared { EdgeChange::between(was.as_ref(), is.as_ref()).map(Box::new) } else { None };
        let (state, ports) = shown(is.as_ref(), change.is_some())?;
        let inside = !self.is_external(source) && !self.is_external(destination);
        let by_address = match (source.ends, destination.ends) {
            ([_, Some(from)], [_, Some(to)]) if inside && state == PairState::Allowed => {
                self.after.rests_on(from, to, looks)
            }
            _ => false,
        };
        Some(MatrixPair { from, to, state, ports, by_address, change })
    }
}

/// State and ports as they are now. Where an end is gone nothing passes; that is a pair only where something passed before.
fn shown(is: Option<&Pair<'_>>, changed: bool) -> Option<(PairState, String)> {
    match is {
        Some(pair) => Some((pair.state, pair.shown().short_notation())),
        None if changed => {
            Some((PairState::Blocked(BlockedBy::Both), crate::sets::ConnectionSet::none().short_notation()))
        }
        None => None,
    }
}

pub(super) const fn existence(joint: &JointNode) -> Option<ChangeKind> {
    match joint.ends {
        [None, Some(_)] => Some(ChangeKind::Added),
        [Some(_), None] => Some(ChangeKind::Removed),
        _ => None,
    }
}
