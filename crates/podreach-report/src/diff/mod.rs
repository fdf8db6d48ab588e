//! A comparison of two analyses in the wanted format.

mod csv;
mod graph;
mod json;
mod markdown;
mod names;
mod objects;
mod picture;
mod reasons;
mod text;

use std::fmt::{self, Write};

use podreach_eval::Analysis;
use podreach_eval::diff::Diff;
use podreach_syntax::Sources;

use crate::Printer;

pub use json::DIFF_SCHEMA_VERSION;

/// Two analyses with their texts, and what differs.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The analyses, before and after.
    pub analyses: [&'a Analysis; 2],
    /// Their texts, before and after.
    pub sources: [&'a Sources; 2],
    /// The comparison of the two.
    pub diff: &'a Diff,
}

/// Formats of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the formats' own names")]
pub enum DiffFormat {
    Text,
    Json,
    Csv,
    Markdown,
    Dot,
    Mermaid,
    Svg,
}

/// Writes a comparison piece by piece. Only text has colours.
pub fn write_diff(out: &mut Printer<'_>, compared: &Compared<'_>, format: DiffFormat, color: bool) -> fmt::Result {
    match format {
        DiffFormat::Text => out.text(&text::text(compared, color)?),
        DiffFormat::Json => json::json(&mut out.json(), compared),
        DiffFormat::Csv => csv::csv(out, compared),
        DiffFormat::Markdown => markdown::markdown(out, compared),
        DiffFormat::Dot => graph::dot(out, compared),
        DiffFormat::Mermaid => graph::mermaid(out, compared),
        DiffFormat::Svg => out.write_str(&picture::svg(compared)),
    }
}
