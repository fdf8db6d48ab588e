//! Folding: what a picture of any size shows. Endpoints fold into stacks, namespaces and groups of namespaces by what they do,
//! never by what they are called.
//!
//! [`Folding`] is worked out once for an analysis, over behaviours (`behaviours`, `lines`) and never pair by pair over
//! endpoints. A view cuts it where the picture has room.

mod alike;
mod around;
mod behaviours;
mod beside;
#[cfg(test)]
mod beside_tests;
mod between;
mod bundles;
mod cards;
mod cut;
mod differing;
mod edges;
mod everyone;
mod family;
mod filter;
mod lines;
mod matrix;
#[cfg(test)]
mod matrix_tests;
mod options;
mod order;
mod refine;
mod rest;
#[cfg(test)]
mod rest_tests;
mod room;
mod rows;
mod said;
#[cfg(test)]
mod said_tests;
mod stacks;
#[cfg(test)]
mod tests;
mod totals;
mod unlike;
mod view;
#[cfg(test)]
mod view_tests;
mod words;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::diff::ChangeKind;
use crate::inventory::{EndpointId, EndpointKind};

use super::node_id::NodeId;

use alike::Closeness;
use behaviours::Behaviour;
use beside::Beside;
use everyone::Everyone;
use family::Family;
use lines::{Label, Labels, Lines};

pub use between::Between;
pub use matrix::{FoldedMatrix, MatrixCell, MatrixFold};
pub use options::{Focus, FocusWay, FoldFilter, FoldOptions, LineState};
pub use order::MatrixOrder;
pub use rows::MatrixRow;

/// Endpoints of one place with one behaviour.
#[derive(Clone, Debug)]
struct Atom {
    place: u32,
    behaviour: u32,
    /// Ascending in the order of drawing.
    members: Vec<EndpointId>,
    /// For egress and for ingress.
    isolated: [bool; 2],
    is_representative: bool,
    /// Of a member that one side of a comparison lacks: which.
    existence: Option<ChangeKind>,
}

/// Workloads of one place that no line distinguishes, or a part of the outside.
#[derive(Clone, Debug, Default)]
struct Stack {
    place: u32,
    atoms: Vec<u32>,
    /// In the order of drawing.
    members: Vec<EndpointId>,
    isolated: [bool; 2],
    /// Of members that one side of a comparison lacks: which.
    existence: Option<ChangeKind>,
}

/// Where endpoints are: a namespace, or namespaces that are known by labels only, or outside.
#[derive(Clone, Debug, Default)]
struct Place {
    /// The name of the namespace.
    namespace: Option<Box<str>>,
    is_outside: bool,
    /// In the order of drawing.
    stacks: Vec<u32>,
}

/// Which endpoints of an analysis fold together at each level. Belongs to the analysis that it was made of.
#[derive(Clone, Debug, Default)]
pub struct Folding {
    /// Everything that may be drawn, in the order of drawing.
    drawn: Vec<EndpointId>,
    /// By place in `drawn`.
    of: Vec<u32>,
    behaviours: Vec<Behaviour>,
    lines: Lines,
    /// Whether all pairs were asked whether they depend.
    depends_whole: bool,
    atoms: Vec<Atom>,
    stacks: Vec<Stack>,
    places: Vec<Place>,
    /// The stack of each endpoint.
    stack_of: FxHashMap<EndpointId, u32>,
    /// The place of each endpoint in `drawn`.
    drawn_at: FxHashMap<EndpointId, u32>,
    /// By closeness, the group of each place.
    groups: [Vec<u32>; 3],
    /// By closeness, how many places each group has.
    sizes: [FxHashMap<u32, usize>; 3],
    /// By closeness.
    families: [Vec<Family>; 3],
    everyone: Everyone,
    /// By behaviour, the places that it is found in.
    places_by_behaviour: Vec<Vec<u32>>,
    /// What a picture beside a baseline has besides.
    beside: Beside,
}

/// Behaviours and lines of some endpoints, before they fold.
struct Base {
    behaviours: Vec<Behaviour>,
    /// By place in the list of endpoints.
    of: Vec<u32>,
    lines: Lines,
    depends_whole: bool,
}

impl Analysis {
    /// Works out what folds together. Over the limits on its work there are no lines, and only what policies and rules make equal
    /// by themselves is alike.
    pub fn folding(&self) -> Folding {
        let drawn = self.order_of_drawing();
        let base = self.fold_base(&drawn);
        Folding::new(self, drawn, base, Beside::default())
    }

    /// Behaviours and lines of some endpoints, of which one may be there several times.
    fn fold_base(&self, drawn: &[EndpointId]) -> Base {
        let mut labels = Labels::new(Vec::new());
        let mut depending: Vec<(EndpointId, EndpointId, u32)> = Vec::new();
        let depends_whole = self.each_depending(drawn, |[sources, destinations], _, _, favourable| {
            let label = Label::plain(crate::query::PairState::Depends, favourable.clone());
            let number = labels.of(label);
            depending.extend(sources.first().zip(destinations.first()).map(|(from, to)| (*from, *to, number)));
        });
        let behaviours = self.behaviours(drawn, !depending.is_empty());
        let places: FxHashMap<EndpointId, u32> = drawn.iter().copied().zip(behaviours.of.iter().copied()).collect();
        let depending: Vec<(u32, u32, u32)> = depending
            .iter()
            .filter_map(|(from, to, label)| Some((*places.get(from)?, *places.get(to)?, *label)))
            .collect();
        let lines = Lines::new(self, &behaviours, labels, &depending);
        Base { behaviours: behaviours.list, of: behaviours.of, lines, depends_whole }
    }

    /// What may be drawn: outside first, then by namespace and name.
    fn order_of_drawing(&self) -> Vec<EndpointId> {
        let shown =
            self.endpoint_ids().filter(|(_, endpoint)| endpoint.kind != EndpointKind::OwnNode && !endpoint.hidden);
        let mut drawn: Vec<EndpointId> = shown.map(|(id, _)| id).collect();
        if drawn.iter().all(|id| self.endpoint(*id).is_external()) {
            // An outside without an inside says nothing.
            drawn.clear();
        }
        drawn.sort_by_cached_key(|id| {
            let endpoint = self.endpoint(*id);
            let place = (endpoint.namespace.clone(), endpoint.namespace_selector.as_ref().map(ToString::to_string));
            (!endpoint.is_external(), place.0.is_none(), place, endpoint.is_representative(), endpoint.id.clone())
        });
        drawn
    }
}

impl Folding {
    fn new(analysis: &Analysis, drawn: Vec<EndpointId>, base: Base, beside: Beside) -> Self {
        let Base { behaviours, of, lines, depends_whole } = base;
        let mut folding = Self {
            of,
            behaviours,
            lines,
            depends_whole,
            drawn_at: drawn.iter().copied().zip(0..).collect(),
            drawn,
            beside,
            ..Self::default()
        };
        folding.put_in_places(analysis);
        folding.stack();
        folding.places_by_behaviour = alike::places_of(&folding);
        folding.groups = Closeness::ALL.map(|closeness| alike::groups(&folding, closeness));
        folding.sizes = folding.groups.clone().map(|groups| {
            let mut sizes = FxHashMap::default();
            for group in groups {
                *sizes.entry(group).or_default() += 1;
            }
            sizes
        });
        folding.families = Closeness::ALL.map(|closeness| {
            let groups = folding.groups.get(closeness as usize).map_or(&[][..], Vec::as_slice);
            family::families(analysis, &folding, groups)
        });
        folding.everyone = Everyone::new(&folding);
        folding
    }

    fn put_in_places(&mut self, analysis: &Analysis) {
        let mut known: BTreeMap<(bool, Option<&str>, String), u32> = BTreeMap::new();
        let mut atoms: FxHashMap<(u32, u32, bool), usize> = FxHashMap::default();
        for (id, behaviour) in self.drawn.iter().zip(&self.of) {
            let endpoint = self.beside.endpoint(analysis, *id);
            let selector = endpoint.namespace_selector.as_ref().map(ToString::to_string).unwrap_or_default();
            let next = self.places.len() as u32;
            let place = *known.entry((endpoint.is_external(), endpoint.namespace.as_deref(), selector)).or_insert(next);
            if place == next {
                let namespace = endpoint.namespace.clone();
                self.places.push(Place { namespace, is_outside: endpoint.is_external(), stacks: Vec::new() });
            }
            let is_representative = endpoint.is_representative();
            let at = *atoms.entry((place, *behaviour, is_representative)).or_insert(self.atoms.len());
            if at == self.atoms.len() {
                let isolated = [endpoint.egress.isolated, endpoint.ingress.isolated];
                self.atoms.push(Atom {
                    place,
                    behaviour: *behaviour,
                    members: Vec::new(),
                    isolated,
                    is_representative,
                    existence: self.beside.existence(*id),
                });
            }
            self.atoms.get_mut(at).into_iter().for_each(|atom| atom.members.push(*id));
        }
    }

    /// How many endpoints may be drawn, the outside included.
    pub const fn endpoints(&self) -> usize {
        self.drawn.len()
    }

    /// Whether all lines and everything that depends could be worked out.
    pub const fn is_whole(&self) -> bool {
        self.lines.whole && self.depends_whole
    }

    /// Whether all lines could be worked out, so that pairs can be counted.
    pub const fn is_counted(&self) -> bool {
        self.lines.whole
    }

    fn stack_at(&self, at: u32) -> Option<&Stack> {
        self.stacks.get(at as usize)
    }

    fn behaviour(&self, at: u32) -> Option<&Behaviour> {
        self.behaviours.get(at as usize)
    }
}

/// The id of a stack: that of its only member, or one by its first.
fn stack_id(folding: &Folding, analysis: &Analysis, members: &[EndpointId]) -> NodeId {
    match members {
        [one] => folding.node_id(analysis, *one),
        [first, ..] => NodeId::Group(folding.endpoint(analysis, *first).id.as_str().into()),
        [] => NodeId::Other("".into()),
    }
}

impl Folding {
    /// All endpoints of some places, in the order of drawing.
    fn members_of_places(&self, places: &[u32]) -> Vec<EndpointId> {
        let stacks = places.iter().filter_map(|at| self.places.get(*at as usize)).flat_map(|place| &place.stacks);
        let mut found: Vec<EndpointId> =
            stacks.filter_map(|at| self.stack_at(*at)).flat_map(|stack| &stack.members).copied().collect();
        found.sort_by_key(|id| self.drawn_at.get(id));
        found
    }

    fn place_of(&self, id: EndpointId) -> u32 {
        self.stack_of.get(&id).and_then(|at| self.stack_at(*at)).map_or(u32::MAX, |stack| stack.place)
    }

    fn behaviour_of(&self, id: EndpointId) -> Option<u32> {
        self.drawn_at.get(&id).and_then(|at| self.of.get(*at as usize)).copied()
    }

    /// How many lines an endpoint has, by behaviours.
    fn degree_of_endpoint(&self, id: EndpointId) -> usize {
        let Some(at) = self.behaviour_of(id).map(|at| at as usize) else { return 0 };
        let count = |lines: &[Vec<lines::Line>]| lines.get(at).map_or(0, Vec::len);
        count(&self.lines.from) + count(&self.lines.into)
    }

    /// Whether rules let the outside reach one of some endpoints.
    fn has_way_in(&self, members: &[EndpointId]) -> bool {
        members.iter().filter_map(|id| self.behaviour_of(*id)).any(|at| {
            self.lines.into.get(at as usize).into_iter().flatten().any(|line| {
                Lines::is_line(self.lines.plain(line.label))
                    && self.behaviour(line.to).is_some_and(|one| one.is_external && !one.is_only_reached)
            })
        })
    }
}
