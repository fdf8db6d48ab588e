//! Where a picture is cut: which cards it has, and what they stand for.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;

use super::super::folded::{BoxKind, FoldKind, Level};
use super::super::node_id::NodeId;
use super::alike::Closeness;
use super::{Folding, stack_id};

/// What a card stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// One endpoint.
    One(EndpointId),
    /// Several.
    Several(FoldKind),
}

/// A card.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) id: NodeId,
    pub(super) what: What,
    /// In the order of drawing.
    pub(super) members: Vec<EndpointId>,
    pub(super) places: Vec<u32>,
    /// Index of its box.
    pub(super) inside: Option<usize>,
    /// Whether it stays, whatever room there is.
    pub(super) stays: bool,
}

/// A box.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) id: NodeId,
    pub(super) kind: BoxKind,
    pub(super) name: String,
}

/// The cards of a picture, in the order of drawing.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    pub(super) cards: Vec<Card>,
    pub(super) frames: Vec<Frame>,
}

/// How to cut.
#[derive(Clone, Debug)]
pub(super) struct Plan<'a> {
    pub(super) level: Level,
    pub(super) closeness: Closeness,
    pub(super) opened: BTreeSet<NodeId>,
    pub(super) closed: &'a BTreeSet<NodeId>,
    /// Endpoints with a card of their own, and nodes that stay cards.
    pub(super) keep: &'a BTreeSet<NodeId>,
    /// What is drawn at all; `None` for everything.
    pub(super) visible: Option<&'a BTreeSet<EndpointId>>,
    /// At most this many cards, where nothing has to stay.
    pub(super) cards: usize,
}

/// So many namespaces are a group.
pub(super) const GROUP: usize = 3;

/// How a namespace is drawn.
enum Drawn {
    /// Its stacks.
    Opened,
    /// Those that were asked for, and one card for the others.
    Partly,
    Card,
    /// As part of this group.
    Group(u32),
}

/// A cut in the making.
pub(super) struct Cutter<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) folding: &'a Folding,
    pub(super) plan: &'a Plan<'a>,
    pub(super) kept: BTreeSet<EndpointId>,
    pub(super) cut: Cut,
}

/// The id of a group of namespaces by its first, and by how closely they are alike.
pub(super) fn group_id(first: &str, closeness: Closeness) -> NodeId {
    let mark = match closeness {
        Closeness::Lines => "",
        Closeness::Partners => "~",
        Closeness::Kinds => "~~",
    };
    NodeId::Group(format!("{first}{mark}").into())
}

impl Folding {
    pub(super) fn cut(&self, analysis: &Analysis, plan: &Plan<'_>) -> Cut {
        let kept = plan.keep.iter().filter_map(|id| self.find(analysis, id)).collect();
        let mut cutter = Cutter { analysis, folding: self, plan, kept, cut: Cut::default() };
        cutter.outside();
        cutter.namespaces();
        cutter.elsewhere();
        cutter.ring();
        cutter.rest();
        cutter.cut
    }

    pub(super) fn group_of(&self, place: u32, closeness: Closeness) -> u32 {
        let groups = self.groups.get(closeness as usize);
        groups.and_then(|groups| groups.get(place as usize)).copied().unwrap_or(place)
    }

    /// All places of a group, ascending.
    pub(super) fn places_of_group(&self, group: u32, closeness: Closeness) -> Vec<u32> {
        (0..self.places.len() as u32).filter(|place| self.group_of(*place, closeness) == group).collect()
    }

    pub(super) fn namespace_of(&self, place: u32) -> Option<&str> {
        self.places.get(place as usize)?.namespace.as_deref()
    }
}

impl Cutter<'_> {
    pub(super) fn visible(&self, members: &[EndpointId]) -> Vec<EndpointId> {
        let seen = |id: &&EndpointId| self.plan.visible.is_none_or(|visible| visible.contains(*id));
        members.iter().filter(seen).copied().collect()
    }

    fn is_asked_for(&self, id: &NodeId) -> bool {
        self.plan.opened.contains(id) || self.plan.keep.contains(id)
    }

    fn one(&mut self, id: EndpointId, place: u32, inside: Option<usize>) {
        self.cut.cards.push(Card {
            id: self.folding.node_id(self.analysis, id),
            what: What::One(id),
            members: vec![id],
            places: vec![place],
            inside,
            stays: self.kept.contains(&id),
        });
    }

    pub(super) fn ones(&mut self, ids: &[EndpointId], place: u32, inside: Option<usize>) {
        for id in ids {
            self.one(*id, place, inside);
        }
    }

    pub(super) fn several(&mut self, id: NodeId, kind: FoldKind, members: Vec<EndpointId>, places: Vec<u32>) {
        let stays = self.is_asked_for(&id);
        let what = What::Several(kind);
        self.cut.cards.push(Card { id, what, members, places, inside: None, stays });
    }

    pub(super) const fn folds_namespaces(&self) -> bool {
        matches!(self.plan.level, Level::Namespaces | Level::Alike)
    }

    /// The stacks of a place, opened where that was asked for.
    pub(super) fn stacks(&mut self, place: u32, inside: Option<usize>) {
        if self.plan.level == Level::Workloads {
            let members = self.visible(&self.folding.members_of_places(&[place]));
            self.ones(&members, place, inside);
            return;
        }
        let stacks = self.folding.places.get(place as usize).map_or(&[][..], |place| &place.stacks);
        for stack in stacks.iter().filter_map(|at| self.folding.stack_at(*at)) {
            let id = stack_id(self.folding, self.analysis, &stack.members);
            let all = self.plan.opened.contains(&id);
            let members = self.visible(&stack.members);
            let (single, rest): (Vec<_>, Vec<_>) = members.into_iter().partition(|id| all || self.kept.contains(id));
            self.ones(&single, place, inside);
            match rest.as_slice() {
                [] => {}
                [one] => self.one(*one, place, inside),
                _ => {
                    self.several(id, FoldKind::Stack, rest, vec![place]);
                    self.cut.cards.last_mut().into_iter().for_each(|card| card.inside = inside);
                }
            }
        }
    }

    fn namespaces(&mut self) {
        let closeness = self.plan.closeness;
        let mut groups: BTreeMap<u32, usize> = BTreeMap::new();
        let mut frames: BTreeMap<usize, usize> = BTreeMap::new();
        let places: Vec<u32> = (0..self.folding.places.len() as u32).collect();
        for place in places {
            let Some(name) = self.folding.namespace_of(place).map(str::to_owned) else { continue };
            let members = self.visible(&self.folding.members_of_places(&[place]));
            if members.is_empty() {
                continue;
            }
            let drawn = self.drawn(place, &name, &members);
            let id = NodeId::namespace(&name);
            match drawn {
                Drawn::Opened => {
                    self.cut.frames.push(Frame { id, kind: BoxKind::Namespace, name });
                    self.stacks(place, Some(self.cut.frames.len() - 1));
                    continue;
                }
                Drawn::Partly => {
                    self.cut.frames.push(Frame { id, kind: BoxKind::Namespace, name });
                    self.partly(place, members);
                    continue;
                }
                Drawn::Card => self.several(id, FoldKind::Namespace, members, vec![place]),
                Drawn::Group(group) => match groups.get(&group).and_then(|at| self.cut.cards.get_mut(*at)) {
                    Some(card) => {
                        card.members.extend(members);
                        card.places.push(place);
                        continue;
                    }
                    None => {
                        groups.insert(group, self.cut.cards.len());
                        let first = self.folding.namespace_of(group).unwrap_or_default();
                        let kind =
                            if closeness == Closeness::Lines { FoldKind::Alike } else { FoldKind::AlikeButPorts };
                        self.several(group_id(first, closeness), kind, members, vec![place]);
                    }
                },
            }
            if self.plan.level != Level::Alike {
                continue;
            }
            let families = self.folding.families.get(closeness as usize).map_or(&[][..], Vec::as_slice);
            let group = self.folding.group_of(place, closeness);
            let family = families
                .iter()
                .position(|family| family.boxed && (family.main == group || family.unlike.contains(&place)));
            if let Some((at, family)) = family.and_then(|at| Some((at, families.get(at)?))) {
                let frame = *frames.entry(at).or_insert_with(|| {
                    let id = NodeId::Other(format!("family:{}", family.name).into());
                    self.cut.frames.push(Frame { id, kind: BoxKind::Family, name: family.name.clone() });
                    self.cut.frames.len() - 1
                });
                let unlike = family.unlike.contains(&place);
                if let Some(card) = self.cut.cards.last_mut() {
                    card.inside = Some(frame);
                    card.stays = card.stays || unlike;
                }
            }
        }
        // What is left of a group that a person opened one by one.
        for card in &mut self.cut.cards {
            if let ([place], What::Several(FoldKind::Alike | FoldKind::AlikeButPorts)) =
                (card.places.as_slice(), card.what)
                && let Some(name) = self.folding.namespace_of(*place)
            {
                card.id = NodeId::namespace(name);
                card.what = What::Several(FoldKind::Namespace);
            }
        }
    }

    fn drawn(&self, place: u32, name: &str, members: &[EndpointId]) -> Drawn {
        let id = NodeId::namespace(name);
        let closed = self.plan.closed.contains(&id);
        if !self.folds_namespaces() {
            return if closed { Drawn::Card } else { Drawn::Opened };
        }
        if self.plan.opened.contains(&id) && !closed {
            return Drawn::Opened;
        }
        let kept_stack = || {
            let stacks = self.folding.places.get(place as usize).map_or(&[][..], |place| &place.stacks);
            let stacks = stacks.iter().filter_map(|at| self.folding.stack_at(*at));
            stacks.map(|stack| stack_id(self.folding, self.analysis, &stack.members)).any(|id| self.is_asked_for(&id))
        };
        if members.iter().any(|id| self.kept.contains(id)) || kept_stack() {
            return Drawn::Partly;
        }
        if self.plan.level == Level::Namespaces || closed || self.plan.keep.contains(&id) {
            return Drawn::Card;
        }
        let closeness = self.plan.closeness;
        let group = self.folding.group_of(place, closeness);
        let first = self.folding.namespace_of(group).unwrap_or_default();
        let families = self.folding.families.get(closeness as usize).map_or(&[][..], Vec::as_slice);
        let unlike = families.iter().any(|family| !family.folds_unlike() && family.unlike.contains(&place));
        let size = self.folding.sizes.get(closeness as usize).and_then(|sizes| sizes.get(&group)).copied();
        let opened = Closeness::ALL.into_iter().any(|other| {
            let group = self.folding.group_of(place, other);
            let first = self.folding.namespace_of(group).unwrap_or_default();
            self.plan.opened.contains(&group_id(first, other))
        });
        if unlike || opened || first.is_empty() || size.unwrap_or(1) < GROUP {
            return Drawn::Card;
        }
        Drawn::Group(group)
    }

    /// The cards of a namespace that was not opened, and of which some were asked for.
    fn partly(&mut self, place: u32, members: Vec<EndpointId>) {
        let inside = Some(self.cut.frames.len() - 1);
        let stacks = self.folding.places.get(place as usize).map_or(&[][..], |place| &place.stacks);
        let mut asked: BTreeSet<EndpointId> = members.iter().filter(|id| self.kept.contains(id)).copied().collect();
        let first: Vec<EndpointId> = members.iter().filter(|id| asked.contains(id)).copied().collect();
        self.ones(&first, place, inside);
        for stack in stacks.iter().filter_map(|at| self.folding.stack_at(*at)) {
            let id = stack_id(self.folding, self.analysis, &stack.members);
            if !self.is_asked_for(&id) {
                continue;
            }
            let rest: Vec<EndpointId> =
                self.visible(&stack.members).into_iter().filter(|id| !asked.contains(id)).collect();
            asked.extend(&rest);
            match rest.as_slice() {
                [] => {}
                [one] => self.one(*one, place, inside),
                several if self.plan.opened.contains(&id) => {
                    self.ones(several, place, inside);
                }
                _ => {
                    self.several(id, FoldKind::Stack, rest, vec![place]);
                    self.cut.cards.last_mut().into_iter().for_each(|card| card.inside = inside);
                }
            }
        }
        let rest: Vec<EndpointId> = members.into_iter().filter(|id| !asked.contains(id)).collect();
        match rest.as_slice() {
            [] => {}
            [one] => self.one(*one, place, inside),
            _ => {
                let name = self.folding.namespace_of(place).unwrap_or_default();
                self.several(NodeId::Group(format!("{name}/*").into()), FoldKind::Rest, rest, vec![place]);
                self.cut.cards.last_mut().into_iter().for_each(|card| card.inside = inside);
            }
        }
    }
}
