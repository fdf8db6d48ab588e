//! A line as a chain of pieces, horizontal and vertical in turn, each with the stretch in which it may lie.

use crate::geometry::{Point, Span};
use crate::model::{Route, Side};
use crate::streets::Street;

/// One piece of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Piece {
    pub(crate) is_horizontal: bool,
    /// The coordinates that it may have, across its own direction, in pixels.
    pub(crate) range: Span,
    /// Its preferred coordinate.
    pub(crate) wish: Option<f64>,
    /// Its coordinate.
    pub(crate) at: f64,
    /// The streets that it runs along; none for the ends at cards.
    pub(crate) streets: Vec<usize>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Chain {
    /// Which edge it is.
    pub(crate) edge: usize,
    /// Where it starts and ends, along its first and last piece.
    pub(crate) borders: (f64, f64),
    pub(crate) sides: (Side, Side),
    /// Source and destination.
    pub(crate) nodes: (usize, usize),
    /// The lines that it leaves its source with, by a number; none if it keeps apart from others.
    pub(crate) comb: Option<usize>,
    /// The pill at which it ends together with others, by a number; none if it keeps apart from them.
    pub(crate) join: Option<usize>,
    pub(crate) pieces: Vec<Piece>,
}

/// A street narrower than this has its lines in the middle.
const NARROW: f64 = 80.0;
/// How far below the upper border of a street lines of a sheet turn.
const HIGH: f64 = 4.0;
/// Pieces that share at least this much may become one.
const SHARED: f64 = 2.0;

impl Chain {
    /// Adds a piece that follows a street.
    pub(crate) fn follow(&mut self, number: usize, street: &Street, above: bool) {
        // Lines that turn high up leave room for labels below.
        let high = |usable: Span| if above { usable.low + (usable.length() / 2.0).min(HIGH) } else { usable.middle() };
        let wish = if street.is_horizontal {
            Some(high(street.usable))
        } else {
            (street.usable.length() < NARROW).then(|| street.usable.middle())
        };
        let (is_horizontal, range) = (street.is_horizontal, street.usable);
        self.pieces.push(Piece { is_horizontal, range, wish, at: 0.0, streets: vec![number] });
    }

    /// Leaves out corners that need not be: two pieces that may lie in one line become one.
    pub(crate) fn straighten(&mut self) {
        let mut at = 0;
        while let (Some(one), Some(other)) = (self.pieces.get(at), self.pieces.get(at + 2)) {
            let common = one.range.common(other.range);
            if common.length() < SHARED || !self.goes_on(at) {
                at += 1;
                continue;
            }
            let first = if at == 0 { one.wish } else { None };
            let last = if at + 3 == self.pieces.len() { other.wish } else { None };
            let wish = last.or(first).or(other.wish).or(one.wish).map(|wish| common.clamp(wish));
            let streets = one.streets.iter().chain(&other.streets).copied().collect();
            let merged = Piece { range: common, wish, streets, ..*one };
            self.pieces.splice(at..at + 3, [merged]);
            at = at.saturating_sub(2);
        }
    }

    /// Whether the piece after next goes on in the direction of this one instead of coming back.
    fn goes_on(&self, at: usize) -> bool {
        let middle = |at: usize| self.pieces.get(at).map(|piece| piece.range.middle());
        let before = at.checked_sub(1).map_or(Some(self.borders.0), middle);
        let after = middle(at + 3).unwrap_or(self.borders.1);
        match (before, middle(at + 1)) {
            (Some(before), Some(here)) => (here - before) * (after - here) >= 0.0,
            _ => false,
        }
    }

    /// A first place for every piece: its preferred one, or near the next piece that has one.
    pub(crate) fn settle(&mut self) {
        let wishes: Vec<Option<f64>> = self.pieces.iter().map(|piece| piece.wish).collect();
        for (at, piece) in self.pieces.iter_mut().enumerate() {
            let ahead = wishes.iter().skip(at).step_by(2).find_map(|wish| *wish);
            let behind = || wishes.iter().take(at + 1).rev().step_by(2).find_map(|wish| *wish);
            let wish = ahead.or_else(behind).unwrap_or_else(|| piece.range.middle());
            piece.at = piece.range.clamp(wish);
        }
    }

    /// Keeps every piece where it is.
    pub(crate) fn fix(&mut self) {
        for piece in &mut self.pieces {
            piece.range = Span::new(piece.at, piece.at);
        }
    }

    /// The coordinate that comes `at` places into the chain: the border at its start, each piece, the border at its end.
    pub(crate) fn coordinate(&self, at: usize) -> Option<f64> {
        match at.checked_sub(1) {
            None => Some(self.borders.0),
            Some(piece) if piece == self.pieces.len() => Some(self.borders.1),
            Some(piece) => self.pieces.get(piece).map(|piece| piece.at),
        }
    }

    /// The line through all pieces.
    pub(crate) fn route(&self) -> Route {
        let mut points: Vec<Point> = Vec::with_capacity(self.pieces.len() + 1);
        let mut horizontal = self.pieces.first().is_some_and(|first| first.is_horizontal);
        for at in 0..=self.pieces.len() {
            let (Some(one), Some(other)) = (self.coordinate(at), self.coordinate(at + 1)) else { continue };
            let point = if horizontal { Point { x: one, y: other } } else { Point { x: other, y: one } };
            horizontal = !horizontal;
            points.push(point);
        }
        tidy(&mut points);
        Route { points, label: None, form: 0, source_side: self.sides.0, target_side: self.sides.1 }
    }
}

/// Drops points that add no corner.
fn tidy(points: &mut Vec<Point>) {
    let same = |one: f64, other: f64| (one - other).abs() < 0.05;
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points.iter().copied() {
        if let Some(last) = kept.last()
            && same(last.x, point.x)
            && same(last.y, point.y)
        {
            continue;
        }
        if let [.., before, last] = kept.as_slice() {
            let in_line =
                (same(before.x, last.x) && same(last.x, point.x)) || (same(before.y, last.y) && same(last.y, point.y));
            if in_line {
                kept.pop();
            }
        }
        kept.push(point);
    }
    *points = kept;
}
