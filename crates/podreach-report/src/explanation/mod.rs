//! The answer to a question, short or with everything that it rests on: the document and its writers.

mod asked;
mod csv;
mod depends_json;
mod graph;
mod json;
mod markdown;
mod text;
mod verdict_json;
mod verdict_text;

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::OnceLock;

use podreach_eval::ask::{Label, Part, Reply, Request};
use podreach_eval::inventory::EndpointId;
use podreach_eval::lint::Finding;
use podreach_eval::policy::Direction;
use podreach_eval::query::{DirectionVerdict, Outcome, Question, Verdict};
use podreach_eval::{Analysis, Target, explain};
use podreach_syntax::Sources;

use crate::answer::Answer;
use crate::context::Context;
use crate::printer::Printer;
use crate::style::VerdictStyle;
use crate::svg::verdicts_svg;
use asked::Asked;

pub(crate) use csv::csv;
pub(crate) use graph::{dot, mermaid};
#[cfg(test)]
pub(crate) use json::AnswerOut;
pub(crate) use json::json;
pub(crate) use markdown::markdown;
pub(crate) use text::text;
pub(crate) use verdict_json::VerdictOut;
pub(crate) use verdict_text::headline;

/// The answer to a question.
#[derive(Debug)]
pub struct ExplainDoc<'a> {
    analysis: &'a Analysis,
    sources: &'a Sources,
    asked: Asked<'a>,
    /// The answer as a whole.
    outcome: Outcome,
    /// Whether the destination means Services alone.
    of_services: bool,
    parts: Vec<Part>,
    context: Context<'a>,
    /// Looked for when they are first asked for.
    findings: OnceLock<Vec<Finding>>,
    pub(crate) style: VerdictStyle,
}

impl<'a> ExplainDoc<'a> {
    /// What was asked and what came of it.
    pub fn new(
        analysis: &'a Analysis,
        sources: &'a Sources,
        request: &Request<'a>,
        reply: Reply,
        style: VerdictStyle,
    ) -> Self {
        let Reply { outcome, parts, of_services, targets } = reply;
        let services = targets.iter().filter_map(|target| match target {
            Target::Service(at) => analysis.services.get(*at).map(|node| node.service.meta.span),
            _ => None,
        });
        let ends = ends(&parts);
        let context = Context::new(analysis, sources, &ends, &services.collect::<Vec<_>>());
        let asked = Asked { source: request.source, destination: request.destination, question: request.question };
        Self { analysis, sources, asked, outcome, of_services, parts, context, findings: OnceLock::new(), style }
    }

    /// One verdict, with what the person called its ends.
    pub fn of_verdict(
        analysis: &'a Analysis,
        sources: &'a Sources,
        verdict: Verdict,
        labels: [Option<Label>; 2],
        style: VerdictStyle,
    ) -> Self {
        let ends = [verdict.source, verdict.destination];
        let [source, destination] = ends.map(|id| analysis.endpoint(id).id.as_str());
        let request = Request { source, destination, namespace: "", question: &Question::Anything };
        let reply = Reply {
            outcome: verdict.outcome(),
            parts: vec![Part::Pair { labels, verdict: Box::new(verdict) }],
            of_services: false,
            targets: ends.map(|id| Target::Endpoints(vec![id])),
        };
        Self::new(analysis, sources, &request, reply, style)
    }

    /// Says whether some files could not be read.
    #[must_use]
    pub fn files_missing(mut self, files_missing: bool) -> Self {
        self.context = self.context.files_missing(files_missing);
        self
    }

    /// The answer as a whole.
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// How many notes about the input its text leaves out.
    pub fn other_notes(&self) -> usize {
        self.context.other_notes()
    }

    /// The answer in a sentence, where there are several parts or a Service.
    fn sentence(&self) -> Option<String> {
        (self.of_services || self.parts.len() > 1).then(|| {
            let sentence = self.asked.sentence(self.outcome);
            if self.is_mixed() && !self.of_services {
                format!("{sentence} as a whole: {}.", self.counted())
            } else {
                sentence
            }
        })
    }

    /// Whether some parts are not denied, though the whole is.
    fn is_mixed(&self) -> bool {
        self.outcome == Outcome::Denied && self.parts.iter().any(|part| part.outcome() != Outcome::Denied)
    }

    /// What came of the parts, as a headline has it behind the sentence.
    fn counted(&self) -> String {
        let of = |wanted: Outcome| self.parts.iter().filter(|part| part.outcome() == wanted).count();
        let (open, unknown) = (of(Outcome::Allowed), of(Outcome::Depends));
        let depends =
            if unknown > 0 { format!(", {unknown} depend on what is not in the input") } else { String::new() };
        format!("{open} of {} parts can{depends}", self.parts.len())
    }

    /// What is wrong with the input, where something is denied.
    fn findings(&self) -> &[Finding] {
        let denied = || self.answers().any(|answer| answer.verdict.is_some_and(|verdict| !verdict.allowed));
        let found = || if denied() { self.analysis.findings(self.sources).found } else { Vec::new() };
        self.findings.get_or_init(found)
    }

    /// All verdicts, one below the other.
    fn answers(&self) -> impl Iterator<Item = Answer<'_>> {
        self.parts.iter().flat_map(|part| answers(self.analysis, part))
    }
}

fn answers<'a>(analysis: &'a Analysis, part: &'a Part) -> Vec<Answer<'a>> {
    match part {
        Part::Pair { labels, verdict } => {
            let ends = labels.each_ref().map(|end| end.as_ref().map(Cow::Borrowed));
            vec![Answer { verdict: Some(verdict), ends, route: None }]
        }
        Part::Service { labels: [source, _], verdicts, .. } => {
            let answers = verdicts.iter().map(|answer| Answer {
                verdict: answer.verdict.as_ref(),
                ends: [
                    source.as_ref().map(Cow::Borrowed),
                    answer.address.map(|address| Cow::Owned(Label::address(analysis, address))),
                ],
                route: Some(verdict_text::service_route(analysis, answer)),
            });
            answers.collect()
        }
    }
}

/// The endpoints that verdicts are about.
fn ends(parts: &[Part]) -> explain::Ends {
    let mut ends = explain::Ends { sources: Vec::new(), destinations: Vec::new() };
    for part in parts {
        let verdicts: Vec<&Verdict> = match part {
            Part::Pair { verdict, .. } => vec![verdict],
            Part::Service { verdicts, .. } => verdicts.iter().filter_map(|answer| answer.verdict.as_ref()).collect(),
        };
        ends.sources.extend(verdicts.iter().map(|verdict| verdict.source));
        ends.destinations.extend(verdicts.iter().map(|verdict| verdict.destination));
    }
    for ids in [&mut ends.sources, &mut ends.destinations] {
        ids.sort_unstable();
        ids.dedup();
    }
    ends
}

/// What the person called source and destination.
fn called(labels: &[Option<Label>; 2]) -> [Option<&Label>; 2] {
    labels.each_ref().map(Option::as_ref)
}

/// What an end is called: as the person did, or by its id.
fn id<'a>(analysis: &'a Analysis, end: Option<&'a Label>, id: EndpointId) -> &'a str {
    end.map_or(&analysis.endpoint(id).id, Label::text)
}

/// The same for an end of an answer that has a verdict.
fn names<'a>(analysis: &'a Analysis, answer: &'a Answer<'_>, verdict: &Verdict) -> [&'a str; 2] {
    let [source, destination] = answer.called();
    [id(analysis, source, verdict.source), id(analysis, destination, verdict.destination)]
}

/// The checks of a verdict that say something; a pod and itself have none.
fn decisions(verdict: &Verdict) -> impl Iterator<Item = &DirectionVerdict> {
    [&verdict.egress, &verdict.ingress].into_iter().filter(|_| !verdict.same_pod)
}

/// What people call the end that a check guards.
fn guarded<'a>(analysis: &Analysis, answer: &'a Answer<'_>, decision: &DirectionVerdict) -> Cow<'a, str> {
    let [source, destination] = answer.called();
    let end = if decision.direction == Direction::Egress { source } else { destination };
    match end {
        Some(end) => Cow::Borrowed(end.text()),
        None => Cow::Owned(explain::endpoint_name(analysis, decision.endpoint)),
    }
}

pub(crate) fn svg(doc: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let answers: Vec<Answer<'_>> = doc.answers().collect();
    out.write_str(&verdicts_svg(doc.analysis, doc.sources, doc.sentence().as_deref(), &answers))
}
