//! What is known of a block from where everything stood before.

use crate::arranged::{Arranged, Homes, Inside, Member, Slot};
use crate::block::Shape;
use crate::geometry::Size;
use crate::model::LayoutInput;
use crate::rows::Block;

impl Arranged {
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
            origin: 0.0,
            width: inside.size.0,
            height: inside.size.1,
            lefts: inside.rows.iter().map(|row| row.iter().map(|(_, _, left)| *left).collect()).collect(),
            tops: inside.tops.iter().map(|(top, _)| *top).collect(),
            heights: inside.tops.iter().map(|(_, height)| *height).collect(),
        })
    }

    /// Left borders of the cards of a block and upper borders of its rows, if all of them were there before.
    pub(crate) fn homes_of(&self, input: &LayoutInput, block: &Block) -> Option<Homes> {
        let inside = match block.group {
            Some(group) => self.insides.get(&input.groups.get(group)?.id)?,
            None => &self.slot_of(input, block)?.inside,
        };
        let place = |node: &usize| inside.place(&input.nodes.get(*node)?.id);
        let row = |row: &Vec<usize>| row.iter().map(place).collect::<Option<Vec<_>>>();
        let places: Vec<Vec<(f64, f64)>> = block.rows.iter().map(row).collect::<Option<_>>()?;
        let below = self.below(input, block);
        let tops = places.iter().map(|row| row.first().map_or(0.0, |(_, top)| *top - below)).collect();
        let lefts = places.iter().map(|row| row.iter().map(|(left, _)| *left).collect()).collect();
        Some(Homes { lefts, tops })
    }

    /// How far the first card of a block stands below the upper border of its slot: in a column, cards may have opened above it.
    pub(crate) fn below(&self, input: &LayoutInput, block: &Block) -> f64 {
        let Some(first) = block.rows.first().and_then(|row| row.first()).filter(|_| block.group.is_none()) else {
            return 0.0;
        };
        let Some(id) = input.nodes.get(*first).map(|node| node.id.as_str()) else { return 0.0 };
        let mut slots = self.columns.iter().flatten();
        let slot = slots.find(|slot| slot.ids.iter().flatten().any(|own| own == id));
        slot.and_then(|slot| slot.inside.place(id)).map_or(0.0, |(_, top)| top)
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
        // A card that has opened is a box of its own now, and leaves its place empty.
        let is_box = |id: &String| input.groups.iter().any(|group| group.id == *id);
        let stays = inside.rows.iter().flatten().all(|(id, ..)| find(id).is_some() || is_box(id));
        let rows = inside.rows.iter().map(|row| row.iter().filter_map(|(id, ..)| find(id)).collect());
        let rows: Vec<Vec<usize>> = rows.filter(|row: &Vec<usize>| !row.is_empty()).collect();
        let count: usize = rows.iter().map(Vec::len).sum();
        (count == members.len() && stays).then_some(rows)
    }
}

fn near(one: (f64, f64), other: Size) -> bool {
    (one.0 - other.width).abs() < 0.5 && (one.1 - other.height).abs() < 0.5
}

/// Ids of a block, as [`Slot::ids`].
pub(crate) fn ids(input: &LayoutInput, block: &Block) -> Vec<Vec<String>> {
    if let Some(group) = block.group.and_then(|group| input.groups.get(group)) {
        return vec![vec![group.id.clone()]];
    }
    let id = |node: &usize| input.nodes.get(*node).map(|node| node.id.clone()).unwrap_or_default();
    block.rows.iter().map(|row| row.iter().map(id).collect()).collect()
}
