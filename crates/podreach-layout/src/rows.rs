//! Rows of nodes inside a box: depth by who reaches whom, order within a row so that few lines cross.

use std::collections::BTreeMap;

use crate::model::{LayoutInput, Weight};
use crate::rank::ranks;
use crate::spacing::Spacing;

/// A box with rows of nodes, or a single node that has no box.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) group: Option<usize>,
    pub(crate) rows: Vec<Vec<usize>>,
}

/// How often rows are put in order by those above and below.
const SWEEPS: usize = 4;

/// A box with at most as many nodes is small.
const SMALL: usize = 6;

/// How wide rows may get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    /// Width of a row in pixels.
    pub(crate) room: f64,
    /// Number of cards in a row; `None` for what looks best.
    pub(crate) most: Option<usize>,
}

/// At most as many parts of a card stand side by side.
const TOUCHING: usize = 4;

/// Width of a block as far as its cards decide.
pub(crate) fn rough_width(input: &LayoutInput, block: &Block, spacing: &Spacing) -> f64 {
    let row = |row: &Vec<usize>| row_width(input, row, spacing);
    let widest = block.rows.iter().map(row).fold(0.0, f64::max);
    let Some(group) = block.group.and_then(|group| input.groups.get(group)) else { return widest };
    (widest + 2.0 * spacing.padding).max(group.label_width + 32.0)
}

fn row_width(input: &LayoutInput, row: &[usize], spacing: &Spacing) -> f64 {
    let cards: f64 = row.iter().filter_map(|node| input.nodes.get(*node)).map(|node| node.size.width).sum();
    let gaps = row.windows(2).filter(|pair| !matches!(pair, [one, other] if touch(input, *one, *other))).count();
    cards + spacing.card * gaps as f64
}

/// Whether neighbours in a row are parts of one card.
pub(crate) fn touch(input: &LayoutInput, one: usize, other: usize) -> bool {
    let card = |node: usize| input.nodes.get(node).and_then(|node| node.card);
    card(one).is_some_and(|card_of_one| card(other) == Some(card_of_one))
}

/// Nodes that something outside their box reaches.
pub(crate) fn entered_from_elsewhere(input: &LayoutInput, group: impl Fn(usize) -> Option<usize>) -> Vec<bool> {
    let mut entered = vec![false; input.nodes.len()];
    for edge in input.edges.iter().filter(|edge| edge.weight == Weight::Strong) {
        if group(edge.from) != group(edge.to)
            && let Some(entered) = entered.get_mut(edge.to)
        {
            *entered = true;
        }
    }
    entered
}

/// Rows of the members of a box.
pub(crate) fn rows(
    input: &LayoutInput,
    members: &[usize],
    strong: &[(usize, usize)],
    entered: &[bool],
    spacing: &Spacing,
    limits: Option<Limits>,
) -> Vec<Vec<usize>> {
    let parts = Parts::of(input, members);
    let members = parts.cards.as_slice();
    let mut position = BTreeMap::new();
    position.extend(members.iter().enumerate().map(|(at, node)| (*node, at)));
    let inside: Vec<(usize, usize)> = strong
        .iter()
        .filter_map(|(from, to)| Some((*parts.card.get(from)?, *parts.card.get(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    let mut ranks: Vec<usize> = by_names(members, &inside);
    let deepest = ranks.iter().copied().max().unwrap_or(0);
    let mut joined = vec![false; members.len()];
    for node in inside.iter().flat_map(|(from, to)| [from, to]) {
        if let Some(joined) = position.get(node).and_then(|at| joined.get_mut(*at)) {
            *joined = true;
        }
    }
    // What nothing in the box touches stands out of the way of its lines, unless lines come to it from elsewhere.
    for ((rank, joined), node) in ranks.iter_mut().zip(&joined).zip(members) {
        let is_entered = |part: &usize| entered.get(*part).copied().unwrap_or(false);
        if !joined && !parts.of_card(*node).iter().any(is_entered) {
            *rank = deepest;
        }
    }
    if input.sheet.is_some() {
        beside_target(&mut ranks, members, &inside, |node| {
            parts.of_card(node).iter().any(|part| entered.get(*part) == Some(&true))
        });
    }
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); deepest + 1];
    for (node, rank) in members.iter().zip(&ranks) {
        if let Some(layer) = layers.get_mut(*rank) {
            layer.push(*node);
        }
    }
    layers.retain(|layer| !layer.is_empty());
    let alone: Vec<bool> = joined.iter().map(|joined| !joined).collect();
    let is_alone = |node: usize| position.get(&node).and_then(|at| alone.get(*at)).copied().unwrap_or(true);
    sort_rows(&mut layers, &inside, is_alone);
    // On a small screen two small boxes stand side by side rather than one below the other.
    let halves = input.compact && input.groups.len() > 1 && members.len() <= SMALL;
    let width = if halves { (input.max_width - spacing.block) / 2.0 } else { input.max_width };
    let usual = Limits { room: (width - 2.0 * spacing.padding).max(1.0), most: None };
    let limits = limits.unwrap_or(usual);
    layers
        .into_iter()
        .flat_map(|layer| {
            let pieces: Vec<&[usize]> = layer.iter().flat_map(|card| parts.of_card(*card).chunks(TOUCHING)).collect();
            wrapped(input, &pieces, limits, deepest == 0, spacing)
        })
        .collect()
}

/// What nobody reaches stands beside the only one that it reaches, where that one is alone in its row, instead of above it.
fn beside_target(
    ranks: &mut [usize],
    members: &[usize],
    inside: &[(usize, usize)],
    is_entered: impl Fn(usize) -> bool,
) {
    let at = |node: usize| members.iter().position(|member| *member == node);
    let before = ranks.to_vec();
    for (own, node) in members.iter().enumerate() {
        let mut targets = inside.iter().filter(|(from, _)| from == node).filter_map(|(_, to)| at(*to));
        let (Some(target), None) = (targets.next(), targets.next()) else { continue };
        let is_reached = inside.iter().any(|(_, to)| to == node) || is_entered(*node);
        let rank = before.get(target).copied().unwrap_or(0);
        let is_alone = before.iter().filter(|other| **other == rank).count() == 1;
        if let (false, true, Some(own)) = (is_reached, is_alone, ranks.get_mut(own)) {
            *own = rank;
        }
    }
}

/// Nodes that are parts of one card are ordered as one.
struct Parts {
    /// The first part of each card, in the order of the members.
    cards: Vec<usize>,
    /// By node: the first part of its card.
    card: BTreeMap<usize, usize>,
    /// By the first part: all parts.
    all: BTreeMap<usize, Vec<usize>>,
}

impl Parts {
    fn of(input: &LayoutInput, members: &[usize]) -> Self {
        let mut found = Self { cards: Vec::new(), card: BTreeMap::new(), all: BTreeMap::new() };
        let mut firsts: BTreeMap<usize, usize> = BTreeMap::new();
        for node in members {
            let number = input.nodes.get(*node).and_then(|node| node.card);
            let first = number.map_or(*node, |number| *firsts.entry(number).or_insert(*node));
            if first == *node {
                found.cards.push(*node);
            }
            found.card.insert(*node, first);
            found.all.entry(first).or_default().push(*node);
        }
        found
    }

    fn of_card(&self, first: usize) -> &[usize] {
        self.all.get(&first).map_or(&[], Vec::as_slice)
    }
}

/// Cuts a layer into rows that fit; a box without any order becomes about twice as wide as high. Pieces stay whole.
fn wrapped(input: &LayoutInput, pieces: &[&[usize]], limits: Limits, flat: bool, spacing: &Spacing) -> Vec<Vec<usize>> {
    let Limits { room, most } = limits;
    let count: usize = pieces.iter().map(|piece| piece.len()).sum();
    let usual = if flat && count > 3 { ((count as f64 * 1.2).sqrt().ceil() as usize).max(2) } else { 5 };
    let wanted = most.unwrap_or(usual);
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for piece in pieces {
        let width = |nodes: &[usize]| row_width(input, nodes, spacing);
        let fits = |row: &&mut Vec<usize>| {
            row.len() + piece.len() <= wanted && width(row) + spacing.card + width(piece) <= room
        };
        match rows.last_mut().filter(fits) {
            Some(row) => row.extend_from_slice(piece),
            None => rows.push(piece.to_vec()),
        }
    }
    rows
}

/// Orders each layer by the mean place of those that its nodes are joined with, down and up in turn. What stands where it
/// should stays: the sort is stable and starts from the order of names.
pub(crate) fn sort_rows(layers: &mut [Vec<usize>], edges: &[(usize, usize)], is_alone: impl Fn(usize) -> bool) {
    let mut others: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in edges {
        others.entry(*from).or_default().push(*to);
        others.entry(*to).or_default().push(*from);
    }
    let mut place: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
    for (depth, layer) in layers.iter_mut().enumerate() {
        layer.sort_by_key(|node| is_alone(*node));
        note(&mut place, depth, layer);
    }
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let order: Vec<usize> = if down { (0..layers.len()).collect() } else { (0..layers.len()).rev().collect() };
        for depth in order {
            let Some(layer) = layers.get_mut(depth) else { continue };
            let mean = |node: usize| {
                let wanted = |other: &&usize| {
                    place.get(*other).is_some_and(|(at, _)| if down { *at < depth } else { *at > depth })
                };
                let found = others.get(&node).into_iter().flatten().filter(wanted);
                let (count, sum) = found
                    .filter_map(|other| place.get(other))
                    .fold((0, 0.0), |(count, sum), (_, at)| (count + 1, sum + at));
                let own = place.get(&node).map_or(0.5, |(_, at)| *at);
                if count == 0 { own } else { sum / f64::from(count) }
            };
            let mut keyed: Vec<(bool, f64, usize)> =
                layer.iter().map(|node| (is_alone(*node), mean(*node), *node)).collect();
            keyed.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
            *layer = keyed.into_iter().map(|(_, _, node)| node).collect();
            note(&mut place, depth, layer);
        }
    }
}

/// Remembers where nodes stand, as a share of their row.
fn note(place: &mut BTreeMap<usize, (usize, f64)>, depth: usize, layer: &[usize]) {
    for (at, node) in layer.iter().enumerate() {
        place.insert(*node, (depth, (at as f64 + 0.5) / layer.len() as f64));
    }
}

/// Ranks of things that are counted in an order of their own.
pub(crate) fn by_names(order: &[usize], edges: &[(usize, usize)]) -> Vec<usize> {
    let size = order.iter().max().map_or(0, |last| last + 1);
    let mut position = vec![None; size];
    for (at, thing) in order.iter().enumerate() {
        if let Some(position) = position.get_mut(*thing) {
            *position = Some(at);
        }
    }
    let position = |thing: usize| position.get(thing).copied().flatten();
    let edges: Vec<(usize, usize)> =
        edges.iter().filter_map(|(from, to)| Some((position(*from)?, position(*to)?))).collect();
    ranks(order.len(), &edges)
}
