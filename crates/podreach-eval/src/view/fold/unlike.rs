//! What is unlike its kind, in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;

use super::super::folded::Unusual;
use super::super::node_id::NodeId;
use super::super::numbers::grouped;
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
    /// By direction and partner: the labels of its lines.
    partners: BTreeMap<(bool, Partner), BTreeSet<u32>>,
    /// Whether a line differs from the baseline. All others are as they are without regard to that.
    differs: bool,
}

/// The other end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Partner {
    /// By the number of its place.
    Namespace(u32),
    /// What is in no known namespace, by place and behaviour: pods that are known by labels only, or a part of the outside.
    Elsewhere(u32, u32),
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
                let (rank, short) = self.difference(analysis, (&self.traits(place), &main), place, &family.alike);
                let alike = family.alike.len();
                let says =
                    format!("{short}; {} like it {}", grouped(alike), if alike == 1 { "does not" } else { "do not" });
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
                let says = format!(
                    "{} of {} {verb} no {direction} isolation: {}",
                    grouped(count),
                    grouped(total),
                    super::words::members(&names)
                );
                found.push(Unlike {
                    rank: 1,
                    places: vec![at],
                    short: format!("{} {words}", grouped(count)),
                    says,
                    members,
                });
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
                        let partner = match self.namespace_of(*partner) {
                            Some(_) => Partner::Namespace(*partner),
                            None => Partner::Elsewhere(*partner, line.to),
                        };
                        traits.partners.entry((inward, partner)).or_default().insert(label);
                    }
                }
            }
        }
        traits
    }

    /// The first difference from the others, in words.
    fn difference(
        &self,
        analysis: &Analysis,
        (own, main): (&Traits, &Traits),
        place: u32,
        mains: &[u32],
    ) -> (u8, String) {
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
            let mut found: BTreeMap<(bool, Option<Partner>), BTreeSet<u32>> = BTreeMap::new();
            for ((inward, partner), labels) in &traits.partners {
                let is_kin = matches!(partner, Partner::Namespace(at) if *at == place || mains.contains(at));
                let kind = Some(*partner).filter(|_| !is_kin);
                found.entry((*inward, kind)).or_default().extend(labels.iter().filter(|label| **label != OPEN));
            }
            found
        };
        let differs = own.differs != main.differs;
        let (own, main) = (folded(own), folded(main));
        let name = |partner: Option<Partner>| {
            partner.map_or_else(|| "its like".to_owned(), |partner| self.partner_name(analysis, partner))
        };
        let partners = own.iter().find(|(key, _)| !main.contains_key(key));
        if let Some(((inward, partner), labels)) = partners {
            let ports = ports(&self.union(labels));
            let partner = name(*partner);
            return (2, words(*inward, &ports, &partner));
        }
        // Where it has something with others of a place, that says more than what it has not.
        let place_of = |partner: &Option<Partner>| match partner {
            Some(Partner::Namespace(at) | Partner::Elsewhere(at, _)) => Some(*at),
            None => None,
        };
        let has_place = |(inward, partner): &(bool, Option<Partner>)| {
            own.keys().any(|(way, other)| way == inward && place_of(other) == place_of(partner))
        };
        let lacks = || main.iter().filter(|(key, _)| !own.contains_key(key)).map(|(key, _)| key);
        let none = |(inward, partner): &(bool, Option<Partner>)| {
            let partner = name(*partner);
            (2, format!("{} {partner}", if *inward { "takes nothing from" } else { "does not reach" }))
        };
        if let Some(key) = lacks().find(|key| !has_place(key)) {
            return none(key);
        }
        if let Some(((inward, partner), labels)) =
            own.iter().find(|(key, labels)| main.get(key).is_some_and(|others| others != *labels))
        {
            let ports = ports(&self.union(labels));
            let partner = name(*partner);
            return (3, words(*inward, &ports, &partner));
        }
        if let Some(key) = lacks().next() {
            return none(key);
        }
        (4, if differs { "differs from the baseline" } else { "behaves differently" }.to_owned())
    }
}

impl Folding {
    /// What people call the other end of a line.
    fn partner_name(&self, analysis: &Analysis, partner: Partner) -> String {
        match partner {
            Partner::Namespace(at) => self.namespace_of(at).unwrap_or_default().to_owned(),
            Partner::Elsewhere(place, behaviour) => {
                let atoms = self.atoms.iter().filter(|atom| atom.place == place && atom.behaviour == behaviour);
                self.names(analysis, &atoms.flat_map(|atom| &atom.members).copied().collect::<Vec<_>>())
            }
        }
    }

    /// What people call some endpoints that are in no known namespace.
    pub(super) fn names(&self, analysis: &Analysis, members: &[EndpointId]) -> String {
        let names: Vec<String> =
            members.iter().map(|id| crate::explain::words_of(self.endpoint(analysis, *id))).collect();
        super::words::members(&names.iter().map(String::as_str).collect::<Vec<_>>())
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
