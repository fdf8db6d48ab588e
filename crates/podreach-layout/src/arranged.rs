//! Where everything of a sheet stood before, so that it stays there when a card opens or closes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// Where its cards stand, from its corner; nothing for a box.
    pub(crate) inside: Inside,
}

/// A card of a box: its id, its width and height, its left border from that of the box.
pub(crate) type Member = (String, (f64, f64), f64);

/// Where the cards of a box stand, from its corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    /// Ids and sizes of its cards, row by row, with their left borders.
    pub(crate) rows: Vec<Vec<Member>>,
    /// Upper borders and heights of rows.
    pub(crate) tops: Vec<(f64, f64)>,
    /// Size of the box.
    pub(crate) size: (f64, f64),
}

/// Where the cards of a block were, from its corner.
pub(crate) struct Homes {
    /// Left borders, by row.
    pub(crate) lefts: Vec<Vec<f64>>,
    /// Upper borders of rows.
    pub(crate) tops: Vec<f64>,
}

impl Inside {
    /// Left border and upper border of a card.
    pub(crate) fn place(&self, id: &str) -> Option<(f64, f64)> {
        let (row, (top, _)) =
            self.rows.iter().zip(&self.tops).find(|(row, _)| row.iter().any(|(own, ..)| own == id))?;
        let (_, _, left) = row.iter().find(|(own, ..)| own == id)?;
        Some((*left, *top))
    }

    /// Whether it has the same cards in the same rows as another one, however large they are.
    pub(crate) fn has_rows_of(&self, other: &Self) -> bool {
        let ids = |inside: &Self| -> Vec<Vec<String>> {
            inside.rows.iter().map(|row| row.iter().map(|(id, ..)| id.clone()).collect()).collect()
        };
        ids(self) == ids(other)
    }
}

impl Slot {
    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The width that a card without a box got, without its pills.
    pub(crate) fn card_width(&self, id: &str) -> Option<f64> {
        self.inside.rows.iter().flatten().find(|(own, ..)| own == id).map(|(_, (width, _), _)| *width)
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
}
