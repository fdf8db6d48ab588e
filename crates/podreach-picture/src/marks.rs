//! Path data of small marks: arrow heads, bars, locks, Service plates, the globe.

use crate::card::PILL_HEIGHT;
use crate::scene::{Head, LineEnd};

/// The sign of a card that opens, its corner at `x`, `y`; 5 wide and 9 high.
pub fn chevron_right(x: f64, y: f64) -> String {
    format!("M{x} {y}l4.500 4.500 -4.500 4.500")
}

/// A chevron down, from its left end.
pub fn chevron_down(x: f64, y: f64) -> String {
    format!("M{x} {y}l4.500 4.500 4.500 -4.500")
}

/// The arrow of what reaches the whole outside, in a square of 9 at `x`, `y`.
pub fn arrow_out(x: f64, y: f64) -> String {
    format!("M{x} {}l8 -8m-6 0h6v6", y + 8.5)
}

/// The strokes of a line's end, each with the class that says how it looks.
pub fn end_strokes(end: &LineEnd) -> Vec<(&'static str, String)> {
    match end.head {
        Head::Filled => vec![("edge__head", arrow(end))],
        Head::Hollow => vec![("edge__head edge__head--hollow", arrow(end))],
        Head::Bar => vec![("edge__bar", bar(end))],
        Head::Chevron => vec![("edge__chevron", chevron(end, 3.0))],
        Head::BarredChevron => vec![("edge__chevron", chevron(end, 9.0)), ("edge__bar", bar(end))],
        Head::Plain => Vec::new(),
    }
}

fn arrow(end: &LineEnd) -> String {
    const LENGTH: f64 = 9.0;
    const HALF: f64 = 4.7;
    let LineEnd { at, dx, dy, .. } = end;
    let (bx, by) = (at.x - dx * LENGTH, at.y - dy * LENGTH);
    format!(
        "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
        at.x,
        at.y,
        bx - dy * HALF,
        by + dx * HALF,
        bx + dy * HALF,
        by - dx * HALF
    )
}

fn bar(end: &LineEnd) -> String {
    const HALF: f64 = 7.0;
    const BEFORE: f64 = 4.0;
    let LineEnd { at, dx, dy, .. } = end;
    let (x, y) = (at.x - dx * BEFORE, at.y - dy * BEFORE);
    format!("M{:.1} {:.1}L{:.1} {:.1}", x - dy * HALF, y + dx * HALF, x + dy * HALF, y - dx * HALF)
}

/// An open arrow, for a line that goes no further.
fn chevron(end: &LineEnd, before: f64) -> String {
    const LENGTH: f64 = 6.0;
    const HALF: f64 = 5.0;
    let LineEnd { at, dx, dy, .. } = end;
    let (x, y) = (at.x - dx * before, at.y - dy * before);
    let (bx, by) = (x - dx * LENGTH, y - dy * LENGTH);
    format!("M{:.1} {:.1}L{x:.1} {y:.1}L{:.1} {:.1}", bx - dy * HALF, by + dx * HALF, bx + dy * HALF, by - dx * HALF)
}

/// The shackle of a lock whose badge has its corner at `x`, `y`.
pub fn shackle(x: f64, y: f64, closed: bool) -> String {
    if closed {
        format!("M{} {}v-1.600a2.400 2.400 0 0 1 4.800 0v1.600", x + 9.0, y + 8.0)
    } else {
        format!("M{} {}v-2.400a2.400 2.400 0 0 1 4.700 -.7", x + 9.0, y + 8.0)
    }
}

/// The outline of a Service plate. It runs a little under what follows, so that no gap shows at the pill's round corner.
pub fn plate_outline(x: f64, y: f64, width: f64) -> String {
    let bottom = y + PILL_HEIGHT;
    let end = x + width + 6.0;
    format!("M{end} {y}H{}a6 6 0 0 0 -6 6V{}a6 6 0 0 0 6 6H{end}z", x + 6.0, bottom - 6.0)
}

/// The arrow on a Service plate.
pub fn plate_arrow(x: f64, y: f64, width: f64) -> String {
    format!("M{} {}l4 3.500 -4 3.500", x + width - 9.0, y + 7.5)
}

/// The globe on a shore, around `middle`.
pub fn globe(middle: f64) -> String {
    format!(
        "M18 {middle}h16M26 {top}a8 8 0 1 1 0 16a8 8 0 1 1 0 -16M26 {top}c-4.500 4 -4.500 12 0 16c4.500 -4 4.500 -12 0 -16",
        top = middle - 8.0
    )
}
