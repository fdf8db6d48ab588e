//! Rows of the folded matrix: cards in order, and before those of an opened thing a row for all of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::inventory::EndpointId;
use crate::query::PairState;

use super::super::folded::{BoxKind, FoldKind};
use super::super::graph::NodeKind;
use super::super::node_id::NodeId;
use super::cut::{Card, What};
use super::order::{MatrixOrder, falling};
use super::stack_id;
use super::totals::Total;
use super::view::Scene;
use super::words;

/// A row, and the column of the same place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// That of the card, or of the opened namespace whose sum it is.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub title: String,
    /// Small text, as on the card.
    pub subtitle: String,
    /// How many endpoints it stands for.
    pub endpoints: usize,
    /// Index of the box that the card is in.
    pub inside: Option<usize>,
    /// In how many opened things it is.
    pub depth: usize,
    /// Whether it is the sum of the rows after it that are deeper: it is open.
    pub is_sum: bool,
    /// Whether it can be opened.
    pub opens: bool,
    /// How many of its endpoints are what is looked for.
    pub found: usize,
}

/// A row with the cards that it sums up.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) cards: Vec<u32>,
    pub(super) row: MatrixRow,
}

impl Scene<'_> {
    /// The endpoint that a row is about, if it is about one.
    pub(super) fn one(&self, sum: &Sum) -> Option<EndpointId> {
        let [card] = sum.cards.as_slice() else { return None };
        match self.cut.cards.get(*card as usize)?.what {
            What::One(id) => Some(id),
            What::Several(_) => None,
        }
    }

    /// The endpoints of the analysis between which a cell is.
    pub(super) fn ends(&self, source: &Sum, destination: &Sum) -> Option<(EndpointId, EndpointId)> {
        let end = |sum: &Sum| self.folding.end(self.one(sum)?);
        end(source).zip(end(destination))
    }

    /// How many endpoints of a row have a text in their ids.
    pub(super) fn found(&self, sum: &Sum, text: &str) -> usize {
        let cards = sum.cards.iter().filter_map(|card| self.cut.cards.get(*card as usize));
        let ids = cards.flat_map(|card| &card.members).map(|id| &self.folding.endpoint(self.analysis, *id).id);
        ids.filter(|id| id.to_lowercase().contains(text)).count()
    }

    /// The opened stack that a card was a part of.
    fn opened_stack(&self, card: &Card) -> Option<NodeId> {
        let What::One(id) = card.what else { return None };
        let stack = self.folding.stack_of.get(&id).and_then(|at| self.folding.stack_at(*at))?;
        let id = stack_id(self.folding, self.analysis, &stack.members);
        self.options.opened.contains(&id).then_some(id)
    }
}

/// What stands together: a card, or an opened thing with what is in it.
struct Unit {
    head: Option<Sum>,
    inside: Vec<Self>,
    cards: Vec<u32>,
    name: String,
    is_outside: bool,
}

/// All rows.
pub(super) fn sums(scene: &Scene<'_>, order: MatrixOrder, totals: Option<&[Total]>) -> Vec<Sum> {
    let units = sorted(units(scene), scene, order, totals);
    let mut rows = Vec::new();
    for unit in units {
        list(unit, 0, &mut rows);
    }
    rows
}

fn list(unit: Unit, depth: usize, rows: &mut Vec<Sum>) {
    if let Some(mut head) = unit.head {
        head.row.depth = depth;
        rows.push(head);
    }
    for unit in unit.inside {
        list(unit, depth + 1, rows);
    }
}

fn units(scene: &Scene<'_>) -> Vec<Unit> {
    let nodes = scene.folding.nodes(scene.analysis, &scene.cut, &[]);
    let mut units: Vec<Unit> = Vec::new();
    let (mut of_frame, mut stacks): (BTreeMap<usize, usize>, BTreeMap<NodeId, usize>) = Default::default();
    for ((card, node), at) in scene.cut.cards.iter().zip(nodes).zip(0_u32..) {
        let row = MatrixRow {
            id: node.id,
            kind: node.kind,
            title: node.title,
            subtitle: node.subtitle,
            endpoints: card.members.len(),
            inside: card.inside,
            depth: 0,
            is_sum: false,
            opens: matches!(card.what, What::Several(kind) if kind != FoldKind::Rest),
            found: 0,
        };
        let is_outside = row.kind == NodeKind::External;
        let name = row.title.clone();
        let unit =
            Unit { head: Some(Sum { cards: vec![at], row }), inside: Vec::new(), cards: vec![at], name, is_outside };
        let (frame, count) = (card.inside.and_then(|at| Some((at, scene.cut.frames.get(at)?))), card.members.len());
        let mut list = &mut units;
        if let Some((inside, frame)) = frame.filter(|(_, frame)| frame.kind == BoxKind::Namespace) {
            let place = *of_frame.entry(inside).or_insert(list.len());
            let what = || (frame.id.clone(), frame.name.clone(), Some(inside));
            let Some(within) = enter(list, place, (at, count), what) else { continue };
            list = within;
        }
        if let Some(id) = scene.opened_stack(card) {
            let place = *stacks.entry(id.clone()).or_insert(list.len());
            let members = scene.folding.members(scene.analysis, &id);
            let names: Vec<&str> =
                members.iter().map(|id| scene.folding.endpoint(scene.analysis, *id).name.as_str()).collect();
            let what = || (id, words::members(&names), card.inside);
            let Some(within) = enter(list, place, (at, count), what) else { continue };
            list = within;
        }
        list.push(unit);
    }
    units
}

/// The inside of an opened thing, which is made where it is not there yet; counts a card as one of its.
fn enter(
    units: &mut Vec<Unit>,
    place: usize,
    (card, count): (u32, usize),
    what: impl FnOnce() -> (NodeId, String, Option<usize>),
) -> Option<&mut Vec<Unit>> {
    if place >= units.len() {
        let (id, title, inside) = what();
        let row = MatrixRow {
            id,
            kind: NodeKind::Group,
            title: title.clone(),
            subtitle: String::new(),
            endpoints: 0,
            inside,
            depth: 0,
            is_sum: true,
            opens: false,
            found: 0,
        };
        let head = Some(Sum { cards: Vec::new(), row });
        units.push(Unit { head, inside: Vec::new(), cards: Vec::new(), name: title, is_outside: false });
    }
    let unit = units.get_mut(place)?;
    unit.cards.push(card);
    if let Some(head) = &mut unit.head {
        head.cards.push(card);
        head.row.endpoints += count;
    }
    Some(&mut unit.inside)
}

/// The units in order, and those in them.
fn sorted(units: Vec<Unit>, scene: &Scene<'_>, order: MatrixOrder, totals: Option<&[Total]>) -> Vec<Unit> {
    let connected = |unit: &Unit, outward: bool| -> u64 {
        let totals = unit.cards.iter().filter_map(|card| totals?.get(*card as usize));
        let counts = totals.map(|total| if outward { &total.egress } else { &total.ingress });
        counts.map(|counts| counts.allowed + counts.open + counts.depends).sum()
    };
    let mut places: Vec<usize> = match order {
        MatrixOrder::Graph => falling(units.len(), &lines(&units, scene)),
        MatrixOrder::Name | MatrixOrder::Egress | MatrixOrder::Ingress => (0..units.len()).collect(),
    };
    places.sort_by_cached_key(|at| {
        let Some(unit) = units.get(*at) else { return (false, Reverse(0), String::new()) };
        let (count, name) = match order {
            MatrixOrder::Graph => (0, String::new()),
            MatrixOrder::Name => (0, unit.name.clone()),
            MatrixOrder::Egress => (connected(unit, true), unit.name.clone()),
            MatrixOrder::Ingress => (connected(unit, false), unit.name.clone()),
        };
        (!unit.is_outside, Reverse(count), name)
    });
    let mut units: Vec<Option<Unit>> = units.into_iter().map(Some).collect();
    let found = places.into_iter().filter_map(|at| units.get_mut(at).and_then(Option::take));
    found.map(|unit| Unit { inside: sorted(unit.inside, scene, order, totals), ..unit }).collect()
}

/// Which units have lines by rules to which.
fn lines(units: &[Unit], scene: &Scene<'_>) -> BTreeSet<(usize, usize)> {
    let inside = units.iter().enumerate().filter(|(_, unit)| !unit.is_outside);
    let cards = inside.flat_map(|(at, unit)| unit.cards.iter().map(move |card| (*card, at)));
    let of_card: BTreeMap<u32, usize> = cards.collect();
    let by_rule = scene.between().filter(|(_, _, state)| *state == PairState::Allowed);
    by_rule.filter_map(|(from, to, _)| Some((*of_card.get(&from)?, *of_card.get(&to)?))).collect()
}
