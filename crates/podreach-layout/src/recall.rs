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
        let tops = places.iter().map(|row| row.first().map_or(0.0, |(_, top)| *top)).collect();
        let lefts = places.iter().map(|row| row.iter().map(|(left, _)| *left).collect()).collect();
        Some(Homes { lefts, tops })
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
