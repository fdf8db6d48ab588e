//! The places in the sources that decide the selected connection, for the editor's marks.

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{DirectionVerdict, Question};
use podreach_syntax::Span;

/// Rules that miss are marked only when nothing matched, and only the nearest.
const NEAREST: usize = 1;

/// Places of the rules that decide whether anything passes between two endpoints: those that match, or where a direction is blocked
/// the one that came closest. Sorted and without repeats.
pub(crate) fn deciding_spans(analysis: &Analysis, from: EndpointId, to: EndpointId) -> Vec<Span> {
    let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
    let mut spans = direction_spans(analysis, &verdict.egress);
    spans.extend(direction_spans(analysis, &verdict.ingress));
    spans.sort_unstable();
    spans.dedup();
    spans
}

fn direction_spans(analysis: &Analysis, verdict: &DirectionVerdict) -> Vec<Span> {
    let nearest = if verdict.allowed { 0 } else { NEAREST };
    let hits = verdict.hits.iter().map(|hit| hit.rule);
    let misses = verdict.misses.iter().take(nearest).map(|miss| miss.rule);
    hits.chain(misses).filter_map(|rule| analysis.rule(rule)).map(|rule| rule.span).collect()
}
