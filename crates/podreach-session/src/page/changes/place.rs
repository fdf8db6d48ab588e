//! Where the rules of a change stand: in the work, or in the baseline.

use podreach_syntax::{Sources, Span};
use serde::{Deserialize, Serialize};

/// A place in the work or in the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePlace {
    /// Whether it is in the baseline.
    pub baseline: bool,
    /// Name of the source.
    pub source: String,
    /// From 1.
    pub line: u32,
    /// The place itself, in the work; none in the baseline, whose texts are not at hand.
    pub span: Option<Span>,
    /// `60`, with several sources `policies.yaml 60`; `baseline 60` where it is in the baseline.
    pub label: String,
}

impl ChangePlace {
    /// Of a span in some sources.
    pub(in crate::page) fn new(sources: &Sources, baseline: bool, span: Span) -> Self {
        let source = sources.source_of(span).map_or("", |source| source.name()).to_owned();
        let line = sources.line(span);
        let file = if sources.len() > 1 { format!("{source} ") } else { String::new() };
        let label = format!("{}{file}{line}", if baseline { "baseline " } else { "" });
        Self { baseline, source, line, span: (!baseline).then_some(span), label }
    }
}
