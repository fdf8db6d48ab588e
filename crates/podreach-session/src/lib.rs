//! Sources that change: what is read once is read again only where its text changed.
//!
//! A [`Session`] takes the texts of an input as often as they change and evaluates them. It keeps what it has read: texts of
//! documents whose bytes are the same are neither read nor decoded again, wherever they stand now. What it answers is what
//! [`podreach_eval::analyze`] answers about the same input; only the texts that spans count in differ.
//!
//! [`Comparing`] does the same beside a baseline.

mod blocks;
mod comparing;
mod comparison;
#[cfg(test)]
mod edges;
mod evaluation;
pub mod page;
mod reading;
#[cfg(test)]
mod rule_edits;
mod session;
mod suggest;
#[cfg(test)]
mod suggest_tests;
#[cfg(test)]
mod tests;
mod trial;
pub mod worker;

pub use comparing::{Baseline, Comparing};
pub use comparison::Comparison;
pub use evaluation::{Evaluation, Work};
pub use podreach_syntax::hunks;
pub use session::Session;
pub use suggest::{plain, suggest};
pub use trial::{Effect, Trial, TrialError};
