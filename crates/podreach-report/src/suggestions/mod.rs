//! What would allow or deny a connection: the document and its writers.

mod json;
mod text;

use podreach_eval::Analysis;
use podreach_eval::suggest::{Goal, Suggestions};
use podreach_syntax::Sources;

#[cfg(test)]
pub(crate) use json::SuggestionsOut;
pub(crate) use json::json;
pub(crate) use text::text;

/// Version of the document that `schema/suggest.json` describes.
pub const SUGGESTIONS_SCHEMA_VERSION: u32 = 1;

/// The answer for one source and one destination.
#[derive(Clone, Debug)]
pub struct SuggestedPair {
    /// What the person called the source, or its id.
    pub source: String,
    /// What the person called the destination, or its id.
    pub destination: String,
    /// What was asked about, in words: `TCP 80`; empty where no port was.
    pub question: String,
    /// The answer.
    pub suggestions: Suggestions,
}

/// What would allow or deny a connection.
#[derive(Debug)]
pub struct SuggestionsDoc<'a> {
    /// The evaluation of the input.
    pub analysis: &'a Analysis,
    /// The input.
    pub sources: &'a Sources,
    /// What is wanted.
    pub goal: Goal,
    /// Pair by pair.
    pub pairs: Vec<SuggestedPair>,
    /// Whether text has colours.
    pub color: bool,
}
