//! All connections of an analysis as a document, and its writers.

use std::fmt::{self, Write};

use podreach_eval::Analysis;
use podreach_syntax::Sources;

use crate::context::left_out_text;
use crate::graph::{Dot, Mermaid};
use crate::json::{Each, by_line};
use crate::outside::Outside;
use crate::rows::{Rows, rows};
use crate::{Printer, SvgOptions, full as everything, svg as picture, table};

/// All connections. Rows are worked out source by source while they are written, and never held together.
#[derive(Clone, Debug)]
pub struct ListDoc<'a> {
    /// The input.
    pub analysis: &'a Analysis,
    /// Its texts.
    pub sources: &'a Sources,
    /// Whether representatives take part. [`Format::Full`](crate::Format::Full) and [`Format::Svg`](crate::Format::Svg)
    /// always have them.
    pub representatives: bool,
    /// What a picture shows.
    pub picture: SvgOptions,
}

impl<'a> ListDoc<'a> {
    /// The list of an analysis, without representatives.
    pub fn new(analysis: &'a Analysis, sources: &'a Sources) -> Self {
        Self { analysis, sources, representatives: false, picture: SvgOptions::default() }
    }

    fn rows(&self, outside: Outside) -> Rows<'a> {
        rows(self.analysis, self.representatives, outside)
    }
}

pub(crate) fn text(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    connections_text(doc, out)?;
    out.text(&left_out_text(doc.analysis))
}

/// The connections, without what is left out of them.
pub(crate) fn connections_text(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    table::text(out, &doc.rows(Outside::Labels))
}

/// A JSON array with one row a line: a valid document that also reads and diffs well.
pub(crate) fn json(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let rows = doc.rows(Outside::Ranges);
    by_line(&mut out.json(), &Each::new(|| rows.iter()))
}

pub(crate) fn full(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    everything::full(&mut out.json(), doc.analysis, doc.sources)
}

pub(crate) fn csv(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    table::csv(out, &doc.rows(Outside::Sets))
}

pub(crate) fn markdown(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    table::markdown(out, &doc.rows(Outside::Labels))
}

pub(crate) fn dot(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    doc.rows(Outside::Labels).graph().write(out, &mut Dot)
}

pub(crate) fn mermaid(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    doc.rows(Outside::Labels).graph().write(out, &mut Mermaid::default())
}

pub(crate) fn svg(doc: &ListDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    out.write_str(&picture::svg(doc.analysis, &doc.picture))
}
