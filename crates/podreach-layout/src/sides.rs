//! The columns beside the rows of a sheet: what stands in them, from top to bottom, and the streets around.

use crate::frame::{Frame, Framing, Row, set};
use crate::geometry::Span;
use crate::model::Weight;
use crate::plan::{BandKind, Spot};
use crate::spacing::{CLEAR, LANDING};
use crate::spread::{Wish, spread};
use crate::streets::Street;

/// How far rows and columns reach to the left and to the right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stacks {
    /// Of the rows.
    pub(crate) main: Span,
    /// Of the columns left and right of them.
    pub(crate) columns: [Span; 2],
    /// Of everything, from zero.
    pub(crate) width: f64,
}

impl Framing<'_> {
    /// Moves the rows to the right of the left column, and puts the columns beside them.
    pub(crate) fn stacks(&self, rows: &mut [Row]) -> Stacks {
        let main = self.plan.main();
        let is_row = |at: usize| at < main && self.plan.band(at).is_some_and(|band| band.kind != BandKind::Shore);
        let wide = |at: usize| rows.get(at).map_or(0.0, Row::right);
        let widest = |bands: &mut dyn Iterator<Item = usize>| bands.map(wide).fold(0.0, f64::max);
        let [left, right] = self.plan.sides.clone();
        let all = widest(&mut (0..main));
        if left.is_empty() && right.is_empty() {
            let main = Span::new(0.0, all);
            return Stacks { main, columns: [Span::default(); 2], width: all };
        }
        let (left_width, right_width) = (widest(&mut left.clone()), widest(&mut right.clone()));
        let own = widest(&mut (0..main).filter(|at| is_row(*at)));
        let outermost = |low: bool| {
            let gutters = if low { self.numbers.outermost_left() } else { self.numbers.outermost_right() };
            gutters.into_iter().map(|street| self.extra(Some(street))).fold(0.0, f64::max)
        };
        let gap = |side: usize| {
            let inner = self.numbers.sides.get(side).copied().flatten().map(|(inner, _)| inner);
            self.spacing.side + self.extra(inner).max(outermost(side == 0))
        };
        let start = if left.is_empty() { 0.0 } else { left_width + gap(0) };
        let end = start + own;
        let right_start = if right.is_empty() { end } else { end + gap(1) };
        for (at, row) in rows.iter_mut().enumerate() {
            let shift = match () {
                () if is_row(at) => start,
                () if left.contains(&at) => (left_width - row.right()) / 2.0,
                () if right.contains(&at) => right_start + (right_width - row.right()) / 2.0,
                () => 0.0,
            };
            row.lefts.iter_mut().for_each(|left| *left += shift);
        }
        Stacks {
            main: Span::new(start, end),
            columns: [Span::new(0.0, left_width), Span::new(right_start, right_start + right_width)],
            width: (right_start + right_width).max(all),
        }
    }

    /// Puts the blocks of both columns below each other: from the top, or beside the rows that they are joined with.
    pub(crate) fn put_stacks(&self, frame: &mut Frame, rows: &[Row], stacks: &Stacks, tops: &[f64]) {
        let first = self.plan.first_below_shore().and_then(|first| tops.get(first)).copied().unwrap_or(0.0);
        let bottom = frame.height;
        let places = self.plan.sides.clone().map(|stack| self.heights(stack, rows, first, bottom, tops));
        self.put_columns(frame, rows, stacks, &places, first);
    }

    /// Puts the blocks of both columns at these heights, and streets around them from `first` on.
    pub(crate) fn put_columns(
        &self,
        frame: &mut Frame,
        rows: &[Row],
        stacks: &Stacks,
        places: &[Vec<f64>; 2],
        first: f64,
    ) {
        for (side, ((stack, column), places)) in self.plan.sides.iter().zip(stacks.columns).zip(places).enumerate() {
            let Some((inner, outer)) = self.numbers.sides.get(side).copied().flatten() else { continue };
            let mut above: Option<f64> = None;
            for (band, top) in stack.clone().zip(places) {
                let (Some(row), Some((over, _))) = (rows.get(band), self.numbers.ends.get(band).copied()) else {
                    continue;
                };
                let height = Span::new(*top, top + row.height());
                if let Some(above) = above {
                    let street = Street::new(true, Span::new(above, *top), (CLEAR, LANDING), column);
                    set(&mut frame.streets, Some(over), street);
                }
                above = Some(height.high);
                if let (Some(shape), Some(left)) = (row.shapes.first(), row.lefts.first()) {
                    self.put_block(frame, Spot { band, ..Spot::default() }, shape, *left, height);
                }
            }
            let bottom = above.unwrap_or(first);
            let last = stack.clone().last().and_then(|band| self.numbers.ends.get(band)).map(|(_, below)| *below);
            let below = Span::new(bottom, bottom + self.spacing.margin + self.extra(last));
            set(&mut frame.streets, last, Street::new(true, below, (CLEAR, 0.0), column));
            frame.height = frame.height.max(bottom);
            let along = Span::new(first, frame.height);
            let (between, beyond) = if side == 0 {
                (Span::new(column.high, stacks.main.low), Span::new(column.low - self.spacing.margin, column.low))
            } else {
                (Span::new(stacks.main.high, column.low), Span::new(column.high, column.high + self.spacing.margin))
            };
            set(&mut frame.streets, Some(inner), Street::new(false, between, (CLEAR, CLEAR), along));
            set(&mut frame.streets, Some(outer), Street::new(false, beyond, (CLEAR, 0.0), along));
        }
    }

    /// Upper borders of the blocks of a column.
    fn heights(&self, stack: std::ops::Range<usize>, rows: &[Row], first: f64, last: f64, tops: &[f64]) -> Vec<f64> {
        let height = |band: usize| rows.get(band).map_or(0.0, Row::height);
        let mut before: Option<f64> = None;
        let mut packed = first;
        let mut wishes = Vec::new();
        for band in stack.clone() {
            let over = self.numbers.ends.get(band).map(|(over, _)| *over);
            let gap = self.spacing.stack + if before.is_some() { self.extra(over) } else { 0.0 };
            let half = height(band) / 2.0;
            let apart = before.map_or(0.0, |before| before + gap + half);
            packed += if before.is_some() { gap } else { 0.0 };
            before = Some(half);
            let wanted = if self.is_aside(band) { Vec::new() } else { self.beside_whom(band, tops) };
            let wish = if wanted.is_empty() {
                Wish { at: packed + half, weight: 1.0, apart }
            } else {
                Wish { at: wanted.iter().sum::<f64>() / wanted.len() as f64 + half, weight: 1.0, apart }
            };
            packed += height(band);
            wishes.push(wish);
        }
        let centers = spread(&wishes);
        let placed: Vec<f64> = stack.clone().zip(&centers).map(|(band, center)| center - height(band) / 2.0).collect();
        // Neither above the rows nor further down than need be.
        let mut high = last.max(packed);
        let mut lowest = Vec::with_capacity(placed.len());
        for (band, top) in stack.clone().zip(&placed).rev() {
            let top = top.min(high - height(band));
            high = top - self.spacing.stack;
            lowest.push(top);
        }
        lowest.reverse();
        let mut low = first;
        let mut tops = Vec::with_capacity(lowest.len());
        for (band, top) in stack.zip(lowest) {
            let top = top.max(low);
            low = top + height(band) + self.spacing.stack;
            tops.push(top);
        }
        tops
    }

    /// Whether a band is a box that stands on top of its column.
    fn is_aside(&self, band: usize) -> bool {
        let group = self.plan.band(band).and_then(|band| band.blocks.first()).and_then(|block| block.group);
        group.and_then(|group| self.input.groups.get(group)).is_some_and(|group| group.aside)
    }

    /// Upper borders of the rows that lines lead to from a block of a column.
    fn beside_whom(&self, band: usize, tops: &[f64]) -> Vec<f64> {
        let main = self.plan.main();
        let ends = |edge: &crate::model::Edge| [(edge.from, edge.to), (edge.to, edge.from)];
        let lines = self.input.lasting().filter(|edge| edge.weight == Weight::Strong).flat_map(ends);
        let partners = lines.filter(|(own, _)| self.plan.spot(*own).band == band).map(|(_, other)| other);
        let in_rows = partners.filter(|other| self.plan.kind(*other) != BandKind::Shore);
        let bands = in_rows.map(|other| self.plan.spot(other).band).filter(|band| *band < main);
        bands.filter_map(|band| tops.get(band).copied()).collect()
    }
}
