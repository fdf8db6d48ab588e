//! Widths that cards of a sheet get beyond what stands on them.

use std::collections::BTreeMap;

use crate::model::{LayoutInput, Place, Weight};
use crate::spacing::SHEET_PADDING as PADDING;

/// Room for each of the lines that come to a card from above, with its label.
const ARRIVAL: f64 = 88.0;
/// With more cards than this, none of them is wide.
const ROOMY: usize = 30;
/// A card gets room for at most as many.
const ARRIVALS: usize = 6;

/// Cards without a box that many lines come to are wide, so that their labels have room side by side.
pub(crate) fn widened(input: &LayoutInput) -> LayoutInput {
    let mut input = input.clone();
    if input.sheet.is_none() || input.compact {
        return input;
    }
    let before = input.sheet.as_ref().and_then(|sheet| sheet.before.clone());
    let mut arrivals = vec![0_usize; input.nodes.len()];
    for edge in input.edges.iter().filter(|edge| edge.weight == Weight::Strong && edge.from != edge.to) {
        if let Some(count) = arrivals.get_mut(edge.to) {
            *count += 1;
        }
    }
    // Many wide cards would make the picture too wide.
    if let Some(before) = &before {
        let width_of = |id: &str| before.slots().find_map(|slot| slot.card_width(id));
        for node in input.nodes.iter_mut().filter(|node| node.place == Place::Free) {
            node.size.width = node.size.width.max(width_of(&node.id).unwrap_or(0.0));
        }
    } else if input.nodes.len() <= ROOMY {
        for (node, count) in input.nodes.iter_mut().zip(&arrivals) {
            if node.place == Place::Free && *count > 2 {
                node.size.width = node.size.width.max((*count).min(ARRIVALS) as f64 * ARRIVAL);
            }
        }
    }
    same_widths(&mut input);
    input
}

/// Cards below each other in the column beside the rows are equally wide.
fn same_widths(input: &mut LayoutInput) {
    let mut joined = vec![false; input.nodes.len()];
    for edge in input.edges.iter().filter(|edge| edge.weight != Weight::Overlay && edge.from != edge.to) {
        for node in [edge.from, edge.to] {
            if let Some(joined) = joined.get_mut(node) {
                *joined = true;
            }
        }
    }
    let stands = |at: usize, place: Place| match place {
        Place::InGroup(group) => {
            input.groups.get(group).filter(|group| group.aside || group.family).map(|_| Some(group))
        }
        Place::Free => joined.get(at).is_some_and(|joined| !joined).then_some(None),
        Place::Shore => None,
    };
    let columns: Vec<Option<Option<usize>>> =
        input.nodes.iter().enumerate().map(|(at, node)| stands(at, node.place)).collect();
    let mut widest: BTreeMap<Option<usize>, f64> = BTreeMap::new();
    for (node, column) in input.nodes.iter().zip(&columns) {
        if let Some(column) = column {
            let most = widest.entry(*column).or_default();
            *most = most.max(node.size.width);
        }
    }
    // No narrower than what stands above them.
    for (group, most) in &mut widest {
        if let Some(found) = group.and_then(|group| input.groups.get(group)) {
            *most = most.max(found.label_width + 32.0 - 2.0 * PADDING);
        }
    }
    for (node, column) in input.nodes.iter_mut().zip(&columns) {
        if let Some(most) = column.and_then(|column| widest.get(&column)) {
            node.size.width = *most;
        }
    }
}
