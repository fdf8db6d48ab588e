//! The cards of a cut that are no namespaces of their own: the outside, representatives elsewhere, the ring of what no policy
//! isolates, the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::EndpointId;

use super::super::folded::{BoxKind, FoldKind, Level};
use super::super::node_id::NodeId;
use super::alike::Closeness;
use super::cut::{Card, Cutter, Frame, What};

/// More parts of the outside than this share a card where namespaces fold.
const OUTSIDE: usize = 8;
/// More stacks of representatives in unnamed namespaces than this share a card where namespaces fold.
const ELSEWHERE: usize = 6;
/// How many cards the rest may take.
const RESTS: usize = 3;

impl Cutter<'_> {
    pub(super) fn outside(&mut self) {
        let places = self.folding.places.iter().zip(0_u32..).filter(|(place, _)| place.is_outside);
        let places: Vec<u32> = places.map(|(_, at)| at).collect();
        for place in places {
            let members = self.folding.members_of_places(&[place]);
            let mut shown = self.visible(&members);
            let id = NodeId::Group("external:".into());
            if self.folds_namespaces() && shown.len() > OUTSIDE && !self.plan.opened.contains(&id) {
                let mut ranked = shown.clone();
                ranked.sort_by_key(|id| {
                    (!self.kept.contains(id), std::cmp::Reverse(self.folding.degree_of_endpoint(*id)))
                });
                let few: BTreeSet<EndpointId> = ranked.into_iter().take(OUTSIDE - 1).collect();
                let rest: Vec<EndpointId> = shown.iter().filter(|id| !few.contains(id)).copied().collect();
                shown.retain(|id| few.contains(id));
                self.ones(&shown, place, None);
                self.several(id, FoldKind::Rest, rest, vec![place]);
            } else {
                self.ones(&shown, place, None);
            }
        }
    }

    /// Representatives of namespaces that are known by labels only.
    pub(super) fn elsewhere(&mut self) {
        let is_elsewhere = |place: &super::Place| place.namespace.is_none() && !place.is_outside;
        let places = self.folding.places.iter().zip(0_u32..).filter(|(place, _)| is_elsewhere(place));
        let places: Vec<u32> = places.map(|(_, at)| at).collect();
        let stacks: usize =
            places.iter().filter_map(|at| self.folding.places.get(*at as usize)).map(|place| place.stacks.len()).sum();
        let id = NodeId::Group("rep:".into());
        if !self.folds_namespaces() || stacks <= ELSEWHERE || self.plan.opened.contains(&id) {
            for place in places {
                self.stacks(place, None);
            }
            return;
        }
        let (kept, rest): (Vec<EndpointId>, Vec<EndpointId>) =
            self.visible(&self.folding.members_of_places(&places)).into_iter().partition(|id| self.kept.contains(id));
        for id in kept {
            self.ones(&[id], self.folding.place_of(id), None);
        }
        if !rest.is_empty() {
            self.several(id, FoldKind::Rest, rest, places);
        }
    }

    /// Puts folded namespaces that no policy isolates into one box.
    pub(super) fn ring(&mut self) {
        if !self.folds_namespaces() {
            return;
        }
        let mut frame = None;
        for at in 0..self.cut.cards.len() {
            let Some(card) = self.cut.cards.get(at) else { continue };
            let folded =
                matches!(card.what, What::Several(FoldKind::Namespace | FoldKind::Alike | FoldKind::AlikeButPorts));
            let is_open = || {
                card.members
                    .iter()
                    .map(|id| self.folding.endpoint(self.analysis, *id))
                    .all(|one| !one.ingress.isolated && !one.egress.isolated)
            };
            if !folded || card.inside.is_some() || !is_open() {
                continue;
            }
            let inside = *frame.get_or_insert_with(|| {
                let name = "No policy selects these".to_owned();
                self.cut.frames.push(Frame { id: NodeId::Other("open:".into()), kind: BoxKind::Open, name });
                self.cut.frames.len() - 1
            });
            self.cut.cards.get_mut(at).into_iter().for_each(|card| card.inside = Some(inside));
        }
    }

    /// Where there is still no room: the namespaces with the fewest lines share a card. What can be reached from outside by a
    /// rule, what no policy isolates and what differs from a baseline is folded last, and not with others.
    pub(super) fn rest(&mut self) {
        if self.plan.level != Level::Alike
            || self.plan.closeness != Closeness::Kinds
            || self.cut.cards.len() <= self.plan.cards
        {
            return;
        }
        let mut over = (self.cut.cards.len() + RESTS).saturating_sub(self.plan.cards);
        let mut ranked: Vec<(u8, usize, usize)> = Vec::new();
        for (card, at) in self.cut.cards.iter().zip(0..) {
            let folds =
                matches!(card.what, What::Several(FoldKind::Namespace | FoldKind::Alike | FoldKind::AlikeButPorts));
            let in_family =
                card.inside.and_then(|at| self.cut.frames.get(at)).is_some_and(|frame| frame.kind == BoxKind::Family);
            if !folds || card.stays || in_family {
                continue;
            }
            let kind = match () {
                () if self.folding.differs(&card.members) => 3,
                () if self.folding.has_way_in(&card.members) => 2,
                () => u8::from(card.inside.is_some()),
            };
            let degree = card.members.iter().map(|id| self.folding.degree_of_endpoint(*id)).sum();
            ranked.push((kind, degree, at));
        }
        ranked.sort_unstable();
        let mut folded: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
        for (kind, _, at) in ranked {
            if over == 0 {
                break;
            }
            over -= 1;
            folded.entry(kind).or_default().push(at);
        }
        let gone: BTreeSet<usize> = folded.values().flatten().copied().collect();
        let ids = ["~others", "~open", "~reached", "~changed"];
        for (kind, mut all) in folded {
            all.sort_unstable();
            let cards: Vec<&Card> = all.iter().filter_map(|at| self.cut.cards.get(*at)).collect();
            let inside = cards.first().and_then(|card| card.inside);
            let members = cards.iter().flat_map(|card| &card.members).copied().collect();
            let places = cards.iter().flat_map(|card| &card.places).copied().collect();
            let id = NodeId::Group((*ids.get(usize::from(kind)).unwrap_or(&"~")).into());
            self.several(id, FoldKind::Rest, members, places);
            self.cut.cards.last_mut().into_iter().for_each(|card| card.inside = inside);
        }
        let mut at = 0;
        self.cut.cards.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
}
