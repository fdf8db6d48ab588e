//! How connections, ends and rules stand, in the words of the picture.

use podreach_eval::Analysis;
use podreach_eval::explain;
use podreach_eval::policy::Action;
use podreach_eval::query::{DirectionReason, DirectionVerdict, PairState, Verdict};
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

/// How something stands, in the words of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Rules allow something.
    Allowed,
    /// No policy isolates.
    Open,
    /// Nothing passes.
    Blocked,
    /// The input leaves it open.
    Depends,
}

impl Standing {
    /// The word for people and for class names.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Open => "open",
            Self::Blocked => "blocked",
            Self::Depends => "depends",
        }
    }

    /// Of what a rule does.
    pub(super) const fn of_action(action: Action) -> Self {
        match action {
            Action::Allow => Self::Allowed,
            Action::Deny => Self::Blocked,
            Action::Pass | Action::Log => Self::Open,
        }
    }

    /// Of a pair.
    pub(super) const fn of(state: PairState) -> Self {
        match state {
            PairState::Open => Self::Open,
            PairState::Allowed => Self::Allowed,
            PairState::Blocked(_) => Self::Blocked,
            PairState::Depends => Self::Depends,
        }
    }
}

/// A rule with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCard {
    /// Its policy and its number.
    pub title: String,
    /// What it says, or why it does not match.
    pub sentence: String,
    /// The rule; none where it is not written.
    pub span: Option<Span>,
    /// What it does.
    pub standing: Standing,
    /// Whether it is switched off.
    pub off: bool,
}

/// Whether the decision lets things pass because nobody watches it.
pub(super) const fn direction_standing(decision: &DirectionVerdict) -> Standing {
    match (decision.allowed, decision.reason) {
        (false, _) => Standing::Blocked,
        (true, DirectionReason::Rules) => Standing::Allowed,
        (true, _) => Standing::Open,
    }
}

/// Where a verdict is decided, in a few words.
pub(super) fn decided(analysis: &Analysis, verdict: &Verdict) -> String {
    if verdict.egress.reason == DirectionReason::UnknownPort {
        return format!("{} has no port of that name", analysis.endpoint(verdict.destination).name);
    }
    if let Some(found) = &verdict.depends {
        return explain::depends(analysis, found).into_iter().next().unwrap_or_default();
    }
    match (verdict.egress.allowed, verdict.ingress.allowed) {
        (false, false) => "blocked at both ends".to_owned(),
        (false, true) => format!("egress of {} blocked", analysis.endpoint(verdict.source).name),
        (true, false) => format!("ingress of {} blocked", analysis.endpoint(verdict.destination).name),
        (true, true) if !verdict.allowed => "blocked: the two ends allow different ports".to_owned(),
        (true, true) if verdict.state == PairState::Open => "open: no policy isolates either end".to_owned(),
        (true, true) => "allowed".to_owned(),
    }
}
