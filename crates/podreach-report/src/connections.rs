//! `list`: all connections in the wanted format.

use podreach_eval::Analysis;
use podreach_syntax::Sources;

use crate::rows::rows;
use crate::{dot, full, table};

/// Formats of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the formats' own names")]
pub enum ListFormat {
    Text,
    Json,
    Full,
    Csv,
    Markdown,
    Dot,
}

/// Renders the list. Representatives take part only when asked for; [`ListFormat::Full`] always has them.
pub fn list(analysis: &Analysis, sources: &Sources, format: ListFormat, with_representatives: bool) -> String {
    if format == ListFormat::Full {
        return full::full(analysis, sources);
    }
    let rows = rows(analysis, with_representatives);
    match format {
        ListFormat::Text => table::text(&rows),
        ListFormat::Csv => table::csv(&rows),
        ListFormat::Markdown => table::markdown(&rows),
        ListFormat::Dot => dot::dot(&rows),
        ListFormat::Json | ListFormat::Full => json_lines(&rows),
    }
}

/// A JSON array with one row a line: a valid document that also reads and diffs well.
fn json_lines(rows: &[crate::Row]) -> String {
    let lines: Vec<String> = rows.iter().filter_map(|row| serde_json::to_string(row).ok()).collect();
    if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
}
