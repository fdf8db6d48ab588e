//! What is unlike its kind, in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;

use super::super::folded::Unusual;
use super::super::node_id::NodeId;
use super::Folding;
use super::alike::Closeness;
use super::lines::{Lines, OPEN};
use super::words::ports;

/// What namespaces differ in, the most telling first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Traits {
    /// Labels of lines from outside.
    ways_in: BTreeSet<u32>,
    /// Isolation of its workloads, for egress and for ingress.
    isolated: [BTreeSet<bool>; 2],
    /// By direction and place: the labels of its lines.
    partners: BTreeMap<(bool, u32), BTreeSet<u32>>,
    /// Whether a line differs from the baseline. All others are as they are without regard to that.
    differs: bool,
}

/// A namespace that is unlike its family, or a few workloads that are unlike their namespace.
#[derive(Clone, Debug)]
pub(super) struct Unlike {
    /// The most telling come first.
    rank: u8,
    /// Where it is: mostly one.
    pub(super) places: Vec<u32>,
    /// `takes TCP 22 from the Internet`.
    pub(super) short: String,
    /// The same, with what the others do.
    pub(super) says: String,
    /// Those that it is about; empty for the whole namespace.
    pub(super) members: Vec<EndpointId>,
}

/// Of a namespace with fewer workloads, none is unusual.
const WORKLOADS: usize = 20;

impl Folding {
    /// What is unlike its kind, by place.
    pub(super) fn unlike(&self, analysis: &Analysis, closeness: Closeness) -> Vec<Unlike> {
        let mut found = Vec::new();
        for family in self.families.get(closeness as usize).into_iter().flatten() {
            let Some(main) = family.alike.first().map(|place| self.traits(*place)) else { continue };
            let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for place in &family.unlike {
                let together = family.folds_unlike().then(|| self.group_of(*place, closeness));
                groups.entry(together.unwrap_or(*place)).or_default().push(*place);
            }
            for places in groups.into_values() {
                let Some(place) = places.first().copied() else { continue };
                let (rank, short) = self.difference(&self.traits(place), &main, place, &family.alike);
                let alike = family.alike.len();
                let says = format!("{short}; {alike} like it {}", if alike == 1 { "does not" } else { "do not" });
                found.push(Unlike { rank, places, short, says, members: Vec::new() });
            }
        }
        for (place, at) in self.places.iter().zip(0_u32..).filter(|(place, _)| place.namespace.is_some()) {
            let stacks = || place.stacks.iter().filter_map(|at| self.stack_at(*at));
            let total: usize = stacks().map(|stack| stack.members.len()).sum();
            if total < WORKLOADS {
                continue;
            }
            for (direction, words) in [(1, "open to everyone"), (0, "with open egress")] {
                let open = |stack: &&super::Stack| stack.isolated.get(direction) == Some(&false);
                let members: Vec<EndpointId> =
                    stacks().filter(open).flat_map(|stack| &stack.members).copied().collect();
                if members.is_empty() || members.len() * 20 > total {
                    continue;
                }
                let names: Vec<&str> = members.iter().map(|id| self.endpoint(analysis, *id).name.as_str()).collect();
                let direction = if direction == 1 { "ingress" } else { "egress" };
                let count = members.len();
                let verb = if count == 1 { "has" } else { "have" };
                let says =
                    format!("{count} of {total} {verb} no {direction} isolation: {}", super::words::members(&names));
                found.push(Unlike { rank: 1, places: vec![at], short: format!("{count} {words}"), says, members });
            }
        }
        found.sort_by_key(|one| one.rank);
        found
    }

    fn traits(&self, place: u32) -> Traits {
        let mut traits = Traits::default();
        let atoms = self.atoms.iter().filter(|atom| atom.place == place);
        for atom in atoms {
            for (seen, isolated) in traits.isolated.iter_mut().zip(atom.isolated) {
                seen.insert(isolated);
            }
            let at = atom.behaviour as usize;
            for (lines, inward) in [(&self.lines.from, false), (&self.lines.into, true)] {
                for line in lines.get(at).into_iter().flatten() {
                    traits.differs |= self.lines.is_changed(line.label);
                    let label = self.lines.plain(line.label);
                    if !Lines::is_line(label) {
                        continue;
                    }
                    let outside = self.behaviour(line.to).is_some_and(|one| one.is_external);
                    if inward && outside {
                        traits.ways_in.insert(label);
                    }
                    for partner in self.places_by_behaviour.get(line.to as usize).into_iter().flatten() {
                        traits.partners.entry((inward, *partner)).or_default().insert(label);
                    }
                }
            }
        }
        traits
    }

    /// The first difference from the others, in words.
    fn difference(&self, own: &Traits, main: &Traits, place: u32, mains: &[u32]) -> (u8, String) {
        if own.ways_in != main.ways_in {
            let more: BTreeSet<u32> = own.ways_in.difference(&main.ways_in).copied().collect();
            if more.is_empty() {
                return (0, "cannot be reached from outside".to_owned());
            }
            return (0, format!("takes {} from outside", ports(&self.union(&more))));
        }
        for (at, (open, closed)) in
            [("has open egress", "isolates egress"), ("has open ingress", "isolates ingress")].into_iter().enumerate()
        {
            let (here, there) = (own.isolated.get(at), main.isolated.get(at));
            if here != there {
                let is_open = here.is_some_and(|seen| seen.contains(&false));
                return (1, if is_open { open } else { closed }.to_owned());
            }
        }
        // Its own namespace and those of its kind count as one.
        let folded = |traits: &Traits| {
            let mut found: BTreeMap<(bool, Option<u32>), BTreeSet<u32>> = BTreeMap::new();
            for ((inward, partner), labels) in &traits.partners {
                let kind = Some(*partner).filter(|partner| *partner != place && !mains.contains(partner));
                found.entry((*inward, kind)).or_default().extend(labels.iter().filter(|label| **label != OPEN));
            }
            found
        };
        let differs = own.differs != main.differs;
        let (own, main) = (folded(own), folded(main));
        let name = |partner: Option<u32>| {
            let of = |at: u32| self.places.get(at as usize).and_then(|place| place.namespace.as_deref());
            partner.map_or_else(|| "its like".to_owned(), |at| of(at).unwrap_or("outside").to_owned())
        };
        let partners = own.iter().find(|(key, _)| !main.contains_key(key));
        if let Some(((inward, partner), labels)) = partners {
            let ports = ports(&self.union(labels));
            let partner = name(*partner);
            return (2, words(*inward, &ports, &partner));
        }
        if let Some(((inward, partner), _)) = main.iter().find(|(key, _)| !own.contains_key(key)) {
            let partner = name(*partner);
            let none = if *inward { "takes nothing from" } else { "does not reach" };
            return (2, format!("{none} {partner}"));
        }
        if let Some(((inward, partner), labels)) = own.iter().find(|(key, labels)| main.get(key) != Some(labels)) {
            let ports = ports(&self.union(labels));
            let partner = name(*partner);
            return (3, words(*inward, &ports, &partner));
        }
        (4, if differs { "differs from the baseline" } else { "behaves differently" }.to_owned())
    }
}

fn words(inward: bool, ports: &str, partner: &str) -> String {
    if inward { format!("takes {ports} from {partner}") } else { format!("reaches {partner} on {ports}") }
}

impl Unlike {
    /// As a row of the list.
    pub(super) fn row(&self, folding: &Folding, node: NodeId) -> Unusual {
        let names: Vec<&str> = self.places.iter().filter_map(|place| folding.namespace_of(*place)).collect();
        let name = super::words::members(&names);
        Unusual { node, name, says: self.says.clone() }
    }
}
