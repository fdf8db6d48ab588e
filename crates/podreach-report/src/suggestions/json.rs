//! Suggestions as JSON. `schema/suggest.json` describes it.

use std::fmt;

use podreach_eval::suggest::{Besides, EndChange, Moved, Suggestion, Suggestions};
use podreach_syntax::{PlacedEdit, Sources};
use serde::Serialize;

use super::{SUGGESTIONS_SCHEMA_VERSION, SuggestedPair, SuggestionsDoc};
use crate::Printer;
use crate::findings::EditOut;
use crate::json::by_line;

pub(crate) fn json(doc: &SuggestionsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let value = SuggestionsOut {
        version: SUGGESTIONS_SCHEMA_VERSION,
        goal: doc.goal.as_str(),
        pairs: doc.pairs.iter().map(|pair| pair_out(doc.sources, pair)).collect(),
    };
    by_line(&mut out.json(), &value)
}

/// What would allow or deny a connection.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SuggestionsOut<'a> {
    /// Version of this document.
    version: u32,
    /// `allow` or `deny`.
    goal: &'static str,
    /// Pair by pair: an end may mean several endpoints.
    pairs: Vec<PairOut<'a>>,
}

/// The answer for one source and one destination.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PairOut<'a> {
    /// The source.
    src: &'a str,
    /// The destination.
    dst: &'a str,
    /// What was asked about, in words: `TCP 80`; empty where no port was.
    question: &'a str,
    /// `already`, `no such port`, `found` or `none`.
    outcome: &'static str,
    /// Complete changes, the smallest first.
    suggestions: Vec<SuggestionOut<'a>>,
}

/// A complete change.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SuggestionOut<'a> {
    /// What is done at the source; null where nothing has to be.
    egress: Option<EndOut<'a>>,
    /// What is done at the destination, likewise.
    ingress: Option<EndOut<'a>>,
    /// Lines that are added, changed or removed.
    lines: usize,
    /// What it opens besides what was asked for.
    opens: BesidesOut<'a>,
    /// What it closes besides what was asked for.
    closes: BesidesOut<'a>,
    /// Edits that do not overlap; all of them belong to it.
    edits: Vec<EditOut<'a>>,
}

/// What is done at one end.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EndOut<'a> {
    /// In the imperative.
    title: &'a str,
    /// The code of the finding that it settles; null where it settles none.
    code: Option<&'a str>,
}

/// Pairs of which something is opened or closed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BesidesOut<'a> {
    /// How many.
    count: usize,
    /// The first of them.
    pairs: Vec<MovedOut<'a>>,
}

/// A pair with what is opened or closed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MovedOut<'a> {
    /// The source, as lists call it.
    src: &'a str,
    /// The destination, as lists call it.
    dst: &'a str,
    /// A connection notation.
    conn: &'a str,
}

fn pair_out<'a>(sources: &'a Sources, pair: &'a SuggestedPair) -> PairOut<'a> {
    let (outcome, found) = match &pair.suggestions {
        Suggestions::AlreadySo => ("already", &[][..]),
        Suggestions::NoSuchPort => ("no such port", &[][..]),
        Suggestions::Found(found) if found.is_empty() => ("none", &[][..]),
        Suggestions::Found(found) => ("found", found.as_slice()),
    };
    PairOut {
        src: &pair.source,
        dst: &pair.destination,
        question: &pair.question,
        outcome,
        suggestions: found.iter().map(|one| suggestion(sources, one)).collect(),
    }
}

fn suggestion<'a>(sources: &'a Sources, one: &'a Suggestion) -> SuggestionOut<'a> {
    fn end(end: &EndChange) -> EndOut<'_> {
        EndOut { title: &end.title, code: end.code }
    }
    SuggestionOut {
        egress: one.egress.as_ref().map(end),
        ingress: one.ingress.as_ref().map(end),
        lines: one.lines,
        opens: besides(&one.opens),
        closes: besides(&one.closes),
        edits: one.edits.iter().filter_map(|edit: &PlacedEdit| EditOut::of(sources, edit)).collect(),
    }
}

fn besides(moved: &Besides) -> BesidesOut<'_> {
    fn one(Moved { source, destination, connections }: &Moved) -> MovedOut<'_> {
        MovedOut { src: source, dst: destination, conn: connections }
    }
    BesidesOut { count: moved.count, pairs: moved.listed.iter().map(one).collect() }
}
