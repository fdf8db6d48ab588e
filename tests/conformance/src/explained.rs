//! Cases whose difference is meant, from `CONFORMANCE.md`.

use std::collections::BTreeSet;

/// Names of the cases in the tables' first column.
pub(crate) fn read() -> Result<BTreeSet<String>, String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../CONFORMANCE.md");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("CONFORMANCE.md: {error}"))?;
    Ok(names(&text))
}

fn names(text: &str) -> BTreeSet<String> {
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    cells.map(|(name, _)| name.to_owned()).filter(|name| name.contains('/')).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn first_cells_are_names() {
        let text = "# Title\n| case | why |\n|---|---|\n| `a/b` | because `c/d` |\n";
        assert_eq!(super::names(text).into_iter().collect::<Vec<_>>(), ["a/b"]);
    }
}
