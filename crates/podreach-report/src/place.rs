//! Places in the input, as JSON and texts give them.

use podreach_syntax::{Sources, Span};
use serde::Serialize;

/// A place: where it begins for people, and its bytes for programs.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Place<'a> {
    /// The name of the file, or `stdin`.
    source: &'a str,
    /// Line where it begins, from 1.
    line: u32,
    /// Column where it begins, in characters, from 1.
    column: u32,
    /// First byte of the span in the source, from 0.
    start: u32,
    /// One past its last byte.
    end: u32,
}

/// The place of a span; `None` when it is of another input.
pub(crate) fn place(sources: &Sources, span: Span) -> Option<Place<'_>> {
    let podreach_syntax::Place { source, start, end } = sources.place(span);
    let source = sources.get(source)?;
    let at = source.line_column(start);
    Some(Place { source: source.name(), line: at.line, column: at.column, start, end })
}

/// `file:line`.
pub(crate) fn line(sources: &Sources, span: Span) -> String {
    place(sources, span).map_or_else(String::new, |place| format!("{}:{}", place.source, place.line))
}
