//! Where keys lead in the folded matrix.

/// A place: row, then column. Row 0 are the heads of columns, column 0 the heads of rows.
pub(crate) type At = (usize, usize);

/// Where a key leads from a place in a matrix of so many rows and columns; `None` when it is not for the matrix.
pub(crate) fn next((row, column): At, side: usize, page: usize, key: &str, control: bool) -> Option<At> {
    let at = match (key, control) {
        ("ArrowLeft", false) => (row, column.saturating_sub(1)),
        ("ArrowRight", false) => (row, column + 1),
        ("ArrowUp", false) => (row.saturating_sub(1), column),
        ("ArrowDown", false) => (row + 1, column),
        ("PageUp", false) => (row.saturating_sub(page).max(row.min(1)), column),
        ("PageDown", false) => (row + page, column),
        ("Home", false) => (row, 1.min(side)),
        ("End", false) => (row, side),
        ("Home", true) => (1.min(side), 1.min(side)),
        ("End", true) => (side, side),
        _ => return None,
    };
    let (row, column) = (at.0.min(side), at.1.min(side));
    // The corner is nothing.
    Some(match (row, column) {
        (0, 0) if key == "ArrowUp" => (1.min(side), 0),
        (0, 0) => (0, 1.min(side)),
        at => at,
    })
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

/// The id of the element of a place.
pub(crate) fn id((row, column): At) -> String {
    format!("matrix-{row}-{column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_cells_and_heads() {
        let from = |at: At, key: &str| next(at, 100, 10, key, false);
        assert_eq!(from((1, 1), "ArrowUp"), Some((0, 1)));
        assert_eq!(from((0, 1), "ArrowLeft"), Some((0, 1)), "the corner is nothing");
        assert_eq!(from((1, 0), "ArrowUp"), Some((1, 0)));
        assert_eq!(from((100, 100), "ArrowDown"), Some((100, 100)));
        assert_eq!(from((5, 7), "Home"), Some((5, 1)));
        assert_eq!(from((5, 7), "End"), Some((5, 100)));
        assert_eq!(from((5, 7), "PageUp"), Some((1, 7)));
        assert_eq!(from((95, 7), "PageDown"), Some((100, 7)));
        assert_eq!(next((5, 7), 100, 10, "Home", true), Some((1, 1)));
        assert_eq!(next((5, 7), 100, 10, "End", true), Some((100, 100)));
        assert_eq!(from((5, 7), "a"), None);
        assert_eq!(next((0, 0), 0, 1, "ArrowDown", false), Some((0, 0)));
    }

    #[test]
    fn places_come_back() {
        assert_eq!(read(&write((3, 40))), Some((3, 40)));
        assert_eq!(read("x"), None);
    }
}
