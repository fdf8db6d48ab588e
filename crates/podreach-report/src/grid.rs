//! A table of texts that is at hand, with a head: the rules of a page, or the cells of its matrix.

use std::fmt::{self, Write};

use crate::Printer;
use crate::escape::csv as field;
use crate::markdown::code_cell;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// What stands above the columns; our own words, or names of the input.
    pub head: Vec<String>,
    /// Rows, each with as many cells as the head.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// Comma separated values (RFC 4180) with a header.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn csv(&self, out: &mut Printer<'_>) -> fmt::Result {
        for row in std::iter::once(&self.head).chain(&self.rows) {
            let fields: Vec<_> = row.iter().map(|cell| field(cell)).collect();
            writeln!(out, "{}", fields.join(","))?;
        }
        Ok(())
    }

    /// A Markdown table.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn markdown(&self, out: &mut Printer<'_>) -> fmt::Result {
        let plain = |text: &str| text.chars().all(|found| found.is_ascii_alphanumeric() || found == ' ');
        let cell = |text: &String| if plain(text) { text.clone() } else { code_cell(text) };
        let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(" | ");
        writeln!(out, "| {} |", line(&self.head))?;
        writeln!(out, "|{}", "---|".repeat(self.head.len()))?;
        self.rows.iter().try_for_each(|row| writeln!(out, "| {} |", line(row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Printer<'_>) -> fmt::Result) -> String {
        let mut out = String::new();
        write(&mut Printer::new(&mut out)).unwrap();
        out
    }

    #[test]
    fn cells_stay_in_their_place() {
        let rows = vec![vec!["=1+1".to_owned(), "a|b, \"c\"\n<img>".to_owned()]];
        let grid = Grid { head: vec!["number".to_owned(), "default/web".to_owned()], rows };
        let csv = written(|out| grid.csv(out));
        assert_eq!(csv, "number,default/web\n'=1+1,\"a|b, \"\"c\"\"\\n<img>\"\n");
        let markdown = written(|out| grid.markdown(out));
        assert_eq!(markdown, "| number | `default/web` |\n|---|---|\n| `=1+1` | `a\\|b, \"c\"\\n<img>` |\n");
    }
}
