//! The reachability graph: which classes of endpoints reach which. Lists, pictures, matrices and counts go through it.
//!
//! Its edges are worked out when they are asked for, source by source: a cluster may have more of them than memory holds.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::Direction;
use crate::sets::{ConnId, Connections};

use crate::reach::Pieces;
use crate::reach::classes::{ClassId, ClassKind};
use crate::reach::engine::GroupId;
use crate::reach::group_map::GroupMap;

/// A class that a source may reach, with what egress of the source and ingress of the class allow. What passes is the
/// intersection, which may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Number of the class, that of [`Endpoint::class`](crate::inventory::Endpoint::class).
    pub class: u32,
    /// What egress of the source allows.
    pub egress: ConnId,
    /// What ingress of the destination allows.
    pub ingress: ConnId,
}

/// A directed graph over classes of endpoints, never over pods. An edge goes from a class to one that it reaches. Rules of
/// isolated classes list what they allow, so that the edges of a class cost what they are, not what there are endpoints.
///
/// It is a graph of `petgraph` (`graph.rs`), whose algorithms work on it.
#[derive(Clone, Debug)]
pub struct ReachabilityGraph<'a> {
    pub(super) analysis: &'a Analysis,
    /// The classes that may be reached, ascending.
    pub(super) all: Vec<u32>,
    /// By place in `all`, the place of its ingress group among `guarded`; `None` for classes whose ingress allows everything.
    group_of: Vec<Option<u32>>,
    /// Places in `all` of those whose ingress allows everything, ascending.
    open: Vec<u32>,
    /// By ingress group: what it allows, and the places of its classes.
    guarded: Vec<(&'a GroupMap, Vec<u32>)>,
    /// The classes that each of the guarded allows; none where they allow nearly all of them, each something else.
    guards: Option<Pieces>,
}

/// What the ingress of all groups allows from some classes, by group. Groups name classes, and a question names one class for all groups: so many
/// are looked up together that each group is gone through a few times, and not once for each question.
#[derive(Clone, Debug, Default)]
struct Block {
    /// Ascending.
    classes: Vec<ClassId>,
    /// Group after group for each of `classes`.
    rows: Vec<ConnId>,
}

/// What a block may hold, where it is of more than one class.
const ROOM: usize = 1 << 23;

impl Block {
    fn row(&self, from: ClassId) -> Option<&[ConnId]> {
        let at = self.classes.binary_search(&from).ok()?;
        let width = self.rows.len().checked_div(self.classes.len())?;
        self.rows.get(at * width..(at + 1) * width)
    }

    fn fill(&mut self, classes: BTreeSet<ClassId>, guarded: &[(&GroupMap, Vec<u32>)]) {
        self.classes = classes.into_iter().collect();
        self.rows.resize(self.classes.len() * guarded.len(), ConnId::NONE);
        for ((map, _), group) in guarded.iter().zip(0..) {
            let rows = self.rows.iter_mut().skip(group).step_by(guarded.len());
            rows.zip(map.each(&self.classes)).for_each(|(slot, id)| *slot = id);
        }
    }
}

/// Where groups allow so many pieces of the sources that this many times all pieces make up all pairs, it costs less to go
/// through the pairs.
const DENSE: usize = 64;

impl Analysis {
    /// The connection sets behind the ids of [`Reached`].
    pub fn connections(&self) -> &Connections {
        &self.world.engine.connections
    }

    /// The number of what decides about connections of a class with the outside in a direction: classes of one number
    /// have the same answers there. `None` where nothing isolates them.
    pub fn standing(&self, class: u32, direction: Direction) -> Option<u32> {
        self.world.engine.side(direction).group(ClassId(class)).map(GroupId::number)
    }

    /// The graph of everything that reaches the endpoints that `keep` accepts.
    pub fn reachability(&self, keep: impl Fn(EndpointId) -> bool) -> ReachabilityGraph<'_> {
        let side = &self.world.engine.ingress;
        let kept = self.endpoint_ids().filter(|(id, _)| keep(*id)).map(|(_, endpoint)| endpoint.class);
        let all: BTreeSet<u32> = kept.collect();
        let all: Vec<u32> = all.into_iter().collect();
        let (mut open, mut group_of) = (Vec::new(), Vec::with_capacity(all.len()));
        let mut places = FxHashMap::default();
        let mut guarded: Vec<(&GroupMap, Vec<u32>)> = Vec::new();
        for (class, at) in all.iter().zip(0_u32..) {
            let Some(map) = side.map(ClassId(*class)) else {
                open.push(at);
                group_of.push(None);
                continue;
            };
            let place = *places.entry(side.group(ClassId(*class))).or_insert(guarded.len());
            if place == guarded.len() {
                guarded.push((map, Vec::new()));
            }
            guarded.get_mut(place).into_iter().for_each(|(_, members)| members.push(at));
            group_of.push(Some(place as u32));
        }
        let pieces: usize = guarded.iter().map(|(map, _)| map.len()).sum();
        let dense = pieces.saturating_mul(DENSE) > guarded.len().saturating_mul(self.class_count());
        let guards = (!dense).then(|| {
            Pieces::new(
                guarded
                    .iter()
                    .zip(0_u32..)
                    .flat_map(|((map, _), group)| map.pieces().map(move |(first, last, _)| (first, last, group))),
            )
        });
        ReachabilityGraph { analysis: self, all, group_of, open, guarded, guards }
    }
}

impl ReachabilityGraph<'_> {
    /// The classes that each of some sources may reach, ascending: at least all that it does reach. The outside does not reach
    /// the outside. A class holds the source itself where the source is one of its members. Sources are taken some ahead.
    pub fn of_each(
        &self,
        sources: impl Iterator<Item = EndpointId>,
    ) -> impl Iterator<Item = (EndpointId, Vec<Reached>)> {
        let (mut block, mut ahead, mut sources) = (Block::default(), VecDeque::new(), sources.fuse());
        let most = (ROOM / self.guarded.len().max(1)).max(1);
        std::iter::from_fn(move || {
            if self.guards.is_some() {
                let source = sources.next()?;
                return Some((source, self.of(self.analysis.class_of(source), None)));
            }
            if ahead.is_empty() {
                let mut classes = BTreeSet::new();
                while classes.len() < most
                    && ahead.len() < ROOM
                    && let Some(source) = sources.next()
                {
                    classes.insert(ClassId(self.analysis.endpoint(source).class));
                    ahead.push_back(source);
                }
                block.fill(classes, &self.guarded);
            }
            let source = ahead.pop_front()?;
            let class = self.analysis.class_of(source);
            Some((source, self.of(class, block.row(class))))
        })
    }

    /// The classes that a class may reach, with what the groups allow from it where that was looked up.
    pub(super) fn of(&self, from: ClassId, row: Option<&[ConnId]>) -> Vec<Reached> {
        let world = &self.analysis.world;
        let is = |class: ClassId, kind: ClassKind| world.classes.get(class).is_some_and(|found| found.kind == kind);
        let own_node = is(from, ClassKind::OwnNode);
        let from_outside = is(from, ClassKind::External);
        let egress = world.engine.egress.map(from);
        let mut found = Vec::new();
        let ingress_of = |group: u32| match row {
            Some(row) => row.get(group as usize).copied().unwrap_or(ConnId::NONE),
            None => self.guarded.get(group as usize).map_or(ConnId::NONE, |(map, _)| map.get(from)),
        };
        let mut add = |at: u32, out: ConnId| {
            let Some((class, group)) = self.all.get(at as usize).zip(self.group_of.get(at as usize)) else { return };
            let ingress = match group {
                // Traffic from a pod's own node is always allowed.
                _ if own_node => ConnId::ALL,
                None => ConnId::ALL,
                Some(group) => ingress_of(*group),
            };
            if ingress != ConnId::NONE && !(from_outside && is(ClassId(*class), ClassKind::External)) {
                found.push(Reached { class: *class, egress: out, ingress });
            }
        };
        let everyone = || 0..self.all.len() as u32;
        let entered = (!own_node).then(|| self.entered(from)).flatten();
        match (egress, entered) {
            (None, None) => everyone().for_each(|at| add(at, ConnId::ALL)),
            (None, Some(entered)) => entered.into_iter().for_each(|at| add(at, ConnId::ALL)),
            // Pieces of a large cluster, and few of its classes: each is looked up.
            (Some(map), entered) if map.len() > self.all.len() => {
                let places = entered.unwrap_or_else(|| everyone().collect());
                for (at, class) in places.into_iter().filter_map(|at| Some((at, self.all.get(at as usize)?))) {
                    let out = map.get(ClassId(*class));
                    if out != ConnId::NONE {
                        add(at, out);
                    }
                }
            }
            (Some(map), entered) => {
                let members = |first: u32, last: u32| {
                    let start = self.all.partition_point(|class| *class < first);
                    let end = self.all.partition_point(|class| *class <= last);
                    start as u32..end as u32
                };
                let left_for: Vec<_> = map.pieces().map(|(first, last, id)| (members(first, last), id)).collect();
                let length: usize = left_for.iter().map(|(members, _)| members.len()).sum();
                match entered.filter(|entered| entered.len() < length) {
                    Some(entered) => {
                        let mut pieces = left_for.into_iter().peekable();
                        for at in entered {
                            while pieces.next_if(|(members, _)| members.end <= at).is_some() {}
                            if let Some((_, id)) = pieces.peek().filter(|(members, _)| members.start <= at) {
                                add(at, *id);
                            }
                        }
                    }
                    None => {
                        for (members, id) in left_for {
                            members.for_each(|at| add(at, id));
                        }
                    }
                }
            }
        }
        found
    }

    /// Places of the classes whose ingress allows a class, ascending; `None` where that may be all.
    fn entered(&self, from: ClassId) -> Option<Vec<u32>> {
        let guards = self.guards.as_ref()?;
        let mut found = self.open.clone();
        for group in guards.owners(from.0) {
            found.extend(self.guarded.get(group as usize).into_iter().flat_map(|(_, members)| members));
        }
        found.sort_unstable();
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::cluster;

    /// All answers together are exactly what asking every pair gives.
    #[test]
    fn answers_are_all_pairs_with_a_connection() {
        let analysis = cluster();
        for keep in [|_: u32| true, |id| id % 2 == 0, |id| id > 4, |_| false] {
            let graph = analysis.reachability(|id| keep(id.0));
            let mut found: Vec<(EndpointId, EndpointId, String)> = Vec::new();
            let mut expected = Vec::new();
            let sources = analysis.endpoint_ids().map(|(id, _)| id);
            for (from, reached) in graph.of_each(sources) {
                let source = analysis.endpoint(from);
                assert!(reached.windows(2).all(|pair| pair[0].class < pair[1].class));
                for (to, destination) in analysis.endpoint_ids().filter(|(to, _)| keep(to.0) && *to != from) {
                    if let Some(reached) = reached.iter().find(|reached| reached.class == destination.class) {
                        let [egress, ingress] =
                            [reached.egress, reached.ingress].map(|id| analysis.connections().get(id));
                        found.push((from, to, egress.intersection(ingress).to_string()));
                    }
                    let connections = analysis.pair(from, to).connections.into_owned();
                    let outside = source.is_external() && destination.is_external();
                    if !outside && !connections.is_none() {
                        expected.push((from, to, connections.to_string()));
                    }
                }
            }
            found.retain(|(_, _, connections)| connections != "none");
            assert_eq!(found, expected);
        }
    }
}
