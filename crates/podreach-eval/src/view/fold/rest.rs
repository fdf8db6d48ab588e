//! What a filter or a focus leaves out: it stands at the side, folded, with its count. And what badges say about the focus.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::EndpointId;

use super::super::folded::{Aside, Badge, FoldKind, Level};
use super::super::node_id::NodeId;
use super::alike::Closeness;
use super::cut::{Cut, What};
use super::everyone::WithEveryone;
use super::lines::Lines;
use super::view::Scene;
use super::words;

/// So many cards stand at the side.
const MOST: usize = 24;

impl Scene<'_> {
    /// What is left out, nearest to the focus first, then by size; last what is folded in namespaces of which something is drawn.
    pub(super) fn rest(&self) -> Vec<Aside> {
        let Some(visible) = &self.visible else { return Vec::new() };
        let seen: BTreeSet<u32> = visible.iter().map(|id| self.folding.place_of(*id)).collect();
        let left_out = self.folding.pods().filter(|id| !visible.contains(id));
        let (parts, whole): (Vec<EndpointId>, Vec<EndpointId>) =
            left_out.partition(|id| seen.contains(&self.folding.place_of(*id)));
        let hops = self.options.focus.as_ref().map(|focus| self.folding.hops(self.analysis, focus, usize::MAX));
        let nearest = |members: &[EndpointId]| {
            let of = |id: &EndpointId| hops.as_ref()?.get(&self.folding.behaviour_of(*id)?).copied();
            members.iter().filter_map(of).min()
        };
        let cut = self.cut_of_rest(&whole.into_iter().collect());
        let names = self.folding.nodes(self.analysis, &cut, &[]);
        let mut rest: Vec<Aside> = cut
            .cards
            .iter()
            .zip(names)
            .map(|(card, node)| Aside {
                // Cards of the rest differ from picture to picture: nobody could be asked about them.
                node: (card.what != What::Several(FoldKind::Rest)).then(|| card.id.clone()),
                name: node.title,
                workloads: card.members.len(),
                namespaces: card.places.len(),
                hops: nearest(&card.members),
                is_part: false,
            })
            .collect();
        let mut by_place: BTreeMap<u32, Vec<EndpointId>> = BTreeMap::new();
        for id in parts {
            by_place.entry(self.folding.place_of(id)).or_default().push(id);
        }
        rest.extend(by_place.into_iter().map(|(place, members)| {
            let namespace = self.folding.namespace_of(place);
            Aside {
                node: namespace.map(NodeId::namespace),
                name: namespace.map_or_else(|| self.folding.names(self.analysis, &members), str::to_owned),
                workloads: members.len(),
                namespaces: 1,
                hops: nearest(&members),
                is_part: true,
            }
        }));
        rest.sort_by_key(|one| (one.is_part, one.hops.unwrap_or(usize::MAX), Reverse(one.workloads), one.name.clone()));
        rest
    }

    /// The first cut of some endpoints that has few cards.
    fn cut_of_rest(&self, members: &BTreeSet<EndpointId>) -> Cut {
        let mut found = Cut::default();
        for closeness in Closeness::ALL {
            let mut plan = self.plan(Level::Alike, closeness);
            (plan.visible, plan.cards) = (Some(members), MOST);
            found = self.folding.cut(self.analysis, &plan);
            if found.cards.len() <= MOST {
                break;
            }
        }
        found
    }

    /// What badges say about the workloads in focus: the lines that they have as everyone has.
    pub(super) fn as_everyone(&self) -> Vec<String> {
        let Some(focus) = &self.options.focus else { return Vec::new() };
        let centre: BTreeSet<u32> = self
            .folding
            .members(self.analysis, &focus.node)
            .into_iter()
            .filter_map(|id| self.folding.behaviour_of(id))
            .collect();
        let everyone = &self.folding.everyone;
        let has = |list: &[Vec<WithEveryone>], at: u32, label: u32| {
            list.get(at as usize).is_some_and(|found| found.iter().any(|one| one.label == label))
        };
        let mut says = BTreeSet::new();
        for stack in &self.folding.stacks {
            let Some(other) = stack.members.first().and_then(|id| self.folding.behaviour_of(*id)) else { continue };
            for own in centre.iter().filter(|own| **own != other) {
                let ports = |label| words::ports(&self.folding.union(&[label].into()));
                let name = || self.folding.name_of(self.analysis, &stack.members);
                let label = self.folding.label_between(*own, other);
                if has(&everyone.reached, other, label) && everyone.says(*own, other, label) {
                    says.insert(format!("reaches {}, {}", name(), ports(label)));
                }
                let label = self.folding.label_between(other, *own);
                if has(&everyone.reaches, other, label) && everyone.says(other, *own, label) {
                    let reach = if stack.members.len() == 1 { "reaches" } else { "reach" };
                    says.insert(format!("{} {reach} it, {}", name(), ports(label)));
                }
            }
        }
        says.into_iter().collect()
    }

    /// Says on a card that it has no line but those that badges of others say.
    pub(super) fn say_as_everyone(&self, nodes: &mut [super::super::graph::NodeView]) {
        let joined: BTreeSet<u32> = self.between().flat_map(|(from, to, _)| [from, to]).collect();
        let reaching: BTreeSet<u32> = self.reaches_internet().map(|(card, _)| *card).collect();
        for ((card, node), at) in self.cut.cards.iter().zip(nodes).zip(0_u32..) {
            let has_own = joined.contains(&at) || reaching.contains(&at) || !node.badges.is_empty();
            let is_isolated = || {
                let mut all = card.members.iter().map(|id| self.analysis.endpoint(*id));
                all.all(|one| !one.is_external() && one.ingress.isolated && one.egress.isolated)
            };
            let all_have = || {
                let behaviours: BTreeSet<u32> =
                    card.members.iter().filter_map(|id| self.folding.behaviour_of(*id)).collect();
                behaviours.into_iter().all(|own| self.folding.has_line_of_everyone(own))
            };
            if !has_own && is_isolated() && all_have() {
                node.badges.push(Badge::AsEveryone);
            }
        }
    }
}

impl super::Folding {
    /// Whether a behaviour has a line that a badge says.
    fn has_line_of_everyone(&self, own: u32) -> bool {
        let of = |lines: &[Vec<super::lines::Line>], ends: &dyn Fn(u32) -> (u32, u32)| {
            lines.get(own as usize).into_iter().flatten().any(|line| {
                let (from, to) = ends(line.to);
                Lines::is_line(line.label) && self.everyone.says(from, to, line.label)
            })
        };
        of(&self.lines.from, &|other| (own, other)) || of(&self.lines.into, &|other| (other, own))
    }
}
