//! A sheet after a card has opened or closed: everything stands where it stood, pushed right and down by as much as is needed.

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
        let mut main_span = Span::new(f64::INFINITY, f64::NEG_INFINITY);
        for (band, row) in self.plan.bands.iter().zip(&mut rows).take(main) {
            if band.kind == BandKind::Shore {
                continue;
            }
            let slots: Vec<Option<&Slot>> = band.blocks.iter().map(|block| before.slot_of(self.input, block)).collect();
            row.lefts = self.pushed(&slots, row);
            let home = slots.iter().flatten();
            let low = home.clone().map(|slot| slot.x).chain(row.lefts.first().copied()).fold(f64::INFINITY, f64::min);
            let right = row.right();
            main_span = Span::new(main_span.low.min(low), main_span.high.max(right));
        }
        let homes = before.rows.iter().flatten();
        let main_span =
            homes.fold(main_span, |span, slot| Span::new(span.low.min(slot.x), span.high.max(slot.right())));
        let main_span = if main_span.low > main_span.high { Span::default() } else { main_span };
        let stacks = self.columns_after(before, &mut rows, main_span);
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
            let slots: Vec<Option<&Slot>> = stack
                .clone()
                .map(|band| self.plan.band(band).and_then(|band| band.blocks.first()))
                .map(|block| block.and_then(|block| before.slot_of(self.input, block)))
                .collect();
            let mut low = first;
            let mut was: Option<f64> = None;
            let mut tops = Vec::new();
            for (band, slot) in stack.zip(slots) {
                let gap = was
                    .zip(slot)
                    .map_or(self.spacing.stack, |(was, slot)| (slot.y - was).clamp(0.0, self.spacing.stack));
                let low_enough = if tops.is_empty() { low } else { low + gap };
                let top = slot.map_or(low_enough, |slot| slot.y.max(low_enough));
                low = top + rows.get(band).map_or(0.0, Row::height);
                was = slot.map(Slot::bottom);
                tops.push(top);
            }
            tops
        });
        self.put_columns(&mut frame, &rows, &stacks, &places, first);
        frame
    }

    /// Left borders of the blocks of a row: where they were, or further right.
    fn pushed(&self, slots: &[Option<&Slot>], row: &Row) -> Vec<f64> {
        let mut lefts: Vec<f64> = Vec::with_capacity(slots.len());
        let mut right: Option<f64> = None;
        let mut was: Option<f64> = None;
        for (slot, shape) in slots.iter().zip(&row.shapes) {
            let gap =
                was.zip(*slot).map_or(self.spacing.block, |(was, slot)| (slot.x - was).clamp(0.0, self.spacing.block));
            let least = right.map(|right| right + gap);
            let left = match (slot, least) {
                (Some(slot), Some(least)) => slot.x.max(least),
                (Some(slot), None) => slot.x,
                (None, least) => least.unwrap_or(0.0),
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
            let top = match home {
                Some((top, _)) => top + push,
                None => y + gap,
            };
            let bottom = top + row.height();
            if let Some((_, home_bottom)) = home {
                // A row is as high as all that ever stood in it.
                let all = before.rows.iter().find(|row| row.iter().any(|slot| (slot.y - (top - push)).abs() < 0.5));
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
    fn columns_after(&self, before: &Arranged, rows: &mut [Row], main: Span) -> Stacks {
        let [left, right] = &before.columns;
        let span = |slots: &[Slot]| {
            let low = slots.iter().map(|slot| slot.x).fold(f64::INFINITY, f64::min);
            let high = slots.iter().map(Slot::right).fold(f64::NEG_INFINITY, f64::max);
            if low > high { None } else { Some(Span::new(low, high)) }
        };
        let home_main = before.rows.iter().flatten().map(Slot::right).fold(0.0, f64::max);
        let (left_span, right_span) = (span(left), span(right));
        let push = (main.high - home_main).max(0.0);
        let left_span = left_span.unwrap_or(Span::new(0.0, 0.0));
        let right_span =
            right_span.map_or(Span::new(main.high, main.high), |span| Span::new(span.low + push, span.high + push));
        let (mut left_high, mut right_high) = (left_span.high, right_span.high);
        for (side, stack) in self.plan.sides.iter().enumerate() {
            for band in stack.clone() {
                let slot = self
                    .plan
                    .band(band)
                    .and_then(|band| band.blocks.first())
                    .and_then(|block| before.slot_of(self.input, block));
                let Some(row) = rows.get_mut(band) else { continue };
                let start = if side == 0 { left_span.low } else { right_span.low };
                let home = slot.map_or(start, |slot| if side == 0 { slot.x } else { slot.x + push });
                row.lefts = vec![home];
                let high = row.right();
                if side == 0 {
                    left_high = left_high.max(high);
                } else {
                    right_high = right_high.max(high);
                }
            }
        }
        Stacks {
            main,
            columns: [Span::new(left_span.low, left_high), Span::new(right_span.low, right_high)],
            width: right_high.max(main.high),
        }
    }
}
