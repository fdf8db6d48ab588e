//! Where the arrow keys lead: the table is one stop for Tab, and inside it focus goes from cell to cell.

use super::grid::Grid;

/// A place in the table: row, then column. Row 0 are the heads of columns, column 0 the heads of rows.
pub(crate) type At = (usize, usize);

/// Whether something can be focused there.
fn exists(grid: &Grid, (row, column): At) -> bool {
    let side = grid.heads.len();
    match (row.checked_sub(1), column.checked_sub(1)) {
        (None, None) => false,
        (None, Some(only)) | (Some(only), None) => only < side,
        (Some(row), Some(column)) => {
            grid.cells.get(row).and_then(|cells| cells.get(column)).is_some_and(Option::is_some)
        }
    }
}

/// The place that Tab comes to: where focus was last, else the first cell, else a head.
pub(crate) fn stop(grid: &Grid, last: At) -> At {
    if exists(grid, last) {
        return last;
    }
    first_cell(grid).unwrap_or((0, 1))
}

fn first_cell(grid: &Grid) -> Option<At> {
    let side = 1..=grid.heads.len();
    side.clone().find_map(|row| side.clone().map(|column| (row, column)).find(|at| exists(grid, *at)))
}

fn last_cell(grid: &Grid) -> Option<At> {
    let side = (1..=grid.heads.len()).rev();
    side.clone().find_map(|row| side.clone().map(|column| (row, column)).find(|at| exists(grid, *at)))
}

/// Where a key leads from a place; `None` when it is not for the table, or leads nowhere. Gaps are skipped.
pub(crate) fn next(grid: &Grid, (row, column): At, key: &str, control: bool) -> Option<At> {
    let side = grid.heads.len();
    let found = |at: &At| exists(grid, *at);
    match (key, control) {
        ("ArrowLeft", false) => (0..column).rev().map(|column| (row, column)).find(found),
        ("ArrowRight", false) => (column + 1..=side).map(|column| (row, column)).find(found),
        ("ArrowUp", false) => (0..row).rev().map(|row| (row, column)).find(found),
        ("ArrowDown", false) => (row + 1..=side).map(|row| (row, column)).find(found),
        ("Home", false) => (1..=side).map(|column| (row, column)).find(found),
        ("End", false) => (1..=side).rev().map(|column| (row, column)).find(found),
        ("Home", true) => first_cell(grid),
        ("End", true) => last_cell(grid),
        _ => None,
    }
}

/// A place as an attribute of the page.
pub(crate) fn write((row, column): At) -> String {
    format!("{row},{column}")
}

/// The opposite.
pub(crate) fn read(text: &str) -> Option<At> {
    let (row, column) = text.split_once(',')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::matrix::grid::grid;
    use podreach_eval::view::MatrixOptions;
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;

    /// Internet, and two pods of which each reaches itself only as one pod: the diagonal has gaps.
    fn sample() -> Grid {
        let yaml =
            "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: b}}\n";
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        grid(&analysis.matrix_view(&MatrixOptions { side: 60, ..MatrixOptions::default() }))
    }

    #[test]
    fn arrows_skip_gaps_and_stop_at_the_edges() {
        let grid = sample();
        assert_eq!(grid.heads.len(), 3);
        assert_eq!(stop(&grid, (1, 1)), (1, 2), "outside to outside is no cell");
        assert_eq!(next(&grid, (1, 2), "ArrowRight", false), Some((1, 3)));
        assert_eq!(next(&grid, (1, 3), "ArrowRight", false), None);
        assert_eq!(next(&grid, (1, 2), "ArrowDown", false), Some((3, 2)), "a to a is a gap");
        assert_eq!(next(&grid, (1, 2), "ArrowLeft", false), Some((1, 0)));
        assert_eq!(next(&grid, (1, 0), "ArrowUp", false), None, "the corner is nothing");
        assert_eq!(next(&grid, (1, 2), "ArrowUp", false), Some((0, 2)));
        assert_eq!(next(&grid, (2, 3), "Home", false), Some((2, 1)));
        assert_eq!(next(&grid, (2, 0), "End", false), Some((2, 3)));
        assert_eq!(next(&grid, (2, 3), "Home", true), Some((1, 2)));
        assert_eq!(next(&grid, (1, 2), "End", true), Some((3, 2)));
        assert_eq!(next(&grid, (1, 2), "a", false), None);
    }

    #[test]
    fn places_come_back() {
        assert_eq!(read(&write((3, 40))), Some((3, 40)));
        assert_eq!(read("x"), None);
        assert_eq!(stop(&Grid::default(), (4, 4)), (0, 1));
    }
}
