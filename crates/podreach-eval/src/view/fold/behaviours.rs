//! Which endpoints behave alike: what the folding works on. Endpoints of one behaviour have the same answers to everyone.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::hosts::HostId;
use crate::inventory::{Endpoint, EndpointId, EndpointKind};
use crate::policy::Direction;
use crate::reach::ClassId;
use crate::reach::engine::Side;
use crate::reach::group_map::GroupMap;
use crate::sets::{ConnId, Intervals};

/// What the rules of one direction say, shared by all classes that they say it of.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    /// What passes, by class of the other end; `None` for everything.
    map: Option<&'a GroupMap>,
    /// Classes about which they say nothing.
    silent: &'a Intervals<u32>,
}

impl Rules<'_> {
    pub(super) fn get(&self, class: u32) -> ConnId {
        self.map.map_or(ConnId::ALL, |map| map.get(ClassId(class)))
    }

    pub(super) fn is_silent(&self, class: u32) -> bool {
        self.silent.contains(class)
    }

    /// Classes and what passes, ascending; what is in no piece gets nothing.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        self.map.map_or_else(|| vec![(0, u32::MAX, ConnId::ALL)], |map| map.pieces().collect())
    }
}

/// One behaviour.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    /// One of the classes that behave so.
    pub(super) class: u32,
    /// All classes of a part of the outside; empty for pods.
    pub(super) parts: Vec<u32>,
    /// Place of what its egress says among all that is said; `None` where nothing is.
    pub(super) egress: Option<u32>,
    /// The same for ingress.
    pub(super) ingress: Option<u32>,
    /// Number of its workloads, representatives included.
    pub(super) pods: u64,
    /// For egress and for ingress: whether rules allow everything with everyone.
    pub(super) allows_all: [bool; 2],
    pub(super) is_external: bool,
    /// Whether nothing is known of what comes from it.
    pub(super) is_only_reached: bool,
    /// Whether it is there in the baseline only: nothing passes.
    pub(super) is_gone: bool,
}

impl Behaviour {
    /// That of what is there in the baseline only. Nothing passes, whatever no policy says.
    pub(super) fn gone(endpoint: &Endpoint) -> Self {
        Self {
            class: u32::MAX,
            parts: Vec::new(),
            egress: Some(u32::MAX),
            ingress: Some(u32::MAX),
            pods: 0,
            allows_all: [false; 2],
            is_external: endpoint.is_external(),
            is_only_reached: endpoint.is_only_reached(),
            is_gone: true,
        }
    }

    /// The classes to ask where all of them have to agree.
    pub(super) fn classes(&self) -> impl Iterator<Item = u32> {
        let own = self.parts.is_empty().then_some(self.class);
        self.parts.iter().copied().chain(own)
    }
}

/// All behaviours of an input.
pub(super) struct Behaviours<'a> {
    pub(super) list: Vec<Behaviour>,
    /// By place in the list of endpoints that is folded.
    pub(super) of: Vec<u32>,
    /// What is said for egress.
    pub(super) egress: Vec<Rules<'a>>,
    /// What is said for ingress.
    pub(super) ingress: Vec<Rules<'a>>,
}

/// What is said in one direction, each once, and by class which of it.
struct Said<'a> {
    rules: Vec<Rules<'a>>,
    of_class: FxHashMap<u32, Option<u32>>,
}

/// Classes `first..=last`, and what passes.
type Piece = (u32, u32, ConnId);

/// So many classes are renumbered to find those that behave alike. Where it takes more, each class is a behaviour.
const RENUMBERED: usize = 20_000_000;

/// A behaviour by what makes it one.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    External(EndpointId),
    /// Its class and what says something about it, and its isolation.
    Class(u32, [Option<u32>; 2], [bool; 2]),
    /// Where the input leaves something open, its namespace and its nodes may count as well.
    Uncertain(u32, Option<&'a str>, &'a [Option<HostId>]),
}

impl Analysis {
    /// The behaviours of some endpoints. Where pairs of them depend on what the input leaves open, they are told apart as
    /// there.
    pub(super) fn behaviours(&self, drawn: &[EndpointId], uncertain: bool) -> Behaviours<'_> {
        let classes: Vec<u32> = drawn.iter().map(|id| self.endpoint(*id).class).collect();
        let count = self.class_count() as u32;
        let egress = said(self.world.engine.side(Direction::Egress), &classes, count);
        let ingress = said(self.world.engine.side(Direction::Ingress), &classes, count);
        let all = || egress.rules.iter().chain(&ingress.rules);
        let numbers = if uncertain { None } else { numbers(all(), count) };
        let hosts_count = drawn.iter().any(|id| self.endpoint(*id).host_network);
        let mut known: FxHashMap<Key<'_>, u32> = FxHashMap::default();
        let (mut list, mut of): (Vec<Behaviour>, Vec<u32>) = (Vec::new(), Vec::with_capacity(drawn.len()));
        for id in drawn {
            let endpoint = self.endpoint(*id);
            let class = endpoint.class;
            let look = |said: &Said<'_>| said.of_class.get(&class).copied().flatten();
            let rules = [look(&egress), look(&ingress)];
            let isolated = [endpoint.egress.isolated, endpoint.ingress.isolated];
            let key = match &numbers {
                _ if endpoint.is_external() => Key::External(*id),
                Some(numbers) => Key::Class(numbers.get(class as usize).copied().unwrap_or(class), rules, isolated),
                None if uncertain => {
                    let (namespace, hosts) = self.uncertain_by(*id, hosts_count);
                    Key::Uncertain(class, namespace, hosts)
                }
                None => Key::Class(class, rules, isolated),
            };
            let next = list.len() as u32;
            let at = *known.entry(key).or_insert(next);
            if at == next {
                list.push(Behaviour {
                    class,
                    parts: endpoint.groups.clone(),
                    egress: rules[0],
                    ingress: rules[1],
                    pods: 0,
                    allows_all: [all_of(&egress, rules[0]), all_of(&ingress, rules[1])],
                    is_external: matches!(endpoint.kind, EndpointKind::External(_)),
                    is_only_reached: endpoint.is_only_reached(),
                    is_gone: false,
                });
            }
            if let Some(behaviour) = list.get_mut(at as usize).filter(|behaviour| !behaviour.is_external) {
                behaviour.pods += 1;
            }
            of.push(at);
        }
        Behaviours { list, of, egress: egress.rules, ingress: ingress.rules }
    }
}

/// Whether what is said allows everything.
fn all_of(said: &Said<'_>, rules: Option<u32>) -> bool {
    rules.and_then(|at| said.rules.get(at as usize)).is_some_and(|rules| rules.map.is_none())
}

fn said<'a>(side: &'a Side, classes: &[u32], count: u32) -> Said<'a> {
    let mut rules: Vec<Rules<'a>> = Vec::new();
    let mut of_class = FxHashMap::default();
    let mut of_group = FxHashMap::default();
    let mut known: FxHashMap<(Vec<Piece>, &'a Intervals<u32>), u32> = FxHashMap::default();
    for class in classes {
        let id = ClassId(*class);
        let Some((group, silent)) = side.group(id).zip(side.undecided(id)) else {
            of_class.insert(*class, None);
            continue;
        };
        let at = *of_group.entry(group).or_insert_with(|| {
            let found = Rules { map: side.map(id), silent };
            let speechless =
                silent.ranges().first().is_some_and(|(first, last)| *first == 0 && last.saturating_add(1) >= count);
            if found.map.is_none() && speechless {
                return None;
            }
            let next = rules.len() as u32;
            let at = *known.entry((found.pieces(), silent)).or_insert(next);
            if at == next {
                rules.push(found);
            }
            Some(at)
        });
        of_class.insert(*class, at);
    }
    Said { rules, of_class }
}

/// Numbers of classes: those with the same number get the same of all rules. `None` where finding out takes too long.
fn numbers<'r, 'a: 'r>(rules: impl Iterator<Item = &'r Rules<'a>>, count: u32) -> Option<Vec<u32>> {
    let mut found = vec![0_u32; count as usize];
    let mut next = 1;
    let mut left = RENUMBERED;
    let last = count.checked_sub(1)?;
    for rules in rules {
        let silent = rules.silent.ranges().iter().map(|(first, last)| (*first, *last, ConnId::ALL)).collect();
        for pieces in [rules.pieces(), silent] {
            let pieces = filled(&pieces, last);
            let mut sizes: FxHashMap<ConnId, u32> = FxHashMap::default();
            for (low, high, id) in &pieces {
                *sizes.entry(*id).or_default() += high - low + 1;
            }
            let most = pieces.iter().map(|(_, _, id)| *id).max_by_key(|id| (sizes.get(id), *id));
            let mut renamed: FxHashMap<(u32, ConnId), u32> = FxHashMap::default();
            left = left.checked_sub(pieces.len())?;
            for (low, high, id) in pieces.into_iter().filter(|(_, _, id)| Some(*id) != most) {
                left = left.checked_sub((high - low) as usize + 1)?;
                for number in found.iter_mut().take(high as usize + 1).skip(low as usize) {
                    *number = *renamed.entry((*number, id)).or_insert_with(|| {
                        next += 1;
                        next
                    });
                }
            }
        }
    }
    Some(found)
}

/// The pieces up to a class, with those between them that get nothing.
fn filled(pieces: &[Piece], last: u32) -> Vec<Piece> {
    let mut all = Vec::with_capacity(2 * pieces.len() + 1);
    let mut from = 0;
    for (start, end, id) in pieces.iter().take_while(|(start, _, _)| *start <= last) {
        all.extend((from < *start).then(|| (from, start.saturating_sub(1), ConnId::NONE)));
        all.push((*start, (*end).min(last), *id));
        from = end.saturating_add(1);
    }
    all.extend((from <= last).then_some((from, last, ConnId::NONE)));
    all
}
