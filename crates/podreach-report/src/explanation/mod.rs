//! Explanations in formats other than text and JSON.

mod csv;
mod graph;
mod markdown;

use std::fmt;

use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::Direction;
use podreach_eval::reach::{DirectionVerdict, Outcome, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;

use crate::printer::Printer;

/// Formats of an explanation besides text and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the formats' own names")]
pub enum ExplainFormat {
    Markdown,
    Csv,
    Dot,
    Mermaid,
}

/// One answer: most questions have one, networks in parts and Services have several.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The verdict; `None` where a Service's target has no port at the backend.
    pub verdict: Option<Verdict>,
    /// What the person called the ends, where that says more than the ids do.
    pub ends: [Option<String>; 2],
    /// The way through a Service, `TCP 80 leads to default/web, pod port 8080`.
    pub way: Option<String>,
}

/// An explanation: the whole answer and its parts.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The input.
    pub analysis: &'a Analysis,
    /// Its texts.
    pub sources: &'a Sources,
    /// The answer as a whole.
    pub outcome: Outcome,
    /// The answer in a sentence, where there are several parts or a Service.
    pub sentence: Option<String>,
    /// The parts.
    pub answers: &'a [Answer],
}

/// Writes an explanation.
pub fn write_explanation(out: &mut Printer<'_>, explanation: &Explanation<'_>, format: ExplainFormat) -> fmt::Result {
    match format {
        ExplainFormat::Markdown => markdown::markdown(out, explanation),
        ExplainFormat::Csv => csv::csv(out, explanation),
        ExplainFormat::Dot => graph::dot(out, explanation),
        ExplainFormat::Mermaid => graph::mermaid(out, explanation),
    }
}

/// What an end is called: as the person did, or by its id.
fn id<'a>(analysis: &'a Analysis, end: Option<&'a str>, id: EndpointId) -> &'a str {
    end.unwrap_or(&analysis.endpoint(id).id)
}

/// The same for an end of an answer that has a verdict.
fn names<'a>(analysis: &'a Analysis, answer: &'a Answer, verdict: &Verdict) -> [&'a str; 2] {
    let [source, destination] = &answer.ends;
    [id(analysis, source.as_deref(), verdict.source), id(analysis, destination.as_deref(), verdict.destination)]
}

/// The gates of a verdict that say something; a pod and itself have none.
fn gates(verdict: &Verdict) -> impl Iterator<Item = &DirectionVerdict> {
    [&verdict.egress, &verdict.ingress].into_iter().filter(|_| !verdict.same_pod)
}

/// What people call the end that a gate guards.
fn guarded(analysis: &Analysis, answer: &Answer, gate: &DirectionVerdict) -> String {
    let [source, destination] = &answer.ends;
    let end = if gate.direction == Direction::Egress { source } else { destination };
    end.clone().unwrap_or_else(|| explain::endpoint_name(analysis, gate.endpoint))
}
