//! Complete changes that were tried, with all that they do besides.

use podreach_syntax::PlacedEdit;

use super::EndChange;

/// A pair of which a change opens or closes something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Name of the source in lists.
    pub source: String,
    /// Name of the destination, likewise.
    pub destination: String,
    /// What is opened or closed, in the notation of lists.
    pub connections: String,
}

/// Pairs that a change opens or closes besides what is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Besides {
    /// The first of them.
    pub listed: Vec<Moved>,
    /// How many there are.
    pub count: usize,
    /// How many of them are between ends that are in the input, and not pods that policies name.
    pub known: usize,
}

/// A complete change that brings about what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is done at the source; none where nothing has to be.
    pub egress: Option<EndChange>,
    /// What is done at the destination, likewise.
    pub ingress: Option<EndChange>,
    /// All edits.
    pub edits: Vec<PlacedEdit>,
    /// What it opens besides what was asked for.
    pub opens: Besides,
    /// What it closes besides what was asked for.
    pub closes: Besides,
    /// Lines that are added, changed or removed.
    pub lines: usize,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestions {
    /// It is so already.
    AlreadySo,
    /// The destination has no such port.
    NoSuchPort,
    /// Complete changes, the smallest first: a fix of the finding that names the cause, then what opens the least besides (to deny:
    /// closes the least), then what changes the fewest lines. Empty where none was found.
    Found(Vec<Suggestion>),
}
