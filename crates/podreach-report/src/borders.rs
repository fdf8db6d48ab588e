//! Connections with the outside, by class of the end inside. Parts of the outside that a class does not tell apart are
//! one peer again.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::policy::Direction;
use podreach_eval::sets::AddressSet;

use crate::members::Members;
use crate::notations::Notations;
use crate::outside::Outside;

/// What passes between classes and the outside. Peers are numbered. Classes under the same policies fare alike, and one of
/// them stands for all.
#[derive(Debug, Default)]
pub(crate) struct Borders {
    /// Names of the peers outside.
    pub(crate) names: Vec<String>,
    /// By peer: the classes that it reaches, each for those that it stands for, and the numbers of the notations.
    pub(crate) inward: Vec<Vec<(u32, u32)>>,
    /// By class that stands for others: the peers that they reach, and the numbers of the notations.
    outward: BTreeMap<u32, Vec<(u32, u32)>>,
    entered: Alike,
    left: Alike,
}

/// Classes under the same policies of a direction.
#[derive(Debug, Default)]
struct Alike {
    /// The class that stands for a class.
    first: BTreeMap<u32, u32>,
    /// The classes that a class stands for, ascending.
    members: BTreeMap<u32, Vec<u32>>,
}

impl Alike {
    fn new(analysis: &Analysis, inside: &Members, direction: Direction) -> Self {
        let mut alike = Self::default();
        let mut known: BTreeMap<Option<u32>, u32> = BTreeMap::new();
        for (class, _, _) in inside.classes() {
            let first = *known.entry(analysis.standing(class, direction)).or_insert(class);
            alike.first.insert(class, first);
            alike.members.entry(first).or_default().push(class);
        }
        alike
    }

    fn stands(&self, class: u32) -> bool {
        self.members.contains_key(&class)
    }
}

/// Parts of the outside by class and notation.
type Parts = BTreeMap<(u32, u32), Vec<EndpointId>>;

impl Borders {
    /// The classes that one stands for as a destination, ascending.
    pub(crate) fn entered(&self, class: u32) -> &[u32] {
        self.entered.members.get(&class).map_or(&[], Vec::as_slice)
    }

    /// The peers that a class reaches, and the numbers of the notations.
    pub(crate) fn outward(&self, class: u32) -> &[(u32, u32)] {
        let first = self.left.first.get(&class);
        first.and_then(|first| self.outward.get(first)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn new(analysis: &Analysis, inside: &Members, notations: &mut Notations<'_>, outside: Outside) -> Self {
        let of_outside = || analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_external()).map(|(id, _)| id);
        let parts = Members::new(analysis, of_outside());
        let mut inward = Parts::new();
        let entered = Alike::new(analysis, inside, Direction::Ingress);
        let graph = analysis.reachability(|id| entered.stands(analysis.endpoint(id).class()));
        let from = of_outside().filter(|part| !analysis.endpoint(*part).is_only_reached());
        for (part, reached) in graph.of_each(from) {
            for reached in reached {
                if let Some(notation) = notations.learn(reached) {
                    inward.entry((reached.class, notation)).or_default().push(part);
                }
            }
        }
        let mut outward = Parts::new();
        let left = Alike::new(analysis, inside, Direction::Egress);
        let graph = analysis.reachability(|id| analysis.endpoint(id).is_external());
        let from = inside.classes().filter(|(class, _, _)| left.stands(*class));
        for (member, reached) in graph.of_each(from.map(|(_, member, _)| member)) {
            let class = analysis.endpoint(member).class();
            for reached in reached {
                if let Some(notation) = notations.learn(reached) {
                    outward.entry((class, notation)).or_default().extend(parts.of(reached.class));
                }
            }
        }
        let mut named =
            Named { analysis, outside, numbers: BTreeMap::new(), known: BTreeMap::new(), names: Vec::new() };
        let mut borders = Self { entered, left, ..Self::default() };
        for ((class, notation), parts) in outward {
            let peers = named.of(parts).iter().map(|peer| (*peer, notation));
            borders.outward.entry(class).or_default().extend(peers);
        }
        for ((class, notation), parts) in inward {
            for peer in named.of(parts) {
                let peer = *peer as usize;
                if borders.inward.len() <= peer {
                    borders.inward.resize(peer + 1, Vec::new());
                }
                if let Some(classes) = borders.inward.get_mut(peer) {
                    classes.push((class, notation));
                }
            }
        }
        borders.inward.resize(named.names.len(), Vec::new());
        borders.names = named.names;
        borders
    }
}

/// Peers outside by their parts.
struct Named<'a> {
    analysis: &'a Analysis,
    outside: Outside,
    numbers: BTreeMap<String, u32>,
    known: BTreeMap<Vec<EndpointId>, Vec<u32>>,
    names: Vec<String>,
}

impl Named<'_> {
    /// The numbers of the peers that several parts of the outside make up.
    fn of(&mut self, mut parts: Vec<EndpointId>) -> &[u32] {
        parts.sort_unstable();
        self.known.entry(parts).or_insert_with_key(|parts| {
            let number = |name: String| {
                *self.numbers.entry(name).or_insert_with_key(|name| {
                    self.names.push(name.clone());
                    self.names.len().saturating_sub(1) as u32
                })
            };
            let mut names = self.outside.names(&addresses(self.analysis, parts));
            if self.outside != Outside::Ranges {
                // What has a name and no known address stays a peer of its own.
                let only_reached = parts.iter().map(|part| self.analysis.endpoint(*part));
                names.extend(only_reached.filter(|part| part.is_only_reached()).map(|part| part.id.clone()));
            }
            names.into_iter().map(number).collect()
        })
    }
}

/// The addresses of several parts of the outside together.
fn addresses(analysis: &Analysis, parts: &[EndpointId]) -> AddressSet {
    AddressSet::union_all(parts.iter().filter_map(|id| match &analysis.endpoint(*id).kind {
        EndpointKind::External(addresses) => Some(addresses),
        _ => None,
    }))
}
