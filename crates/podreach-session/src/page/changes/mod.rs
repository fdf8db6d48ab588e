//! What changed beside a baseline, what a switch changes, and a pair on both sides.

mod bundle;
#[cfg(test)]
mod bundle_tests;
mod pair;
mod place;
mod row;
#[cfg(test)]
mod tests;
mod without;

use podreach_eval::policy::Off;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;
use row::Rows;

pub use bundle::{ComparedBundle, ComparedBundleAnswer};
pub use pair::{Before, ComparedPair, ComparedPairAnswer};
pub use place::ChangePlace;
pub use row::{ChangeRow, ChangeRule, ChangedPairs};
pub use without::{Without, WithoutPolicy};

pub(super) use bundle::answer as compared_bundle;
pub(super) use pair::answer as compared_pair;
pub(super) use without::answer as without_policy;

/// No question gets more rows than this.
pub const MOST: usize = 500;

/// What changed beside the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// At most this many pairs are listed, and never more than [`MOST`].
    pub most: usize,
}

/// Whether there is a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beside {
    /// There is no baseline.
    #[default]
    Nothing,
    /// A side takes too long to be evaluated.
    NotEvaluated,
    /// There is one.
    Compared,
    /// Something is switched off and there is no baseline: the work is compared with itself, everything switched on.
    AllOn,
}

/// Counts and pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesAnswer {
    /// Whether there is a comparison, and with what; the rest is empty without one, apart from what is switched off.
    pub beside: Beside,
    /// What differs.
    pub pairs: ChangedPairs,
    /// What is switched off.
    pub off: Vec<Off>,
    /// What is to be switched off and is not in the input.
    pub unknown_off: Vec<Off>,
}

pub(super) fn answer(Changes { most }: Changes, evaluation: &Evaluation) -> ChangesAnswer {
    let unknown_off = evaluation.analysis.unknown_off.clone();
    let off = evaluation.options().off.iter().filter(|off| !unknown_off.contains(off)).cloned().collect();
    let beside = if evaluation.base().is_some() { Beside::NotEvaluated } else { Beside::Nothing };
    let Some((base, comparison)) = evaluation.comparison() else {
        return ChangesAnswer { beside, off, unknown_off, ..ChangesAnswer::default() };
    };
    let sides = comparison.of(&base.analysis, &evaluation.analysis);
    let rows = Rows { sides, sources: [&base.sources, &evaluation.sources], same_text: evaluation.is_beside_itself() };
    ChangesAnswer {
        beside: if evaluation.is_beside_itself() { Beside::AllOn } else { Beside::Compared },
        pairs: rows.found(most),
        off,
        unknown_off,
    }
}
