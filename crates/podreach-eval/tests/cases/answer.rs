//! Answers about ends that have several parts, and about addresses.

use podreach_eval::ask::{Reply, Request};
use podreach_eval::query::Question;

use crate::expect::{Checked, name, question, same};
use crate::outcome::Outcome;

/// `a -> b TCP 80: denied`: one word for all parts of both ends.
pub(crate) fn check(outcome: &Outcome, rest: &str) -> Checked {
    let (asked, expected) = rest.rsplit_once(": ").ok_or("a colon is missing")?;
    let (from, to) = asked.split_once(" -> ").ok_or("an arrow is missing")?;
    let mut words = to.split_whitespace();
    let to = words.next().ok_or("a destination is missing")?;
    let asked = question(&words.collect::<Vec<_>>())?;
    same(expected.trim(), ask(outcome, from, to, &asked)?.outcome.as_str())
}

/// The answer to a question, as the command line asks it.
pub(crate) fn ask(outcome: &Outcome, from: &str, to: &str, asked: &Question) -> Result<Reply, String> {
    let namespace = &outcome.options.default_namespace;
    let request = Request { source: name(from), destination: name(to), namespace, question: asked };
    outcome.analysis.ask(&request).map_err(|error| error.to_string())
}
