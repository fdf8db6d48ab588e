//! A sheet after a card has opened or closed: everything stands where it stood, pushed right and down by as much as is needed.
//!
//! Nothing overlaps, whatever opens: the left column pushes the rows, the rows push the right column, a block pushes those
//! right of it, and a row those below it.

use crate::arranged::{Arranged, Slot};
use crate::frame::{Frame, Framing, Row, set};
use crate::geometry::{Rect, Span};
use crate::model::Placed;
use crate::plan::BandKind;
use crate::sides::Stacks;
use crate::spacing::{CLEAR, LANDING};
use crate::streets::Street;

impl Framing<'_> {
    /// All coordinates, from those that were.
    pub(crate) fn frame_after(&self, before: &Arranged, mut rows: Vec<Row>) -> Frame {
        let main = self.plan.main();
        let left = self.left_after(before, &mut rows);
        let mut main_span = Span::new(f64::INFINITY, f64::NEG_INFINITY);
        for (band, row) in self.plan.bands.iter().zip(&mut rows).take(main) {
            if band.kind == BandKind::Shore {
                continue;
            }
            let slots: Vec<Option<&Slot>> = band.blocks.iter().map(|block| before.slot_of(self.input, block)).collect();
            row.lefts = self.pushed(&slots, row, &left);
            let low = row.lefts.first().copied().unwrap_or(f64::INFINITY);
            let right = row.right();
            main_span = Span::new(main_span.low.min(low), main_span.high.max(right));
        }
        let main_span = before.rows.iter().flatten().fold(main_span, |span, slot| {
            Span::new(span.low.min(slot.x + left.push), span.high.max(slot.right() + left.push))
        });
        let main_span = if main_span.low > main_span.high { Span::new(left.start, left.start) } else { main_span };
        let stacks = self.columns_after(before, &mut rows, &left, main_span);
        for (at, (band, row)) in self.plan.bands.iter().zip(&mut rows).enumerate() {
            if band.kind == BandKind::Shore {
                self.stretch(at, row, stacks.width);
            }
        }
        let mut frame = Frame {
            nodes: vec![Placed::default(); self.input.nodes.len()],
            groups: vec![Rect::default(); self.input.groups.len()],
            streets: vec![Street::default(); self.numbers.count],
            width: stacks.width,
            height: 0.0,
        };
        let tops = self.tops_after(before, &rows);
        let mut y = 0.0;
        for (at, (band, row)) in self.plan.bands.iter().zip(&rows).take(main).enumerate() {
            let top = tops.get(at).copied().unwrap_or(y);
            let over = if at == 0 { top - self.spacing.margin } else { y };
            let along = Span::new(-self.spacing.margin, stacks.width + self.spacing.margin);
            let clear = (CLEAR, if band.kind == BandKind::Boxes { 10.0 } else { LANDING });
            let channel = self.numbers.bands.get(at).copied();
            set(&mut frame.streets, channel, Street::new(true, Span::new(over, top), clear, along));
            let across = if band.kind == BandKind::Shore { Span::new(0.0, stacks.width) } else { stacks.main };
            self.put_band(&mut frame, at, row, Span::new(top, top + row.height()), across);
            y = top + row.height();
        }
        let last = self.numbers.bands.last().copied();
        let along = Span::new(-self.spacing.margin, stacks.width + self.spacing.margin);
        set(&mut frame.streets, last, Street::new(true, Span::new(y, y + self.spacing.margin), (CLEAR, 0.0), along));
        frame.height = y;
        let first = self.plan.first_below_shore().and_then(|first| tops.get(first)).copied().unwrap_or(0.0);
        let places = self.plan.sides.clone().map(|stack| {
            let mut low = first;
            let mut was: Option<f64> = None;
            let mut tops = Vec::new();
            for band in stack {
                let slot = self.slot_beside(before, band);
                let gap = apart(was, slot.map(|slot| slot.y), self.spacing.stack);
                let low_enough = if tops.is_empty() { low } else { low + gap };
                let below = self.plan.band(band).and_then(|band| band.blocks.first());
                let below = below.map_or(0.0, |block| before.below(self.input, block));
                let top = slot.map_or(low_enough, |slot| (slot.y + below).max(low_enough));
                low = top + rows.get(band).map_or(0.0, Row::height);
                was = slot.map(Slot::bottom);
                tops.push(top);
            }
            tops
        });
        self.put_columns(&mut frame, &rows, &stacks, &places, first);
        frame
    }

    /// The left column, and how far it pushes the rows.
    fn left_after(&self, before: &Arranged, rows: &mut [Row]) -> LeftAfter {
        let [column, _] = &before.columns;
        let home = span(column);
        let start = span_of_rows(before).map(|rows| rows.low);
        let Some(home) = home else {
            return LeftAfter { span: Span::default(), push: 0.0, start: start.unwrap_or(0.0) };
        };
        let mut high = home.high;
        for band in self.plan.sides.first().cloned().into_iter().flatten() {
            let slot = self.slot_beside(before, band);
            let Some(row) = rows.get_mut(band) else { continue };
            row.lefts = vec![slot.map_or(home.low, |slot| slot.x)];
            high = high.max(row.right());
        }
        let least = high + self.spacing.side;
        let push = start.map_or(0.0, |start| (high - home.high).max(least - start));
        LeftAfter { span: Span::new(home.low, high), push, start: start.map_or(least, |start| start + push) }
    }

    /// Left borders of the blocks of a row: where they were, or further right.
    fn pushed(&self, slots: &[Option<&Slot>], row: &Row, column: &LeftAfter) -> Vec<f64> {
        let mut lefts: Vec<f64> = Vec::with_capacity(slots.len());
        let mut right: Option<f64> = None;
        let mut was: Option<f64> = None;
        for (slot, shape) in slots.iter().zip(&row.shapes) {
            let least = right.map(|right| right + apart(was, slot.map(|slot| slot.x), self.spacing.block));
            // What stands out left of a card without a box, or stays clear there, is not in its place.
            let home = slot.map(|slot| slot.x + column.push - shape.origin);
            let left = match (home, least) {
                (Some(home), Some(least)) => home.max(least),
                (home, least) => least.or(home).unwrap_or(column.start),
            };
            right = Some(left + shape.width);
            was = slot.map(Slot::right);
            lefts.push(left);
        }
        lefts
    }

    /// Upper borders of the bands of rows: where they were, or further down.
    fn tops_after(&self, before: &Arranged, rows: &[Row]) -> Vec<f64> {
        let mut tops = Vec::new();
        let (mut y, mut push) = (0.0_f64, 0.0_f64);
        let mut kind = None;
        for (band, row) in self.plan.bands.iter().zip(rows).take(self.plan.main()) {
            let gap = kind.map_or(0.0, |kind| self.gap(kind, band.kind));
            let home = band.blocks.iter().filter_map(|block| before.slot_of(self.input, block));
            let home = home.filter(|_| band.kind != BandKind::Shore).fold(None, |found: Option<(f64, f64)>, slot| {
                let (top, bottom) = found.unwrap_or((slot.y, slot.bottom()));
                Some((top.min(slot.y), bottom.max(slot.bottom())))
            });
            let least = if kind.is_some() { y + gap } else { y };
            let top = home.map_or(least, |(top, _)| (top + push).max(least));
            if let Some((home, _)) = home {
                push = top - home;
            }
            let bottom = top + row.height();
            if let Some((_, home_bottom)) = home {
                // A row is as high as all that ever stood in it.
                let is_here =
                    |slot: &Slot| band.blocks.iter().any(|block| before.slot_of(self.input, block) == Some(slot));
                let all = before.rows.iter().find(|row| row.iter().any(is_here));
                let home_bottom = all.into_iter().flatten().map(Slot::bottom).fold(home_bottom, f64::max);
                push += (bottom - home_bottom - push).max(0.0);
            }
            y = bottom;
            kind = Some(band.kind);
            tops.push(top);
        }
        tops
    }

    /// The columns beside the rows: where they were, or further right.
    fn columns_after(&self, before: &Arranged, rows: &mut [Row], left: &LeftAfter, main: Span) -> Stacks {
        let [_, right] = &before.columns;
        let home_main = span_of_rows(before).map_or(0.0, |rows| rows.high);
        let home = span(right);
        // What came later may stand where the column was.
        let push =
            home.map_or(0.0, |home| (main.high - home_main).max(main.high + self.spacing.side - home.low).max(0.0));
        let home = home.map_or(Span::new(main.high, main.high), |home| Span::new(home.low + push, home.high + push));
        let mut high = home.high;
        for band in self.plan.sides.last().cloned().into_iter().flatten() {
            let slot = self.slot_beside(before, band);
            let Some(row) = rows.get_mut(band) else { continue };
            row.lefts = vec![slot.map_or(home.low, |slot| slot.x + push)];
            high = high.max(row.right());
        }
        let shores = self.plan.bands.iter().zip(rows.iter()).filter(|(band, _)| band.kind == BandKind::Shore);
        let shores = shores.map(|(_, row)| row.right()).fold(0.0, f64::max);
        Stacks { main, columns: [left.span, Span::new(home.low, high)], width: high.max(main.high).max(shores) }
    }

    /// Where the block of a column was.
    fn slot_beside<'a>(&self, before: &'a Arranged, band: usize) -> Option<&'a Slot> {
        let block = self.plan.band(band)?.blocks.first()?;
        before.slot_of(self.input, block)
    }
}

/// The left column after something in it has opened or closed.
struct LeftAfter {
    /// From its left border to its right one; empty without a column.
    span: Span,
    /// How far the rows are right of where they were.
    push: f64,
    /// Where rows start.
    start: f64,
}

/// How far apart two neighbours are at least: no further than they were, and as usual where it is not known or they were
/// not neighbours.
fn apart(end: Option<f64>, start: Option<f64>, usual: f64) -> f64 {
    end.zip(start).map(|(end, start)| start - end).filter(|apart| *apart > 0.0).map_or(usual, |apart| apart.min(usual))
}

/// From left to right.
fn span<'a>(slots: impl IntoIterator<Item = &'a Slot>) -> Option<Span> {
    let around = |all: Span, slot: &Slot| Span::new(all.low.min(slot.x), all.high.max(slot.right()));
    let all = slots.into_iter().fold(Span::new(f64::INFINITY, f64::NEG_INFINITY), around);
    (all.low <= all.high).then_some(all)
}

fn span_of_rows(before: &Arranged) -> Option<Span> {
    span(before.rows.iter().flatten())
}
