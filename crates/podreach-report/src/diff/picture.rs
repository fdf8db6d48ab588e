//! A comparison as a picture: the ends of everything that changed, lines for what was added, removed and changed.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use podreach_eval::diff::{ChangeKind, ConnectionChange, Diff, End, EndRef, PeerChange, PeerId};
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::PairState;
use podreach_eval::sets::ConnectionSet;
use podreach_eval::view::{EdgeLook, EdgeSays, GraphView, NamespaceView, NodeId, NodeKind, NodeView};
use podreach_picture::DRAWN;
use podreach_picture::measure::{self, Font};

use super::DiffDoc;
use super::names::label;
use super::objects::summary;
use crate::svg::{self, Words};
use crate::{Printer, SvgOptions};

/// At most this many ends are drawn.
const ENDS: usize = 200;

pub(crate) fn svg(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let words = Words { title: "What changed", empty: "Nothing to draw: no connection differs.", ..Words::default() };
    out.write_str(&svg::of_view(&view(compared), &SvgOptions::default(), &words))
}

/// The view of all that changed with an edge for every pair. Where there are more than a picture can bear, those between peers
/// are left out.
fn view(compared: &DiffDoc<'_>) -> GraphView {
    let diff = compared.diff;
    let Ends { mut view, places } = Ends::new(compared);
    view.summary = Some(format!("Changes: {}.", summary(diff)));
    let pairs = |change: &ConnectionChange| {
        let to = drawn(&places, &change.destination);
        let pairs = drawn(&places, &change.source).into_iter();
        pairs.flat_map(|from| to.iter().filter(move |to| **to != from).map(move |to| [from, *to])).collect::<Vec<_>>()
    };
    let crowded = diff.connections.iter().map(|change| pairs(change).len()).sum::<usize>() > DRAWN;
    for change in &diff.connections {
        let inside = matches!((&change.source, &change.destination), (End::Peers(_), End::Peers(_)));
        let pairs = pairs(change);
        if crowded && inside {
            view.undrawn += pairs.len();
            continue;
        }
        let (kind, short) = (change.kind(), words(change));
        // What passes, or passed last.
        let passes = if kind == ChangeKind::Removed { &change.before } else { &change.after };
        for pair in pairs {
            let [from, to] = pair.map(|at| view.nodes.get(at).map_or_else(String::new, |node| node.id.to_string()));
            let sentence = format!("{from} to {to}, {}: {short}", kind.as_str());
            let says = EdgeSays { short: short.clone(), sentence, look: EdgeLook::Change(kind) };
            view.connect(pair, PairState::Allowed, passes, passes.short_notation(), says);
        }
    }
    view
}

/// What stands on a line: short, because there are many. Both halves of a change are cut apart, so that none hides the other.
fn words(change: &ConnectionChange) -> String {
    let [before, after] = [&change.before, &change.after].map(ConnectionSet::short_notation);
    let half = |text: &str| measure::fit(text, Font::mono(11.5), 112.0);
    match change.kind() {
        ChangeKind::Added => format!("+ {after}"),
        ChangeKind::Removed => format!("− {before}"),
        ChangeKind::Changed => format!("{} → {}", half(&before), half(&after)),
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
    fn new(compared: &DiffDoc<'a>) -> Self {
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
        // Each kind of ends takes the room that the other one leaves.
        let all = peers.len() + others.len();
        others.truncate((ENDS / 2).max(ENDS.saturating_sub(peers.len())));
        peers.truncate(ENDS.saturating_sub(others.len()));
        let left_out = all - peers.len() - others.len();
        let mut ends = Self { view: GraphView { left_out, ..GraphView::default() }, places: BTreeMap::new() };
        for (end, at) in others.into_iter().zip(0_usize..) {
            let node = outside(diff, end, &ends.view);
            ends.view.nodes.push(node);
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
    fn add(&mut self, compared: &DiffDoc<'a>, side: usize, peers: &[(PeerId, EndpointId)]) {
        let Some(analysis) = compared.analyses.get(side) else { return };
        let endpoints: Vec<EndpointId> = peers.iter().map(|(_, endpoint)| *endpoint).collect();
        let GraphView { namespaces, nodes, .. } = analysis.nodes_view(&endpoints);
        let mut boxes: Vec<usize> = Vec::new();
        for namespace in namespaces {
            let known = self.view.namespaces.iter().position(|known| known.id == namespace.id);
            boxes.push(known.unwrap_or(self.view.namespaces.len()));
            if known.is_none() {
                // Few of its workloads are drawn, so it says nothing about how many there are.
                self.view.namespaces.push(NamespaceView { workloads: 0, policies: 0, ..namespace });
            }
        }
        for (mut node, (id, _)) in nodes.into_iter().zip(peers) {
            node.namespace = node.namespace.and_then(|at| boxes.get(at).copied());
            let peer = compared.diff.peer(*id);
            if let Some(existence) = peer.and_then(PeerChange::existence) {
                node.subtitle = format!("{}, {}", node.subtitle, existence.as_str());
            }
            // A workload that became one of another kind is two peers with one id.
            if self.view.nodes.iter().any(|known| known.id == node.id)
                && let Some(peer) = peer
            {
                node.id = (&peer.name).into();
            }
            self.places.insert(EndRef::Peer(*id), self.view.nodes.len());
            self.view.nodes.push(node);
        }
    }
}

/// A node for addresses, or for a controller that proxies requests.
fn outside(diff: &Diff, end: EndRef<'_>, view: &GraphView) -> NodeView {
    let name = label(diff, end);
    let (title, subtitle) = match end {
        EndRef::Outside(addresses) => (addresses.label(), "outside the cluster"),
        EndRef::Named(name) => (name.to_owned(), "proxies requests"),
        EndRef::Peer(_) => (name.clone().into_owned(), "outside the cluster"),
    };
    // Long lists of addresses are cut short in labels; a number tells two of the same label apart.
    let taken = |id: &str| view.nodes.iter().any(|node| node.id == NodeId::parse(id));
    let ids = std::iter::once(name.clone().into_owned()).chain((2..).map(|at| format!("{name} ({at})")));
    let id = ids.take(ENDS + 1).find(|id| !taken(id)).unwrap_or_default();
    NodeView::plain(id, NodeKind::External, title, subtitle.to_owned())
}
