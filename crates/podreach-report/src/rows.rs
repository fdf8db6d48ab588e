//! The list of connections: one row for every pair that has any. A cluster without policies has the square of its
//! workloads of them, so rows are made source by source and never held together.

mod groups;

use std::borrow::Cow;
use std::rc::Rc;

use podreach_eval::Analysis;
use podreach_eval::diff::CONTROLLER;
use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind};
use podreach_eval::query::{ReachabilityGraph, Reached};
use podreach_syntax::visible;
use serde::Serialize;

use crate::borders::Borders;
use crate::graph;
use crate::members::Members;
use crate::notations::Notations;
use crate::outside::Outside;

pub(crate) use groups::EACH_OTHER;
pub use groups::Group;

/// A connection of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Row<'a> {
    /// Source: `namespace/name[Kind]`, a part of the outside, a representative's id, or `{ingress-controller}` for the
    /// controller that proxies the requests of Ingresses, Routes and Gateways.
    pub src: &'a str,
    /// Destination, likewise; the controller is none.
    pub dst: &'a str,
    /// `All Connections`, or like `SCTP 1-65535,TCP 80,443,UDP 53`.
    pub conn: &'a str,
}

/// Rows in order of source and destination.
#[derive(Debug)]
pub struct Rows<'a> {
    analysis: &'a Analysis,
    inside: Members,
    graph: ReachabilityGraph<'a>,
    notations: Notations<'a>,
    borders: Borders,
    /// What controllers of Ingresses, Routes and Gateways reach, and the numbers of the notations.
    entered: Vec<(EndpointId, u32)>,
    /// All that may stand at an end, in order of names.
    peers: Vec<(Cow<'a, str>, Peer)>,
    /// Places in `peers` of endpoints inside.
    places: Vec<u32>,
    /// Places in `peers` of peers outside.
    places_outside: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Peer {
    Inside(EndpointId),
    /// By number among the peers outside.
    Outside(u32),
    /// The controller that proxies the requests of Ingresses, Routes and Gateways.
    Controller,
}

/// A destination by its place among the peers, and the number of the notation.
type Target = (u32, u32);

/// Rows of an analysis. Pairs without connection, a workload to itself, Services, and outside to outside are left out.
pub fn rows(analysis: &Analysis, with_representatives: bool, outside: Outside) -> Rows<'_> {
    let keep = |endpoint: &Endpoint| match endpoint.kind {
        EndpointKind::Workload(_) => true,
        EndpointKind::Representative => with_representatives && !endpoint.hidden,
        EndpointKind::External(_) | EndpointKind::OwnNode => false,
    };
    let ids = || analysis.endpoint_ids().filter(|(_, endpoint)| keep(endpoint));
    let inside = Members::new(analysis, ids().map(|(id, _)| id));
    let graph = analysis.reachability(|id| keep(analysis.endpoint(id)));
    let mut notations = Notations::new(analysis);
    notations.learn_all(&inside, &graph);
    let mut borders = Borders::new(analysis, &inside, &mut notations, outside);
    let names_outside = std::mem::take(&mut borders.names).into_iter().zip(0..);
    let names_outside = names_outside.map(|(name, number)| (Cow::Owned(name), Peer::Outside(number)));
    let names_inside = ids().map(|(id, endpoint)| (Cow::Borrowed(endpoint.peer.as_str()), Peer::Inside(id)));
    let entered: Vec<(EndpointId, u32)> = analysis
        .controller_reaches()
        .into_iter()
        .filter(|(id, _)| keep(analysis.endpoint(*id)))
        .map(|(id, set)| (id, notations.of(&set)))
        .collect();
    let controller = (!entered.is_empty()).then_some((Cow::Borrowed(CONTROLLER), Peer::Controller));
    let mut peers: Vec<(Cow<'_, str>, Peer)> = names_inside.chain(names_outside).chain(controller).collect();
    peers.sort_unstable();
    let mut places = vec![0; analysis.endpoints.len()];
    let mut places_outside = vec![0; borders.inward.len()];
    for ((_, peer), place) in peers.iter().zip(0_u32..) {
        let slot = match peer {
            Peer::Inside(id) => places.get_mut(id.0 as usize),
            Peer::Outside(number) => places_outside.get_mut(*number as usize),
            Peer::Controller => None,
        };
        if let Some(slot) = slot {
            *slot = place;
        }
    }
    Rows { analysis, inside, graph, notations, borders, entered, peers, places, places_outside }
}

impl Rows<'_> {
    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        // Members of a class often follow each other, and reach the same.
        let mut before = None;
        let firsts = self.peers.iter().filter(move |(_, peer)| self.begins(*peer, &mut before)).map(|(_, peer)| *peer);
        let mut found = self.targets_of(firsts);
        let mut latest: (Option<u32>, Rc<[Target]>) = (None, Rc::default());
        self.peers.iter().zip(0_u32..).flat_map(move |((src, peer), source)| {
            if self.begins(*peer, &mut latest.0) {
                latest.1 = found.next().unwrap_or_default().into();
            }
            let targets = Rc::clone(&latest.1);
            (0..targets.len()).filter_map(move |at| {
                let (destination, notation) = *targets.get(at)?;
                let dst = self.name(destination);
                (destination != source).then(|| Row { src, dst, conn: self.notations.text(notation) })
            })
        })
    }

    /// Whether a peer is of another class than the one before, which takes its place, or of none.
    fn begins(&self, peer: Peer, before: &mut Option<u32>) -> bool {
        let class = match peer {
            Peer::Inside(id) => Some(self.analysis.endpoint(id).class()),
            Peer::Outside(_) | Peer::Controller => None,
        };
        class.is_none() || std::mem::replace(before, class) != class
    }

    fn name(&self, place: u32) -> &str {
        self.peers.get(place as usize).map_or("", |(name, _)| name)
    }

    /// What each of some peers reaches, in order; a workload may be among what it reaches itself.
    fn targets_of(&self, sources: impl Iterator<Item = Peer> + Clone) -> impl Iterator<Item = Vec<Target>> {
        let inside = sources.clone().filter_map(|source| match source {
            Peer::Inside(id) => Some(id),
            Peer::Outside(_) | Peer::Controller => None,
        });
        let mut reached = self.graph.of_each(inside);
        sources.map(move |source| {
            let mut targets = match source {
                Peer::Inside(id) => {
                    let reached = reached.next().map(|(_, reached)| reached);
                    self.reached(id, &reached.unwrap_or_default())
                }
                Peer::Outside(number) => self.entered_from(number),
                Peer::Controller => {
                    self.entered.iter().map(|(id, notation)| (place(&self.places, id.0), *notation)).collect()
                }
            };
            // Members of a class come in order, which a stable sort makes use of, and one number is compared faster than two.
            targets.sort_by_key(|(place, notation)| u64::from(*place) << 32 | u64::from(*notation));
            targets.dedup();
            targets
        })
    }

    fn members(&self, class: u32, notation: u32) -> impl Iterator<Item = Target> {
        self.inside.of(class).iter().map(move |id| (place(&self.places, id.0), notation))
    }

    fn reached(&self, source: EndpointId, reached: &[Reached]) -> Vec<Target> {
        let mut targets: Vec<Target> = Vec::new();
        for reached in reached {
            if let Some(notation) = self.notations.number(*reached) {
                targets.extend(self.members(reached.class, notation));
            }
        }
        let outside = self.borders.outward(self.analysis.endpoint(source).class());
        targets.extend(outside.iter().map(|(peer, notation)| (place(&self.places_outside, *peer), *notation)));
        targets
    }

    fn entered_from(&self, outside: u32) -> Vec<Target> {
        let classes = self.borders.inward.get(outside as usize).into_iter().flatten();
        let classes = classes
            .flat_map(|(entered, notation)| self.borders.entered(*entered).iter().zip(std::iter::repeat(*notation)));
        classes.flat_map(|(class, notation)| self.members(*class, notation)).collect()
    }

    /// All sources and all destinations that rows have. Worked out by class, in far fewer steps than there are rows.
    fn ends(&self) -> Ends {
        let mut ends = Ends::new(self.peers.len());
        let alike = self.alike();
        for ((_, sources), targets) in alike.iter().zip(self.targets_of(alike.iter().map(|(peer, _)| *peer))) {
            ends.visit(sources, &targets);
        }
        ends
    }

    /// Peers that reach the same, with their places: one of each class, in order of classes, and all that are of none.
    fn alike(&self) -> Vec<(Peer, Vec<u32>)> {
        let classes = self.inside.classes().map(|(_, member, members)| {
            (Peer::Inside(member), members.iter().map(|id| place(&self.places, id.0)).collect())
        });
        let others = self.peers.iter().zip(0_u32..).filter(|((_, peer), _)| !matches!(peer, Peer::Inside(_)));
        classes.chain(others.map(|((_, peer), place)| (*peer, vec![place]))).collect()
    }

    /// The widths, in characters, of the longest source and destination; `None` when there is no row.
    fn widths(&self, Ends([sources, destinations]): &Ends) -> Option<[usize; 2]> {
        let longest = |used: &Vec<bool>| {
            let names = self.peers.iter().zip(used).filter(|(_, used)| **used);
            names.map(|((name, _), _)| visible(name).chars().count()).max()
        };
        Some([longest(sources)?, longest(destinations)?])
    }

    /// All peers that rows have, in order of names.
    pub(crate) fn used(&self) -> Vec<graph::Peer<'_>> {
        let Ends([sources, destinations]) = self.ends();
        let used = sources.into_iter().zip(destinations).map(|(source, destination)| source || destination);
        let used = self.peers.iter().zip(used).filter(|(_, used)| *used);
        let peers = used.map(|((name, peer), _)| match peer {
            Peer::Inside(id) => graph::Peer::of_endpoint(self.analysis.endpoint(*id)),
            Peer::Outside(_) | Peer::Controller => graph::Peer::elsewhere(Cow::Borrowed(name)),
        });
        let mut peers: Vec<graph::Peer<'_>> = peers.collect();
        peers.dedup_by(|one, other| one.name() == other.name());
        peers
    }

    /// The rows as edges of a graph.
    pub(crate) fn edges(&self) -> impl Iterator<Item = graph::Edge<'_>> {
        self.iter().map(|Row { src, dst, conn }| {
            graph::Edge::of_peers([src, dst].map(Cow::Borrowed), Cow::Borrowed(conn), graph::Line::Connection)
        })
    }

    /// The rows as a graph.
    pub(crate) fn graph(&self) -> graph::GraphDoc<'_> {
        graph::GraphDoc::of_peers(self.used().into_iter(), self.edges())
    }
}

/// Whether a peer is a source and a destination of rows, by place.
#[derive(Debug)]
struct Ends([Vec<bool>; 2]);

impl Ends {
    fn new(count: usize) -> Self {
        Self([vec![false; count], vec![false; count]])
    }

    /// Marks the rows from each of some peers to all targets. The row of a workload with itself is left out.
    fn visit(&mut self, from: &[u32], targets: &[Target]) {
        let Self([sources, destinations]) = self;
        for source in from.iter().filter(|source| targets.iter().any(|(target, _)| target != *source)) {
            sources.get_mut(*source as usize).into_iter().for_each(|used| *used = true);
        }
        for (target, _) in targets.iter().filter(|(target, _)| from.iter().any(|source| source != target)) {
            destinations.get_mut(*target as usize).into_iter().for_each(|used| *used = true);
        }
    }
}

fn place(of: &[u32], at: u32) -> u32 {
    of.get(at as usize).copied().unwrap_or_default()
}

/// What an endpoint is called in a schema.
pub(crate) fn kind_word(endpoint: &Endpoint) -> &'static str {
    match endpoint.kind {
        EndpointKind::Workload(_) => "workload",
        EndpointKind::Representative => "representative",
        EndpointKind::External(_) => "external",
        EndpointKind::OwnNode => "node",
    }
}
