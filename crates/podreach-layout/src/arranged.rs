//! Where everything of a sheet stood before, so that it stays there when a card opens or closes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::block::Shape;
use crate::frame::Frame;
use crate::geometry::{Rect, Size};
use crate::model::LayoutInput;
use crate::plan::{BandKind, Plan};
use crate::rows::Block;

/// The places of a sheet: those that everything had when it was first arranged. What opens pushes others away from there
/// for as long as it is open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arranged {
    /// Rows from top to bottom, their blocks from left to right.
    pub rows: Vec<Vec<Slot>>,
    /// Columns left and right of the rows, their blocks from top to bottom.
    pub columns: [Vec<Slot>; 2],
    /// Insides of boxes, by id.
    pub insides: BTreeMap<String, Inside>,
}

/// The place of a block: a box, a card, or cards that stand together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// Ids of its cards, row by row; that of its box alone. A card that opens into a box has the id of the box.
    pub ids: Vec<Vec<String>>,
    /// Whether it was a box.
    pub is_box: bool,
    /// Left border.
    pub x: f64,
    /// Upper border.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A card of a box: its id, its width and height, its left border from that of the box.
type Member = (String, (f64, f64), f64);

/// Where the cards of a box stand, from its corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    /// Ids and sizes of its cards, row by row, with their left borders.
    rows: Vec<Vec<Member>>,
    /// Upper borders and heights of rows.
    tops: Vec<(f64, f64)>,
    /// Size of the box.
    size: (f64, f64),
}

impl Slot {
    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Its id, if it is a single thing.
    pub(crate) fn id(&self) -> Option<&str> {
        match self.ids.as_slice() {
            [row] => match row.as_slice() {
                [id] => Some(id),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Arranged {
    /// All slots with their row, or none for those of a column.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.rows.iter().flatten().chain(self.columns.iter().flatten())
    }

    /// Ids of everything that had a place.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.slots().flat_map(|slot| slot.ids.iter().flatten()).map(String::as_str)
    }

    /// The place of a block of this picture.
    pub(crate) fn slot_of(&self, input: &LayoutInput, block: &Block) -> Option<&Slot> {
        let ids = ids(input, block);
        let first = ids.first()?.first()?;
        self.slots().find(|slot| slot.ids.iter().flatten().any(|id| id == first))
    }

    /// The shape of a box whose cards are the same as before.
    pub(crate) fn shape_of(&self, input: &LayoutInput, block: &Block) -> Option<Shape> {
        let inside = self.inside_of(input, block)?;
        Some(Shape {
            width: inside.size.0,
            height: inside.size.1,
            lefts: inside.rows.iter().map(|row| row.iter().map(|(_, _, left)| *left).collect()).collect(),
            tops: inside.tops.iter().map(|(top, _)| *top).collect(),
            heights: inside.tops.iter().map(|(_, height)| *height).collect(),
        })
    }

    /// The inside of a box, if its cards stand in the same rows and are as large as before.
    pub(crate) fn inside_of(&self, input: &LayoutInput, block: &Block) -> Option<&Inside> {
        let id = &input.groups.get(block.group?)?.id;
        let inside = self.insides.get(id)?;
        let same = |(id, size, _): &Member, node: &usize| {
            input.nodes.get(*node).is_some_and(|node| node.id == *id && near(*size, node.size))
        };
        let rows = inside.rows.len() == block.rows.len();
        let all = inside.rows.iter().zip(&block.rows).all(|(known, row)| {
            known.len() == row.len() && known.iter().zip(row).all(|(known, node)| same(known, node))
        });
        (rows && all).then_some(inside)
    }

    /// Rows of a box as before, if it has the same cards.
    pub(crate) fn rows_of(&self, input: &LayoutInput, group: usize, members: &[usize]) -> Option<Vec<Vec<usize>>> {
        let inside = self.insides.get(&input.groups.get(group)?.id)?;
        let find = |id: &String| {
            members.iter().copied().find(|node| input.nodes.get(*node).is_some_and(|node| node.id == *id))
        };
        let rows: Vec<Vec<usize>> =
            inside.rows.iter().map(|row| row.iter().filter_map(|(id, ..)| find(id)).collect()).collect();
        let count: usize = rows.iter().map(Vec::len).sum();
        let known: usize = inside.rows.iter().map(Vec::len).sum();
        (count == members.len() && known == count).then_some(rows)
    }

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
            if let Some((id, inside)) = inside(input, frame, block) {
                kept.insides.insert(id, inside);
            }
        }
        kept
    }
}

fn near(one: (f64, f64), other: Size) -> bool {
    (one.0 - other.width).abs() < 0.5 && (one.1 - other.height).abs() < 0.5
}

/// Ids of a block, as [`Slot::ids`].
fn ids(input: &LayoutInput, block: &Block) -> Vec<Vec<String>> {
    if let Some(group) = block.group.and_then(|group| input.groups.get(group)) {
        return vec![vec![group.id.clone()]];
    }
    let id = |node: &usize| input.nodes.get(*node).map(|node| node.id.clone()).unwrap_or_default();
    block.rows.iter().map(|row| row.iter().map(id).collect()).collect()
}

fn slot(input: &LayoutInput, frame: &Frame, block: &Block) -> Slot {
    let group = block.group.and_then(|group| frame.groups.get(group)).copied();
    let cards = block.rows.iter().flatten().filter_map(|node| frame.nodes.get(*node)).map(|placed| placed.rect);
    let rect = group.or_else(|| cards.reduce(|all, one| all.around(&one))).unwrap_or_default();
    let Rect { x, y, width, height } = rect;
    Slot { ids: ids(input, block), is_box: group.is_some(), x, y, width, height }
}

fn inside(input: &LayoutInput, frame: &Frame, block: &Block) -> Option<(String, Inside)> {
    let group = block.group?;
    let (id, rect) = (input.groups.get(group)?.id.clone(), frame.groups.get(group)?);
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
    Some((id, inside))
}
