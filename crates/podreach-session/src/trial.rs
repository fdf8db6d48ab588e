//! What a change of the text would open and close, found by evaluating it.

use podreach_eval::Options;
use podreach_eval::view::Differences;
use podreach_syntax::{PlacedEdit, Sources, apply};
use serde::{Deserialize, Serialize};

use crate::comparing::{Baseline, Comparing};
use crate::evaluation::Evaluation;

/// What reading, comparing and putting together take for each byte of an input, in steps of an evaluation. Measured with 2 and 9 MB.
const STEPS_OF_A_BYTE: u64 = 16;

/// What a change of the text does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Pairs of which something passes that did not before, as pictures count them: representatives are among them.
    pub opens: u64,
    /// Pairs of which something does not pass any more.
    pub closes: u64,
    /// Whether no connection at all differs.
    pub safe: bool,
}

/// Why it is not known what a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialError {
    /// Its edits overlap, or are of another text.
    Edits,
    /// One of the sides is not evaluated: that takes too many steps.
    NotEvaluated,
    /// Changes before it took all the steps that there are for trying.
    OutOfSteps,
}

/// Tries changes of an input, one after the other. Each is compared with the input as it is.
#[derive(Debug)]
pub struct Trial {
    comparing: Comparing,
    sources: Sources,
    options: Options,
    /// Steps that evaluations may still take.
    left: u64,
}

impl Trial {
    /// For changes of an input. Evaluating them takes no more steps than these, and those of one of them.
    pub fn new(sources: Sources, options: Options, steps: u64, threads: usize) -> Self {
        let mut comparing = Comparing::new(threads);
        comparing.set_baseline(Some(Baseline { sources: sources.clone(), options: options.clone() }));
        Self { comparing, sources, options, left: steps }
    }

    /// The input with a change, beside itself as it is.
    ///
    /// # Errors
    /// When the change cannot be made, or is not evaluated.
    pub fn evaluate(&mut self, edits: &[PlacedEdit]) -> Result<Evaluation, TrialError> {
        if self.left == 0 {
            return Err(TrialError::OutOfSteps);
        }
        let changed = apply(&self.sources, edits).ok_or(TrialError::Edits)?;
        let evaluation = self.comparing.evaluate(changed, &self.options);
        let bytes = STEPS_OF_A_BYTE.saturating_mul(evaluation.work.bytes as u64);
        self.left = self.left.saturating_sub(evaluation.analysis.steps.saturating_add(bytes).max(1));
        if evaluation.comparison().is_none() { Err(TrialError::NotEvaluated) } else { Ok(evaluation) }
    }

    /// What a change opens and closes.
    ///
    /// # Errors
    /// As of [`evaluate`](Self::evaluate).
    pub fn effect(&mut self, edits: &[PlacedEdit]) -> Result<Effect, TrialError> {
        self.evaluate(edits)?.effect().ok_or(TrialError::NotEvaluated)
    }
}

impl Evaluation {
    /// What it opens and closes beside its baseline.
    pub fn effect(&self) -> Option<Effect> {
        let (base, comparison) = self.comparison()?;
        let Differences { opens, closes, .. } = comparison.of(&base.analysis, &self.analysis).differences();
        let diff = &comparison.diff;
        let safe = diff.connections.is_empty() && diff.workloads.is_empty() && opens == 0 && closes == 0;
        Some(Effect { opens, closes, safe })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_syntax::SourceId;

    const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db}\nspec: {podSelector: \
                          {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}\n";

    fn edit(from: &str, to: &str) -> PlacedEdit {
        let start = POLICY.find(from).unwrap() as u32;
        PlacedEdit { source: SourceId(0), start, end: start + from.len() as u32, text: to.into() }
    }

    #[test]
    fn a_change_is_safe_where_nothing_differs() {
        let mut trial = Trial::new(Sources::single("a.yaml", POLICY), Options::default(), u64::MAX, 1);
        let same = trial.effect(&[edit("port: 80", "port: 80, protocol: TCP")]).unwrap();
        assert_eq!(same, Effect { opens: 0, closes: 0, safe: true });
        let other = trial.effect(&[edit("80", "81")]).unwrap();
        assert!(!other.safe && other.opens > 0 && other.opens == other.closes, "{other:?}");
        let other = trial.effect(&[edit("podSelector: {}", "podSelector: {matchLabels: {app: api}}")]).unwrap();
        assert!(!other.safe && other.opens == 0 && other.closes > 0, "{other:?}");
        assert_eq!(trial.effect(&[edit("80", "81"), edit("80", "82")]), Err(TrialError::Edits));
        let broken = trial.effect(&[edit("80", "'80'")]).unwrap();
        assert!(!broken.safe, "a policy that is rejected closes nothing: {broken:?}");
        trial.left = 0;
        assert_eq!(trial.effect(&[]), Err(TrialError::OutOfSteps));
    }
}
