//! The places in the sources that decide what is selected, for the editor's marks.

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::Action;
use podreach_eval::query::{DirectionVerdict, Question};
use podreach_picture::Picked;
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Rules that miss are marked only when nothing matched, and only the nearest.
const NEAREST: usize = 1;

/// The places that decide what is selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deciding {
    /// What is selected.
    pub picked: Picked,
}

/// What a marked rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sign {
    /// It matches and allows.
    Allow,
    /// It matches and denies.
    Deny,
    /// It matches and leaves the decision to the next tier.
    Pass,
    /// It matches and logs.
    Log,
    /// It does not match, and came closest.
    Miss,
    /// It is no rule: a workload or a policy.
    Other,
}

impl Sign {
    /// `allow`, `deny`, `pass`, `log`, `miss` or `other`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Pass => "pass",
            Self::Log => "log",
            Self::Miss => "miss",
            Self::Other => "other",
        }
    }

    const fn of(action: Action) -> Self {
        match action {
            Action::Allow => Self::Allow,
            Action::Deny => Self::Deny,
            Action::Pass => Self::Pass,
            Action::Log => Self::Log,
        }
    }
}

/// A place with what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DecidingPlace {
    /// The place.
    pub span: Span,
    /// What the rule there does.
    pub sign: Sign,
}

/// Answers with the places; with none for what has no place or is no longer in the input.
pub(in crate::page) fn answer(asked: Deciding, evaluation: &Evaluation) -> Vec<DecidingPlace> {
    let analysis = &evaluation.analysis;
    match &asked.picked {
        Picked::Edge { from, to } => match (analysis.endpoint_of_node(from), analysis.endpoint_of_node(to)) {
            (Some(from), Some(to)) => deciding_spans(analysis, from, to),
            _ => Vec::new(),
        },
        Picked::Node(id) => {
            let endpoint = analysis.endpoint_of_node(id).map(|id| analysis.endpoint(id));
            let span = endpoint.filter(|endpoint| endpoint.is_workload()).and_then(|endpoint| endpoint.span);
            span.map(other).into_iter().collect()
        }
        Picked::Policy(at) => analysis.policies.list.get(*at).map(|policy| other(policy.span)).into_iter().collect(),
        Picked::Nothing => Vec::new(),
    }
}

const fn other(span: Span) -> DecidingPlace {
    DecidingPlace { span, sign: Sign::Other }
}

/// Places of the rules that decide whether anything passes between two endpoints: those that match, or where a direction is blocked
/// the one that came closest. Sorted and without repeats.
pub(super) fn deciding_spans(analysis: &Analysis, from: EndpointId, to: EndpointId) -> Vec<DecidingPlace> {
    let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
    let mut spans = direction_spans(analysis, &verdict.egress);
    spans.extend(direction_spans(analysis, &verdict.ingress));
    spans.sort_unstable();
    spans.dedup();
    spans
}

fn direction_spans(analysis: &Analysis, verdict: &DirectionVerdict) -> Vec<DecidingPlace> {
    let nearest = if verdict.allowed { 0 } else { NEAREST };
    let hits = verdict.hits.iter().map(|hit| (hit.rule, Sign::of(hit.action)));
    let misses = verdict.misses.iter().take(nearest).map(|miss| (miss.rule, Sign::Miss));
    let place = |(rule, sign)| Some(DecidingPlace { span: analysis.rule(rule)?.span, sign });
    hits.chain(misses).filter_map(place).collect()
}
