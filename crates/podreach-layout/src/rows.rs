//! Rows of nodes inside a box: depth by who reaches whom, order within a row so that few lines cross.

use std::collections::BTreeMap;

use crate::model::{LayoutInput, Weight};
use crate::plan::{Block, by_names};
use crate::spacing::Spacing;

/// How often rows are put in order by those above and below.
const SWEEPS: usize = 4;

/// A box with at most as many nodes is small.
const SMALL: usize = 6;

/// Width of a block as far as its cards decide.
pub(crate) fn rough_width(input: &LayoutInput, block: &Block, spacing: &Spacing) -> f64 {
    let row = |row: &Vec<usize>| row_width(input, row, spacing);
    let widest = block.rows.iter().map(row).fold(0.0, f64::max);
    let Some(group) = block.group.and_then(|group| input.groups.get(group)) else { return widest };
    (widest + 2.0 * spacing.padding).max(group.label_width + 32.0)
}

fn row_width(input: &LayoutInput, row: &[usize], spacing: &Spacing) -> f64 {
    let cards: f64 = row.iter().filter_map(|node| input.nodes.get(*node)).map(|node| node.size.width).sum();
    cards + spacing.card * row.len().saturating_sub(1) as f64
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
) -> Vec<Vec<usize>> {
    let mut position = BTreeMap::new();
    position.extend(members.iter().enumerate().map(|(at, node)| (*node, at)));
    let inside: Vec<(usize, usize)> = strong
        .iter()
        .copied()
        .filter(|(from, to)| from != to && position.contains_key(from) && position.contains_key(to))
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
        if !joined && !entered.get(*node).copied().unwrap_or(false) {
            *rank = deepest;
        }
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
    let room = (width - 2.0 * spacing.padding).max(1.0);
    layers.into_iter().flat_map(|layer| wrapped(input, &layer, room, deepest == 0, spacing)).collect()
}

/// Cuts a layer into rows that fit; a box without any order becomes about twice as wide as high.
fn wrapped(input: &LayoutInput, layer: &[usize], room: f64, flat: bool, spacing: &Spacing) -> Vec<Vec<usize>> {
    let wanted = if flat && layer.len() > 3 { ((layer.len() as f64 * 1.2).sqrt().ceil() as usize).max(2) } else { 5 };
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for node in layer {
        let width = |nodes: &[usize]| row_width(input, nodes, spacing);
        let fits = |row: &&mut Vec<usize>| row.len() < wanted && width(row) + spacing.card + width(&[*node]) <= room;
        match rows.last_mut().filter(fits) {
            Some(row) => row.push(*node),
            None => rows.push(vec![*node]),
        }
    }
    rows
}

/// Orders each layer by the mean place of those that its nodes are joined with, down and up in turn. What stands where it
/// should stays: the sort is stable and starts from the order of names.
fn sort_rows(layers: &mut [Vec<usize>], edges: &[(usize, usize)], is_alone: impl Fn(usize) -> bool) {
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
