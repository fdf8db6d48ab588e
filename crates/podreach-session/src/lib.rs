//! Sources that change: what is read once is read again only where its text changed.
//!
//! A [`Session`] takes the texts of an input as often as they change and evaluates them. It keeps what it has read: texts of
//! documents whose bytes are the same are neither read nor decoded again, wherever they stand now. What it answers is what
//! [`podreach_eval::analyze`] answers about the same input; only the texts that spans count in differ.

mod blocks;
#[cfg(test)]
mod edges;
pub mod page;
mod reading;
mod session;
#[cfg(test)]
mod tests;
pub mod worker;

pub use session::{Evaluation, Session, Work};
