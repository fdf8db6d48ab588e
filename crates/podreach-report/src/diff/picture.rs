//! A comparison as a picture: the ends of everything that changed, lines for what was added, removed and changed.

use std::collections::BTreeMap;

use podreach_eval::diff::{ChangeKind, ConnectionChange, Diff, End, EndRef, PeerId};
use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::PairState;
use podreach_eval::sets::ConnectionSet;
use podreach_eval::view::{GraphView, NodeKind, NodeView};
use podreach_picture::scene::{Head, Scene};

use super::Compared;
use super::names::label;
use super::objects::summary;
use crate::SvgOptions;
use crate::svg::{self, Words};

/// At most this many ends are drawn.
const ENDS: usize = 200;

pub(super) fn svg(compared: &Compared<'_>) -> String {
    let (view, changes) = view(compared);
    let mut scene = svg::scene(&view, &SvgOptions::default());
    mark(&mut scene, &changes);
    scene.summary = format!("Changes: {}.", summary(compared.diff));
    let words = Words { title: "What changed", empty: "Nothing to draw: no connection differs." };
    svg::draw(&scene, &words)
}

/// What happened to a line, by the ids of its ends, and its words.
type Changes = BTreeMap<(String, String), (ChangeKind, String)>;

/// The view of all that changed, with an edge for every pair.
fn view(compared: &Compared<'_>) -> (GraphView, Changes) {
    let diff = compared.diff;
    let Ends { mut view, places } = Ends::new(compared);
    let mut changes = Changes::new();
    for change in &diff.connections {
        let words = words(change);
        let passes = if change.kind() == ChangeKind::Removed { &change.before } else { &change.after };
        for from in drawn(&places, &change.source) {
            for to in drawn(&places, &change.destination).into_iter().filter(|to| *to != from) {
                view.connect([from, to], PairState::Allowed, passes, words.clone());
                let id = |at: usize| view.nodes.get(at).map(|node| node.id.clone()).unwrap_or_default();
                changes.insert((id(from), id(to)), (change.kind(), words.clone()));
            }
        }
    }
    (view, changes)
}

/// What stands on a line: short, because there are many.
fn words(change: &ConnectionChange) -> String {
    let [before, after] = [&change.before, &change.after].map(ConnectionSet::short_notation);
    match change.kind() {
        ChangeKind::Added => format!("+ {after}"),
        ChangeKind::Removed => format!("− {before}"),
        ChangeKind::Changed => format!("{before} → {after}"),
    }
}

/// The nodes of an end of a change, as far as they are drawn.
fn drawn(places: &BTreeMap<EndRef<'_>, usize>, end: &End) -> Vec<usize> {
    let is_in = |of: &EndRef<'_>| match (end, of) {
        (End::Peers(peers), EndRef::Peer(id)) => peers.contains(*id),
        (End::Outside(addresses), EndRef::Outside(of)) => addresses == *of,
        (End::Named(name), EndRef::Named(of)) => name == of,
        _ => false,
    };
    places.iter().filter(|(of, _)| is_in(of)).map(|(_, at)| *at).collect()
}

/// Ends with their nodes.
struct Ends<'a> {
    view: GraphView,
    places: BTreeMap<EndRef<'a>, usize>,
}

impl<'a> Ends<'a> {
    fn new(compared: &Compared<'a>) -> Self {
        let diff = compared.diff;
        let (mut peers, mut others) = (vec![false; diff.peers.len()], Vec::new());
        for end in diff.connections.iter().flat_map(|change| [&change.source, &change.destination]) {
            match end {
                End::Peers(some) => {
                    for id in some.iter() {
                        if let Some(slot) = peers.get_mut(id.0 as usize) {
                            *slot = true;
                        }
                    }
                }
                End::Outside(addresses) => others.push(EndRef::Outside(addresses)),
                End::Named(name) => others.push(EndRef::Named(name)),
            }
        }
        others.sort_unstable();
        others.dedup();
        let peers = peers.into_iter().zip(0..).filter_map(|(is_end, id)| is_end.then_some(PeerId(id)));
        let mut peers: Vec<PeerId> = peers.collect();
        let left_out = (peers.len() + others.len()).saturating_sub(ENDS);
        others.truncate(ENDS / 2);
        peers.truncate(ENDS - others.len());
        let mut ends = Self { view: GraphView { left_out, ..GraphView::default() }, places: BTreeMap::new() };
        for (end, at) in others.into_iter().zip(0_usize..) {
            ends.view.nodes.push(outside(diff, end, at));
            ends.places.insert(end, at);
        }
        // As they are now, or as they were last.
        let side = |id: PeerId| {
            let peer = diff.peer(id)?;
            peer.after.map(|after| (1, after)).or(peer.before.map(|before| (0, before)))
        };
        for at in [1, 0] {
            let of_side = |id: &PeerId| side(*id).filter(|(side, _)| *side == at).map(|(_, endpoint)| (*id, endpoint));
            ends.add(compared, at, &peers.iter().filter_map(of_side).collect::<Vec<_>>());
        }
        ends
    }

    /// Adds peers as they are on a side, with their namespaces.
    fn add(&mut self, compared: &Compared<'a>, side: usize, peers: &[(PeerId, EndpointId)]) {
        let Some(analysis) = compared.analyses.get(side) else { return };
        let endpoints: Vec<EndpointId> = peers.iter().map(|(_, endpoint)| *endpoint).collect();
        let GraphView { namespaces, nodes, .. } = analysis.nodes_view(&endpoints);
        let boxes: Vec<usize> = namespaces
            .into_iter()
            .map(|namespace| {
                let known = self.view.namespaces.iter_mut().find(|known| known.id == namespace.id);
                if let Some(known) = known {
                    known.workloads += namespace.workloads;
                } else {
                    self.view.namespaces.push(namespace.clone());
                }
                let place = self.view.namespaces.iter().position(|known| known.id == namespace.id);
                place.unwrap_or_default()
            })
            .collect();
        for (mut node, (id, _)) in nodes.into_iter().zip(peers) {
            node.namespace = node.namespace.and_then(|at| boxes.get(at).copied());
            if let Some(existence) = compared.diff.peer(*id).and_then(podreach_eval::diff::PeerChange::existence) {
                node.subtitle = format!("{}, {}", node.subtitle, existence.as_str());
            }
            self.places.insert(EndRef::Peer(*id), self.view.nodes.len());
            self.view.nodes.push(node);
        }
    }
}

/// A node for addresses, or for whoever hands on requests.
fn outside(diff: &Diff, end: EndRef<'_>, at: usize) -> NodeView {
    let name = label(diff, end);
    // Long lists of addresses are cut short in labels; the place tells them apart.
    let id = if name == "external:Internet" { name.clone().into_owned() } else { format!("{name}#{at}") };
    let title = name.trim_start_matches("external:").to_owned();
    NodeView::plain(id, NodeKind::External, title, "outside the cluster".to_owned())
}

/// Gives lines the look of what happened to them.
fn mark(scene: &mut Scene, changes: &Changes) {
    for edge in &mut scene.edges {
        let Some((kind, words)) = changes.get(&(edge.facts.from.clone(), edge.facts.to.clone())) else { continue };
        edge.facts.state = kind.as_str();
        edge.label = format!("{} to {}, {}: {words}", edge.facts.from, edge.facts.to, kind.as_str());
        if let (ChangeKind::Removed, Some(end)) = (kind, edge.ends.last_mut()) {
            end.head = Head::Chevron;
        }
    }
    for facts in &mut scene.silent {
        if let Some((kind, _)) = changes.get(&(facts.from.clone(), facts.to.clone())) {
            facts.state = kind.as_str();
        }
    }
}
