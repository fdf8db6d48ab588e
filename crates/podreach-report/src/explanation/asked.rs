//! A question in words.

use podreach_eval::explain::question_words;
use podreach_eval::query::{Outcome, Question};

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The source as written.
    pub(super) source: &'a str,
    /// The destination as written.
    pub(super) destination: &'a str,
    pub(super) question: &'a Question,
}

impl Asked<'_> {
    /// The whole question as a headline says it.
    pub(super) fn sentence(&self, outcome: Outcome) -> String {
        self.between(self.source, self.destination, outcome)
    }

    /// The same between particular ends.
    pub(super) fn between(&self, source: &str, destination: &str, outcome: Outcome) -> String {
        let verb = match outcome {
            Outcome::Allowed => "reaches",
            Outcome::Denied => "cannot reach",
            Outcome::Depends => "may reach",
        };
        let port = question_words(self.question);
        format!("{source} {verb} {destination}{port}")
    }
}
