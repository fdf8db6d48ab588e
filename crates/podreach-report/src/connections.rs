//! `list`: all connections in the wanted format.

use std::fmt::{self, Write};

use podreach_eval::Analysis;
use podreach_syntax::Sources;

use crate::rows::{Outside, rows};
use crate::{Printer, Row, SvgOptions, dot, full, mermaid, svg, table};

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
    Svg,
    Mermaid,
}

/// Renders the list. Representatives take part only when asked for; [`ListFormat::Full`] and
/// [`ListFormat::Svg`] always have them.
pub fn list(analysis: &Analysis, sources: &Sources, format: ListFormat, with_representatives: bool) -> String {
    let mut out = String::new();
    // A string takes everything.
    let _ = write_list(&mut Printer::new(&mut out), analysis, sources, format, with_representatives);
    out
}

/// Writes the list piece by piece, for lists that are too long to be held as one text.
pub fn write_list(
    out: &mut Printer<'_>,
    analysis: &Analysis,
    sources: &Sources,
    format: ListFormat,
    with_representatives: bool,
) -> fmt::Result {
    let ranges = || rows(analysis, with_representatives, Outside::Ranges);
    let sets = || rows(analysis, with_representatives, Outside::Sets);
    let labels = || rows(analysis, with_representatives, Outside::Labels);
    match format {
        ListFormat::Text => table::text(out, &labels()),
        ListFormat::Csv => table::csv(out, &sets()),
        ListFormat::Markdown => table::markdown(out, &labels()),
        ListFormat::Dot => dot::dot(out, &labels()),
        ListFormat::Mermaid => mermaid::mermaid(out, &labels()),
        ListFormat::Json => json(&mut out.json(), ranges().iter()),
        ListFormat::Svg => out.write_str(&svg(analysis, &SvgOptions::default())),
        ListFormat::Full => full::full(&mut out.json(), analysis, sources),
    }
}

/// A JSON array with one row a line: a valid document that also reads and diffs well.
fn json<'a>(out: &mut dyn Write, rows: impl Iterator<Item = Row<'a>>) -> fmt::Result {
    let mut separator = "[\n";
    for row in rows {
        let line = serde_json::to_string(&row).map_err(|_| fmt::Error)?;
        write!(out, "{separator}{line}")?;
        separator = ",\n";
    }
    out.write_str(if separator == "[\n" { "[]\n" } else { "\n]\n" })
}
