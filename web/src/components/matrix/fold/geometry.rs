//! Sizes of the folded matrix in rem, and which rows and columns are in sight.

use std::ops::Range;

/// Rows and columns beyond the edge that are drawn too, so that scrolling does not show blank ones.
const MARGIN: usize = 2;
/// Cells are asked for in blocks of so many rows and columns.
const BLOCK: usize = 64;

/// Width of the heads of rows where there is little room.
const NARROW: f64 = 8.5;
/// Width of the heads of rows where there is much, and height of those of columns.
const WIDE: (f64, f64) = (18.0, 9.0);

/// Sizes in rem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Geometry {
    /// Height of a row.
    pub(crate) row: f64,
    /// Width of a column.
    pub(crate) column: f64,
    /// Height of the heads of columns.
    pub(crate) top: f64,
    /// Width of the heads of rows.
    pub(crate) left: f64,
}

/// What is in sight: where the matrix is scrolled to, and how large its window is, in rem.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Window {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Geometry {
    /// The sizes where there is room for this width, for fingers or for a mouse.
    pub(crate) fn new(room: f64, by_touch: bool) -> Self {
        let (left, top) = match room {
            room if room > 0.0 && room < 34.0 => (NARROW, 7.0),
            room if room >= 80.0 => WIDE,
            _ => (12.0, 8.5),
        };
        let (row, column) = if by_touch { (2.75, 2.75) } else { (1.5, 2.25) };
        Self { row, column, top, left }
    }

    /// Whether names have little room. The style sheet knows the widths too.
    pub(crate) fn is_narrow(&self) -> bool {
        self.left <= NARROW
    }

    /// Whether names have much room.
    pub(crate) fn is_wide(&self) -> bool {
        self.left >= WIDE.0
    }

    /// Rows in sight, of so many.
    pub(crate) fn rows(&self, window: Window, count: usize) -> Range<usize> {
        within(window.y, window.height - self.top, self.row, count)
    }

    /// Columns in sight, of so many.
    pub(crate) fn columns(&self, window: Window, count: usize) -> Range<usize> {
        within(window.x, window.width - self.left, self.column, count)
    }

    /// How many rows a page has.
    pub(crate) fn page(&self, window: Window) -> usize {
        whole((window.height - self.top) / self.row - 1.0).max(1)
    }

    /// Where to scroll so that a cell is in sight; heads have no row or no column.
    pub(crate) fn reveal(&self, window: Window, row: Option<usize>, column: Option<usize>) -> (f64, f64) {
        let x = column.map_or(window.x, |at| reveal(window.x, window.width - self.left, self.column, at));
        let y = row.map_or(window.y, |at| reveal(window.y, window.height - self.top, self.row, at));
        (x, y)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(value: f64) -> usize {
    if value.is_finite() { value.clamp(0.0, 1e9) as usize } else { 0 }
}

#[expect(clippy::cast_precision_loss, reason = "rows are far fewer")]
pub(crate) fn times(count: usize, step: f64) -> f64 {
    count as f64 * step
}

fn within(start: f64, size: f64, step: f64, count: usize) -> Range<usize> {
    let first = whole(start / step).saturating_sub(MARGIN).min(count);
    let end = whole((start + size.max(0.0)) / step) + 1 + MARGIN;
    first..end.clamp(first, count)
}

fn reveal(start: f64, size: f64, step: f64, at: usize) -> f64 {
    let (first, end) = (times(at, step), times(at + 1, step));
    if first < start || size < step { first } else { start.max(end - size) }
}

/// The part that is asked for: whole blocks around what is in sight, so that most scrolling asks nothing.
pub(crate) fn blocks(sight: &Range<usize>) -> Range<usize> {
    let first = sight.start / BLOCK * BLOCK;
    first..sight.end.div_ceil(BLOCK).max(1) * BLOCK
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { x: 0.0, y: 30.0, width: 60.0, height: 37.0 };

    #[test]
    fn only_what_is_in_sight_is_drawn() {
        let geometry = Geometry::new(60.0, false);
        assert_eq!(geometry.rows(WINDOW, 1_000), 18..42);
        assert_eq!(geometry.columns(WINDOW, 1_000), 0..24);
        assert_eq!(geometry.rows(WINDOW, 20), 18..20);
        assert_eq!(geometry.rows(WINDOW, 3), 3..3);
        assert_eq!(geometry.rows(Window::default(), 9), 0..3, "before it has a size");
        assert_eq!(geometry.page(WINDOW), 18);
    }

    #[test]
    fn every_row_can_be_reached() {
        let geometry = Geometry::new(60.0, false);
        for at in [0, 5, 20, 39, 40, 999] {
            let (x, y) = geometry.reveal(WINDOW, Some(at), None);
            assert!((x - WINDOW.x).abs() < 1e-9);
            let seen = Window { y, ..WINDOW };
            assert!(geometry.rows(seen, 1_000).contains(&at), "{at}");
            let (first, end) = (times(at, geometry.row), times(at + 1, geometry.row));
            assert!(first >= y - 1e-9 && end <= y + WINDOW.height - geometry.top + 1e-9, "{at} is whole");
        }
        let (_, y) = geometry.reveal(WINDOW, Some(25), None);
        assert!((y - WINDOW.y).abs() < 1e-9, "what is in sight does not move");
    }

    #[test]
    fn blocks_hold_what_is_in_sight() {
        assert_eq!(blocks(&(0..0)), 0..64);
        assert_eq!(blocks(&(18..43)), 0..64);
        assert_eq!(blocks(&(60..70)), 0..128);
        assert_eq!(blocks(&(64..128)), 64..128);
    }

    #[test]
    fn names_are_as_wide_as_there_is_room_and_fingers_have_large_cells() {
        assert!(Geometry::new(24.0, false).left < Geometry::new(60.0, false).left);
        assert!(Geometry::new(60.0, false).left < Geometry::new(120.0, false).left);
        assert!(Geometry::new(24.0, true).row >= 2.75);
    }
}
