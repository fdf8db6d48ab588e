//! Who is reached, asked source by source, for lists that are longer than what memory should hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind};
use crate::sets::{ConnId, Connections};

use super::classes::{ClassId, ClassKind};
use super::pieces::Pieces;

/// A class that may be reached, with what leaves the source towards it and what it takes from the source. What passes is
/// what is in both; it may be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Number of the class, as [`Endpoint::class`](crate::inventory::Endpoint::class) tells it.
    pub class: u32,
    /// What the source lets out.
    pub egress: ConnId,
    /// What the destination lets in.
    pub ingress: ConnId,
}

/// Destinations, by class. Isolated ends name whom they let pass, so that a question costs as much as its answer is long,
/// and not as much as there are endpoints.
#[derive(Clone, Debug)]
pub struct Destinations<'a> {
    analysis: &'a Analysis,
    /// All classes, ascending.
    all: Vec<u32>,
    /// Those that let everything in, ascending.
    open: Vec<u32>,
    /// The others, by what they let in.
    guarded: Vec<Vec<u32>>,
    /// Whom each of the guarded lets in.
    guards: Pieces,
}

impl Analysis {
    /// The connection sets behind the ids of [`Reached`].
    pub fn connections(&self) -> &Connections {
        &self.world.engine.connections
    }

    /// The classes of the endpoints that `keep` accepts, to be asked who reaches them.
    pub fn destinations(&self, keep: impl Fn(EndpointId) -> bool) -> Destinations<'_> {
        let side = &self.world.engine.ingress;
        let kept = self.endpoint_ids().filter(|(id, _)| keep(*id)).map(|(_, endpoint)| endpoint.class);
        let all: BTreeSet<u32> = kept.collect();
        let mut open = Vec::new();
        let mut groups = BTreeMap::new();
        for class in &all {
            match side.map(ClassId(*class)) {
                None => open.push(*class),
                Some(map) => {
                    let group = groups.entry(side.group(ClassId(*class))).or_insert_with(|| (map, Vec::new()));
                    group.1.push(*class);
                }
            }
        }
        let pieces = groups
            .values()
            .zip(0_u32..)
            .flat_map(|((map, _), group)| map.pieces().map(move |(first, last, _)| (first, last, group)));
        let guards = Pieces::new(pieces);
        let guarded = groups.into_values().map(|(_, classes)| classes).collect();
        Destinations { analysis: self, all: all.into_iter().collect(), open, guarded, guards }
    }
}

impl Destinations<'_> {
    /// The classes that a source may reach, ascending: at least all that it does reach. The outside does not reach the
    /// outside. A class holds the source itself where the source is one of its members.
    pub fn of(&self, source: EndpointId) -> Vec<Reached> {
        let world = &self.analysis.world;
        let endpoint = self.analysis.endpoint(source);
        let from = ClassId(endpoint.class);
        let mut found: Vec<u32> = if endpoint.kind == EndpointKind::OwnNode {
            // It is let in everywhere, whatever the destination names.
            self.all.clone()
        } else {
            let entered = self.entered(from);
            match self.left_for(from) {
                Some(left_for) if length(&left_for) <= length(&entered) => left_for.concat(),
                _ => entered.concat(),
            }
        };
        found.sort_unstable();
        if endpoint.is_external() {
            let outside =
                |class: u32| world.classes.get(ClassId(class)).is_some_and(|found| found.kind == ClassKind::External);
            found.retain(|class| !outside(*class));
        }
        let reached = |class: u32| Reached {
            class,
            egress: world.engine.egress(from, ClassId(class)),
            ingress: world.engine.ingress(from, ClassId(class), &world.classes),
        };
        found.into_iter().map(reached).collect()
    }

    /// The classes that let a class in, in parts.
    fn entered(&self, from: ClassId) -> Vec<&[u32]> {
        let guarded = self.guards.owners(from.0).into_iter().filter_map(|group| self.guarded.get(group as usize));
        std::iter::once(&self.open).chain(guarded).map(Vec::as_slice).collect()
    }

    /// The classes that a class lets something out to, in parts; `None` when that is everyone.
    fn left_for(&self, from: ClassId) -> Option<Vec<&[u32]>> {
        let map = self.analysis.world.engine.egress.map(from)?;
        let members = |first: u32, last: u32| {
            let start = self.all.partition_point(|class| *class < first);
            let end = self.all.partition_point(|class| *class <= last);
            self.all.get(start..end).unwrap_or(&[])
        };
        Some(map.pieces().map(|(first, last, _)| members(first, last)).collect())
    }
}

fn length(parts: &[&[u32]]) -> usize {
    parts.iter().map(|part| part.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::fixture::cluster;

    /// All answers together are exactly what asking every pair gives.
    #[test]
    fn answers_are_all_pairs_with_a_connection() {
        let analysis = cluster();
        for keep in [|_: u32| true, |id| id % 2 == 0, |id| id > 4, |_| false] {
            let destinations = analysis.destinations(|id| keep(id.0));
            let mut found: Vec<(EndpointId, EndpointId, String)> = Vec::new();
            let mut expected = Vec::new();
            for (from, source) in analysis.endpoint_ids() {
                let reached = destinations.of(from);
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
