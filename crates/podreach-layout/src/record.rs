//! What a sheet leaves behind for the next one: where everything stands.

use crate::arranged::{Arranged, Inside, Slot};
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::model::LayoutInput;
use crate::plan::{BandKind, Plan};
use crate::recall::ids;
use crate::rows::Block;

impl Arranged {
    /// What a picture leaves behind: places of what was there before stay as they are.
    pub(crate) fn of(input: &LayoutInput, plan: &Plan, frame: &Frame, before: Option<&Self>) -> Self {
        let mut kept = before.cloned().unwrap_or_default();
        let main = plan.main();
        let mut rows: Vec<Vec<Slot>> = Vec::new();
        let mut columns: [Vec<Slot>; 2] = [Vec::new(), Vec::new()];
        for (at, band) in plan.bands.iter().enumerate().filter(|(_, band)| band.kind != BandKind::Shore) {
            let slots = band.blocks.iter().map(|block| slot(input, frame, block));
            if at < main {
                rows.push(slots.collect());
            } else if let Some(column) = columns.get_mut(usize::from(!plan.sides[0].contains(&at))) {
                column.extend(slots);
            }
        }
        if before.is_none() {
            (kept.rows, kept.columns) = (rows, columns);
        } else {
            // What is new stands in the row that it was given, or at the end of its column.
            let known = |kept: &Self, slot: &Slot| {
                let first = slot.ids.first().and_then(|row| row.first());
                kept.slots().any(|other| other.ids.iter().flatten().any(|id| Some(id) == first))
            };
            for (at, slots) in rows.into_iter().enumerate() {
                for slot in slots {
                    if !known(&kept, &slot) {
                        match kept.rows.get_mut(at) {
                            Some(row) => row.push(slot),
                            None => kept.rows.push(vec![slot]),
                        }
                    }
                }
            }
            for (at, slots) in columns.into_iter().enumerate() {
                for slot in slots {
                    if !known(&kept, &slot)
                        && let Some(column) = kept.columns.get_mut(at)
                    {
                        column.push(slot);
                    }
                }
            }
        }
        for block in plan.bands.iter().flat_map(|band| &band.blocks) {
            let id = block.group.and_then(|group| input.groups.get(group)).map(|group| group.id.clone());
            if let (Some(id), Some(inside)) = (id, inside(input, frame, block, rect(frame, block))) {
                // A card that has grown pushes others away from where they were when the box was first arranged.
                if !kept.insides.get(&id).is_some_and(|known| known.has_rows_of(&inside)) {
                    kept.insides.insert(id, inside);
                }
            }
        }
        kept
    }
}

/// The rectangle of a box, or that around cards.
fn rect(frame: &Frame, block: &Block) -> Rect {
    let group = block.group.and_then(|group| frame.groups.get(group)).copied();
    let cards = block.rows.iter().flatten().filter_map(|node| frame.nodes.get(*node)).map(|placed| placed.rect);
    group.or_else(|| cards.reduce(|all, one| all.around(&one))).unwrap_or_default()
}

fn slot(input: &LayoutInput, frame: &Frame, block: &Block) -> Slot {
    let rect = rect(frame, block);
    let inside = if block.group.is_none() { inside(input, frame, block, rect) } else { None };
    let Rect { x, y, width, height } = rect;
    let is_box = block.group.is_some();
    Slot { ids: ids(input, block), is_box, x, y, width, height, inside: inside.unwrap_or_default() }
}

fn inside(input: &LayoutInput, frame: &Frame, block: &Block, rect: Rect) -> Option<Inside> {
    block.rows.first()?;
    let card = |node: &usize| {
        let (node, placed) = (input.nodes.get(*node)?, frame.nodes.get(*node)?);
        Some((node.id.clone(), (node.size.width, node.size.height), placed.rect.x - rect.x))
    };
    let row = |row: &Vec<usize>| {
        let rects = row.iter().filter_map(|node| frame.nodes.get(*node)).map(|placed| placed.rect);
        let all = rects.reduce(|all, one| all.around(&one)).unwrap_or_default();
        (all.y - rect.y, all.height)
    };
    let inside = Inside {
        rows: block.rows.iter().map(|row| row.iter().filter_map(card).collect()).collect(),
        tops: block.rows.iter().map(row).collect(),
        size: (rect.width, rect.height),
    };
    Some(inside)
}
