//! What it opens and closes to switch off a policy or a rule.

use podreach_eval::policy::Off;
use podreach_eval::{Analysis, Options};
use serde::{Deserialize, Serialize};

use super::row::{ChangedPairs, Rows};
use crate::comparison::Comparison;
use crate::evaluation::Evaluation;

/// What it opens and closes to switch off one policy or rule, with all other switches as they are. It takes one more
/// evaluation, whose steps are limited as those of every evaluation are, and reads nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithoutPolicy {
    /// The policy or rule.
    pub off: Off,
    /// At most this many pairs are listed, and never more than [`MOST`](super::MOST).
    pub most: usize,
}

/// The effect of a switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// Whether it is switched off now. The counts are those of switching it off, all the same.
    pub is_off: bool,
    /// What differs.
    pub pairs: ChangedPairs,
}

/// Answers; with nothing where there is no such policy or rule, and where the evaluation takes too long.
pub(in crate::page) fn answer(asked: WithoutPolicy, evaluation: &Evaluation) -> Option<Without> {
    let WithoutPolicy { off, most } = asked;
    let now = evaluation.options();
    let is_off = now.off.contains(&off);
    let mut others = now.off.clone();
    others.retain(|other| *other != off);
    if !is_off {
        others.push(off.clone());
    }
    let other = evaluation.analyze_with(&Options { off: others, ..now.clone() });
    let is_unknown = |analysis: &Analysis| analysis.unknown_off.contains(&off);
    if is_unknown(&other) || is_unknown(&evaluation.analysis) || other.exceeded || evaluation.analysis.exceeded {
        return None;
    }
    let (with, without) = if is_off { (&other, &evaluation.analysis) } else { (&evaluation.analysis, &other) };
    let comparison = Comparison::new(with, without);
    let sides = comparison.of(with, without);
    let rows = Rows { sides, sources: [&evaluation.sources; 2], same_text: true };
    Some(Without { is_off, pairs: rows.found(most) })
}
