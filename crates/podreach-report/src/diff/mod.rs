//! A comparison of two analyses: the document and its writers.

mod csv;
mod graph;
mod json;
mod markdown;
mod names;
mod objects;
mod picture;
mod reasons;
mod text;

use podreach_eval::Analysis;
use podreach_eval::diff::Diff;
use podreach_syntax::Sources;

pub(crate) use csv::csv;
pub(crate) use graph::{dot, mermaid};
pub use json::DIFF_SCHEMA_VERSION;
#[cfg(test)]
pub(crate) use json::DiffOut;
pub(crate) use json::json;
pub(crate) use markdown::markdown;
pub(crate) use picture::svg;
pub(crate) use text::text;

/// Two analyses with their texts, and what differs.
#[derive(Clone, Copy, Debug)]
pub struct DiffDoc<'a> {
    /// The analyses, before and after.
    pub analyses: [&'a Analysis; 2],
    /// Their texts, before and after.
    pub sources: [&'a Sources; 2],
    /// The comparison of the two.
    pub diff: &'a Diff,
    /// Whether text has colours.
    pub color: bool,
}
