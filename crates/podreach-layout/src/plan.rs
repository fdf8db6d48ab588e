//! Which band, box and row each node belongs to, before anything has coordinates.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{LayoutInput, Place, Weight};
use crate::rows::{self, Block, by_names};
use crate::spacing::{PORT_STEP, Spacing};

/// What a band holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BandKind {
    Shore,
    Free,
    Boxes,
}

/// A horizontal stretch of the picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Band {
    pub(crate) kind: BandKind,
    pub(crate) blocks: Vec<Block>,
}

/// The place of a node in a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) band: usize,
    pub(crate) block: usize,
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// A picture without coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) bands: Vec<Band>,
    /// By node.
    pub(crate) spots: Vec<Spot>,
    /// Nodes whose pills stand on the left border.
    pub(crate) beside: Vec<bool>,
    /// Bands, the last ones, that stand below each other left and right of the others instead of below them.
    pub(crate) sides: [Range<usize>; 2],
}

/// Pairs of nodes that arrange the picture.
pub(crate) fn strong(input: &LayoutInput) -> Vec<(usize, usize)> {
    let strong = input.edges.iter().filter(|edge| edge.weight == Weight::Strong);
    strong.map(|edge| (edge.from, edge.to)).collect()
}

impl Plan {
    pub(crate) fn new(input: &LayoutInput, spacing: &Spacing) -> Self {
        let place = |node: usize| {
            let place = input.nodes.get(node).map(|node| node.place);
            place.map(|place| match place {
                Place::InGroup(group) if group >= input.groups.len() => Place::Free,
                place => place,
            })
        };
        let strong = strong(input);
        let of = |wanted: Place| -> Vec<usize> {
            (0..input.nodes.len()).filter(|node| place(*node) == Some(wanted)).collect()
        };
        let mut bands = Vec::new();
        let single = |nodes: Vec<usize>| Block { group: None, rows: vec![nodes] };
        let width = |block: &Block| rows::rough_width(input, block, spacing);
        let shores = of(Place::Shore).into_iter().map(|node| single(vec![node])).collect();
        bands.extend(filled(BandKind::Shore, shores, spacing.shores, input.max_width, width));
        let mut free = of(Place::Free);
        free.sort_by_key(|node| input.nodes.get(*node).map(|node| node.id.as_str()));
        let free = free.into_iter().map(|node| single(vec![node])).collect();
        bands.extend(filled(BandKind::Free, free, spacing.card, input.max_width, width));
        let group_of = |node: usize| match place(node) {
            Some(Place::InGroup(group)) => Some(group),
            _ => None,
        };
        let between: Vec<(usize, usize)> =
            strong.iter().filter_map(|(from, to)| Some((group_of(*from)?, group_of(*to)?))).collect();
        let order = {
            let id = |group: &usize| input.groups.get(*group).map(|group| group.id.as_str());
            let mut by_id: Vec<usize> = (0..input.groups.len()).collect();
            by_id.sort_by_key(id);
            let ranks = by_names(&by_id, &prevailing(&between));
            let mut order: Vec<(usize, usize)> = ranks.into_iter().zip(by_id).collect();
            order.sort_by_key(|(rank, _)| *rank);
            order
        };
        let mut members = vec![Vec::new(); input.groups.len()];
        for node in 0..input.nodes.len() {
            if let Some(members) = group_of(node).and_then(|group| members.get_mut(group)) {
                members.push(node);
            }
        }
        let entered = rows::entered_from_elsewhere(input, group_of);
        let blocks = order
            .into_iter()
            .map(|(_, group)| {
                let mut members = members.get(group).cloned().unwrap_or_default();
                members.sort_by_key(|node| input.nodes.get(*node).map(|node| node.id.as_str()));
                Block { group: Some(group), rows: rows::rows(input, &members, &strong, &entered, spacing, None) }
            })
            .collect();
        bands.extend(filled(BandKind::Boxes, blocks, spacing.block, input.max_width, width));
        Self::of(input, bands, [0..0, 0..0])
    }

    /// A plan of these bands.
    pub(crate) fn of(input: &LayoutInput, bands: Vec<Band>, sides: [Range<usize>; 2]) -> Self {
        let mut plan = Self { bands, spots: vec![Spot::default(); input.nodes.len()], beside: Vec::new(), sides };
        plan.find_spots();
        plan.beside = (0..input.nodes.len()).map(|node| plan.is_beside(input, node)).collect();
        plan
    }

    /// How many bands stand below each other across the picture; the others stand beside them.
    pub(crate) fn main(&self) -> usize {
        self.bands.len() - self.sides.iter().map(ExactSizeIterator::len).sum::<usize>().min(self.bands.len())
    }

    /// The first band that is no shore.
    pub(crate) fn first_below_shore(&self) -> Option<usize> {
        let first = self.bands.iter().position(|band| band.kind != BandKind::Shore);
        first.map(|first| first.min(self.main()))
    }

    fn find_spots(&mut self) {
        for (band, content) in self.bands.iter().enumerate() {
            for (block, content) in content.blocks.iter().enumerate() {
                for (row, nodes) in content.rows.iter().enumerate() {
                    for (column, node) in nodes.iter().enumerate() {
                        if let Some(spot) = self.spots.get_mut(*node) {
                            *spot = Spot { band, block, row, column };
                        }
                    }
                }
            }
        }
    }

    pub(crate) fn spot(&self, node: usize) -> Spot {
        self.spots.get(node).copied().unwrap_or_default()
    }

    pub(crate) fn band(&self, at: usize) -> Option<&Band> {
        self.bands.get(at)
    }

    pub(crate) fn block(&self, spot: Spot) -> Option<&Block> {
        self.bands.get(spot.band)?.blocks.get(spot.block)
    }

    pub(crate) fn kind(&self, node: usize) -> BandKind {
        self.band(self.spot(node).band).map_or(BandKind::Free, |band| band.kind)
    }

    /// Whether all lines to a node's pills come from boxes to its left, so that the pills stand on its left border.
    fn is_beside(&self, input: &LayoutInput, node: usize) -> bool {
        let Some(card) = input.nodes.get(node) else { return false };
        let spot = self.spot(node);
        let needed = card.ports.len() as f64 * PORT_STEP + 8.0;
        if self.kind(node) != BandKind::Boxes || spot.column > 0 || spot.block == 0 || needed > card.size.height {
            return false;
        }
        let mut landing = input
            .edges
            .iter()
            .filter(|edge| {
                edge.to == node && edge.from != node && edge.port.is_some() && edge.weight != Weight::Overlay
            })
            .peekable();
        let from_left = |from: usize| {
            let other = self.spot(from);
            other.band == spot.band && other.block < spot.block
        };
        landing.peek().is_some() && landing.all(|edge| from_left(edge.from))
    }
}

/// Of two groups that reach each other, only the direction with more edges counts.
pub(crate) fn prevailing(edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for edge in edges {
        *counts.entry(*edge).or_default() += 1;
    }
    let back = |(from, to): (usize, usize)| counts.get(&(to, from)).copied().unwrap_or(0);
    counts.iter().filter(|(edge, count)| **count >= back(**edge)).map(|(edge, _)| *edge).collect()
}

/// Puts blocks side by side until a band is full.
pub(crate) fn filled(
    kind: BandKind,
    blocks: Vec<Block>,
    gap: f64,
    room: f64,
    width: impl Fn(&Block) -> f64,
) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut used = 0.0;
    for block in blocks {
        let needed = width(&block);
        match bands.last_mut() {
            Some(band) if used + gap + needed <= room => {
                used += gap + needed;
                band.blocks.push(block);
            }
            _ => {
                used = needed;
                bands.push(Band { kind, blocks: vec![block] });
            }
        }
    }
    bands
}
