//! The inside of a box: where its cards stand, from its own corner.

use crate::arranged::Homes;
use crate::model::LayoutInput;
use crate::plan::Plan;
use crate::rows::Block;
use crate::rows::touch;
use crate::spacing::{PORT_GAP, Spacing};
use crate::spread::{Wish, spread};

/// Number of passes that move cards towards those that they are joined with.
const SWEEPS: usize = 6;

/// How much room a card takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Extent {
    /// Width of the card.
    pub(crate) width: f64,
    /// Height of the card.
    pub(crate) height: f64,
    /// How far pills stand out at the left.
    pub(crate) overhang: f64,
    /// How far pills at the left reach in.
    pub(crate) inset: f64,
}

impl Extent {
    pub(crate) fn of(input: &LayoutInput, plan: &Plan, node: usize) -> Self {
        let Some(card) = input.nodes.get(node) else { return Self::default() };
        let mut extent = Self { width: card.size.width, height: card.size.height, overhang: 0.0, inset: 0.0 };
        if plan.beside.get(node) == Some(&true) {
            let half = |width: f64| width / 2.0;
            extent.overhang = card.ports.iter().map(|port| port.lead + half(port.width)).fold(0.0, f64::max);
            extent.inset = card.ports.iter().map(|port| half(port.width)).fold(0.0, f64::max);
            extent.width += extent.inset;
        } else {
            let ports: f64 = card.ports.iter().map(|port| port.lead + port.width + PORT_GAP).sum();
            // Pills never stand out beyond the corners.
            extent.width = extent.width.max(ports + 2.0 * PORT_GAP);
        }
        extent
    }
}

/// A box from its own corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shape {
    /// Where its place is from its left border: that of a box, or that of cards without what stands out left of them.
    pub(crate) origin: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Left borders of cards, by row.
    pub(crate) lefts: Vec<Vec<f64>>,
    /// Upper borders of rows.
    pub(crate) tops: Vec<f64>,
    /// Heights of rows.
    pub(crate) heights: Vec<f64>,
}

impl Shape {
    /// Whether cards of these extents fit into it: none touches another one or the border.
    pub(crate) fn holds(&self, rows: &[Vec<Extent>], least: f64) -> bool {
        let row = |(cards, lefts): (&Vec<Extent>, &Vec<f64>)| {
            let mut low = 0.0;
            cards.iter().zip(lefts).all(|(card, left)| {
                let is_right = left - card.overhang >= low - 0.01;
                low = left + card.width;
                is_right
            }) && low <= self.width + 0.01
        };
        let high = |(cards, height): (&Vec<Extent>, &f64)| cards.iter().all(|card| card.height <= height + 0.01);
        self.width >= least - 0.01 && rows.iter().zip(&self.lefts).all(row) && rows.iter().zip(&self.heights).all(high)
    }
}

/// The input from which the inside of a box is laid out.
pub(crate) struct Inside<'a> {
    pub(crate) input: &'a LayoutInput,
    pub(crate) plan: &'a Plan,
    pub(crate) spacing: &'a Spacing,
    pub(crate) block: &'a Block,
    /// By node: those that it is joined with by strong edges.
    pub(crate) joined: &'a [Vec<usize>],
    /// By row: additional room left of each card and right of the last.
    pub(crate) beside: Vec<Vec<f64>>,
    /// Additional room between rows.
    pub(crate) between: Vec<f64>,
    /// Where everything was before, if it shall stay there.
    pub(crate) homes: Option<Homes>,
}

impl Inside<'_> {
    fn extent(&self, node: usize) -> Extent {
        Extent::of(self.input, self.plan, node)
    }

    fn extra(&self, row: usize, column: usize) -> f64 {
        self.beside.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0.0)
    }

    /// The shape.
    pub(crate) fn shape(&self) -> Shape {
        let is_box = self.block.group.is_some();
        let padding = if is_box { self.spacing.padding } else { 0.0 };
        let mut shape = Shape::default();
        let mut lefts = self.homes.as_ref().map_or_else(|| self.lefts(), |homes| self.pushed(homes));
        // Each row asks for room at its left; the box gives all of them the most that one needs.
        let mut shift = f64::NEG_INFINITY;
        for (at, (row, lefts)) in self.block.rows.iter().zip(&lefts).enumerate() {
            if let (Some(node), Some(left)) = (row.first(), lefts.first()) {
                shift = shift.max(padding + self.extra(at, 0) - (left - self.extent(*node).overhang));
            }
        }
        if self.homes.is_some() {
            shift = shift.max(0.0);
        }
        let first = lefts.iter().flatten().copied().fold(f64::INFINITY, f64::min);
        shape.origin = match (is_box, &self.homes) {
            (true, _) => 0.0,
            (false, Some(_)) => shift,
            (false, None) => {
                if first.is_finite() {
                    first + shift
                } else {
                    0.0
                }
            }
        };
        for (at, (row, lefts)) in self.block.rows.iter().zip(&mut lefts).enumerate() {
            for left in lefts.iter_mut() {
                *left += shift;
            }
            if let (Some(node), Some(left)) = (row.last(), lefts.last()) {
                let right = left + self.extent(*node).width + padding + self.extra(at, row.len());
                shape.width = shape.width.max(right);
            }
        }
        if let Some(group) = self.block.group.and_then(|group| self.input.groups.get(group)) {
            shape.width = shape.width.max(group.label_width + 32.0);
        }
        shape.lefts = lefts;
        let header = self.block.group.and_then(|group| self.input.groups.get(group)).map_or(0.0, |group| group.header);
        let header = if header > 0.0 { header } else { self.spacing.header };
        let mut y = if is_box { header } else { 0.0 };
        for (at, row) in self.block.rows.iter().enumerate() {
            if at > 0 {
                y += self.gap_above(at) + self.between.get(at - 1).copied().unwrap_or(0.0);
            }
            let height = row.iter().map(|node| self.extent(*node).height).fold(0.0, f64::max);
            let home = self.homes.as_ref().and_then(|homes| homes.tops.get(at));
            y = home.map_or(y, |home| home.max(y));
            shape.tops.push(y);
            shape.heights.push(height);
            y += height;
        }
        shape.height = y + padding;
        shape
    }

    /// Left borders of cards: each below and above those that it is joined with.
    fn lefts(&self) -> Vec<Vec<f64>> {
        let left = |(node, center): (&usize, &f64)| center - self.extent(*node).width / 2.0;
        let row = |(row, centers): (&Vec<usize>, Vec<f64>)| row.iter().zip(&centers).map(left).collect();
        self.block.rows.iter().zip(self.centers()).map(row).collect()
    }

    /// Left borders of cards: where they were, or further right.
    fn pushed(&self, homes: &Homes) -> Vec<Vec<f64>> {
        let mut lefts = Vec::new();
        for (at, (row, homes)) in self.block.rows.iter().zip(&homes.lefts).enumerate() {
            let mut low = f64::NEG_INFINITY;
            let mut half = 0.0;
            let mut found: Vec<f64> = Vec::with_capacity(row.len());
            for ((node, home), apart) in row.iter().zip(homes).zip(self.distances(at, row)) {
                let width = self.extent(*node).width;
                // Middles are as far apart as without homes.
                let left = home.max(low + apart - half - width / 2.0);
                (low, half) = (left + width, width / 2.0);
                found.push(left);
            }
            lefts.push(found);
        }
        lefts
    }

    /// Between a row and that above it: lines and labels need more than cards that stand below each other.
    fn gap_above(&self, row: usize) -> f64 {
        if self.input.sheet.is_none() {
            return self.spacing.row;
        }
        let own = |row: usize| self.block.rows.get(row).into_iter().flatten().copied();
        let has_pills = |node: usize| self.input.nodes.get(node).is_some_and(|node| !node.ports.is_empty());
        let is_tied = |node: usize| self.joined.get(node).is_some_and(|joined| !joined.is_empty());
        let mut both = own(row).chain(row.checked_sub(1).into_iter().flat_map(own));
        if both.any(|node| has_pills(node) || is_tied(node)) { self.spacing.row } else { self.spacing.stack }
    }

    /// Middles of cards: each below and above those that it is joined with, as far as the others in its row allow.
    fn centers(&self) -> Vec<Vec<f64>> {
        let rows = &self.block.rows;
        let apart: Vec<Vec<f64>> = rows.iter().enumerate().map(|(at, row)| self.distances(at, row)).collect();
        let mut centers: Vec<Vec<f64>> = Vec::new();
        for apart in &apart {
            let wishes: Vec<Wish> = apart.iter().map(|apart| Wish { at: 0.0, weight: 1.0, apart: *apart }).collect();
            centers.push(spread(&wishes));
        }
        if rows.len() < 2 {
            return centers;
        }
        let mut place = vec![None; self.input.nodes.len()];
        for (depth, (row, centers)) in rows.iter().zip(&centers).enumerate() {
            note(&mut place, depth, row, centers);
        }
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let order: Vec<usize> = if down { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
            for depth in order {
                let (Some(row), Some(apart), Some(own)) = (rows.get(depth), apart.get(depth), centers.get(depth))
                else {
                    continue;
                };
                let wish = |((node, apart), own): ((&usize, &f64), &f64)| {
                    let others = self.joined.get(*node).into_iter().flatten();
                    let places = others.filter_map(|other| place.get(*other).copied().flatten());
                    let wanted = |(at, _): &(usize, f64)| if down { *at < depth } else { *at > depth };
                    let (count, sum) =
                        places.filter(wanted).fold((0, 0.0), |(count, sum), (_, center)| (count + 1, sum + center));
                    if count == 0 {
                        Wish { at: *own, weight: 0.02, apart: *apart }
                    } else {
                        Wish { at: sum / f64::from(count), weight: 1.0, apart: *apart }
                    }
                };
                let mut wishes: Vec<Wish> = row.iter().zip(apart).zip(own).map(wish).collect();
                self.agree(row, &mut wishes);
                let found = spread(&wishes);
                note(&mut place, depth, row, &found);
                if let Some(centers) = centers.get_mut(depth) {
                    *centers = found;
                }
            }
        }
        centers
    }

    /// Parts of one card get the same preferred place, so that they come as close as they may.
    fn agree(&self, row: &[usize], wishes: &mut [Wish]) {
        let mut start = 0;
        for end in 1..=row.len() {
            let pair = (row.get(end - 1), row.get(end));
            if matches!(pair, (Some(one), Some(other)) if touch(self.input, *one, *other)) {
                continue;
            }
            if let Some(run) = wishes.get_mut(start..end).filter(|run| run.len() > 1) {
                let weight: f64 = run.iter().map(|wish| wish.weight).sum();
                let at = run.iter().map(|wish| wish.at * wish.weight).sum::<f64>() / weight;
                for wish in run {
                    wish.at = at;
                }
            }
            start = end;
        }
    }

    /// How far the middle of each card must be from that of the one before.
    fn distances(&self, at: usize, row: &[usize]) -> Vec<f64> {
        let mut distances = Vec::with_capacity(row.len());
        let mut before = 0.0;
        for (column, node) in row.iter().enumerate() {
            let extent = self.extent(*node);
            let touches = column
                .checked_sub(1)
                .and_then(|before| row.get(before))
                .is_some_and(|before| touch(self.input, *before, *node));
            let gap = if touches { 0.0 } else { self.spacing.card + self.extra(at, column) + extent.overhang };
            distances.push(before + gap + extent.width / 2.0);
            before = extent.width / 2.0;
        }
        distances
    }
}

fn note(place: &mut [Option<(usize, f64)>], depth: usize, row: &[usize], centers: &[f64]) {
    for (node, center) in row.iter().zip(centers) {
        if let Some(place) = place.get_mut(*node) {
            *place = Some((depth, *center));
        }
    }
}
