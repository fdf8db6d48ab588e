//! The plan of a sheet that was drawn before: the same rows and columns, in the same order.

use std::collections::{BTreeMap, VecDeque};

use super::items::Items;
use crate::arranged::{Arranged, Slot};
use crate::model::LayoutInput;
use crate::plan::{Band, BandKind, Plan, filled};
use crate::rows::{self, Block, Limits};
use crate::spacing::Spacing;
use crate::streets::StreetNumbers;

/// Keeps streets as wide as they were, but for those in boxes that are new.
pub(crate) fn keep(input: &LayoutInput, plan: &Plan, numbers: &StreetNumbers, before: &Arranged, extra: &mut [f64]) {
    let mut is_new = vec![false; extra.len()];
    for (at, band) in plan.bands.iter().enumerate() {
        for (number, block) in band.blocks.iter().enumerate() {
            if block.group.is_none() || before.inside_of(input, block).is_some() {
                continue;
            }
            let rows = numbers.rows.get(at).and_then(|rows| rows.get(number)).into_iter().flatten();
            let cards = numbers.cards.get(at).and_then(|cards| cards.get(number)).into_iter().flatten().flatten();
            for street in rows.chain(cards) {
                if let Some(is_new) = is_new.get_mut(*street) {
                    *is_new = true;
                }
            }
        }
    }
    for (extra, is_new) in extra.iter_mut().zip(is_new) {
        if !is_new {
            *extra = 0.0;
        }
    }
}

impl Items {
    /// The same rows and columns as before.
    pub(super) fn again(&self, input: &LayoutInput, spacing: &Spacing, before: &Arranged) -> Plan {
        let limits = Limits { room: input.max_width.max(600.0), most: Some(usize::MAX) };
        let block = |at: usize, most: usize| -> Block {
            let item = self.all.get(at);
            let known = item.and_then(|item| Some((item.group?, &item.members)));
            let rows = known.and_then(|(group, members)| before.rows_of(input, group, members));
            match (item, rows) {
                (Some(item), Some(rows)) => Block { group: item.group, rows },
                _ => self.block(input, spacing, at, Limits { most: Some(most), ..limits }),
            }
        };
        let mut left_over: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
        for (at, item) in self.all.iter().enumerate() {
            let group = item.group.and_then(|group| input.groups.get(group)).map(|group| group.id.as_str());
            let card = item.members.first().and_then(|node| input.nodes.get(*node)).map(|node| node.id.as_str());
            left_over.entry(group.or(card).unwrap_or_default()).or_default().push_back(at);
        }
        let mut blocks_of = |slot: &Slot, in_column: bool| -> Vec<Block> {
            let mut blocks = Vec::new();
            let mut boxes = Vec::new();
            let mut rows: Vec<Vec<usize>> = Vec::new();
            for row in &slot.ids {
                let mut cards = Vec::new();
                for id in row {
                    let Some(at) = left_over.get_mut(id.as_str()).and_then(VecDeque::pop_front) else { continue };
                    match self.all.get(at) {
                        Some(item) if item.group.is_none() => cards.extend(&item.members),
                        // In a column it stands where it stood, and the cards after it below it.
                        _ if in_column => {
                            rows.push(std::mem::take(&mut cards));
                            blocks.extend(of_cards(std::mem::take(&mut rows)));
                            blocks.push(block(at, usize::MAX));
                        }
                        _ => boxes.push(block(at, usize::MAX)),
                    }
                }
                rows.push(cards);
            }
            blocks.extend(of_cards(rows));
            blocks.extend(boxes);
            // What opens in a box leaves it, and stands next to it.
            let box_of = slot.ids.first().and_then(|row| row.first()).filter(|_| slot.is_box);
            for (id, ..) in
                box_of.and_then(|id| before.insides.get(id)).iter().flat_map(|inside| inside.rows.iter().flatten())
            {
                let opened = left_over.get_mut(id.as_str()).and_then(VecDeque::pop_front);
                blocks.extend(opened.map(|at| block(at, usize::MAX)));
            }
            blocks
        };
        let mut rows: Vec<Vec<Block>> =
            before.rows.iter().map(|row| row.iter().flat_map(|slot| blocks_of(slot, false)).collect()).collect();
        let columns: Vec<Vec<Block>> = before
            .columns
            .iter()
            .map(|column| column.iter().flat_map(|slot| blocks_of(slot, true)).collect())
            .collect();
        // What was not there before stands at the end of the last row.
        let new = left_over.into_values().flatten().map(|at| block(at, usize::MAX));
        match rows.last_mut() {
            Some(last) => last.extend(new),
            None => rows.push(new.collect()),
        }
        let shores = self.shores.iter().map(|node| Block { group: None, rows: vec![vec![*node]] }).collect();
        let width = |block: &Block| rows::rough_width(input, block, spacing);
        let mut bands = filled(BandKind::Shore, shores, spacing.shores, super::shore_room(input), width);
        let filled = rows.into_iter().filter(|row| !row.is_empty());
        bands.extend(filled.map(|blocks| Band { kind: BandKind::Boxes, blocks }));
        let mut sides = [0..0, 0..0];
        for (side, column) in sides.iter_mut().zip(columns) {
            let first = bands.len();
            bands.extend(column.into_iter().map(|block| Band { kind: BandKind::Boxes, blocks: vec![block] }));
            *side = first..bands.len();
        }
        Plan::of(input, bands, sides)
    }
}

/// A block of rows of cards; none without cards.
fn of_cards(mut rows: Vec<Vec<usize>>) -> Option<Block> {
    rows.retain(|row| !row.is_empty());
    (!rows.is_empty()).then_some(Block { group: None, rows })
}
