//! A session in a thread of its own: what a page sends to it and what it gets, and what stands at the other end.
//!
//! Messages are plain data ([`message`]) in a compact binary form. [`Host`] takes them in and works in steps, so that the thread
//! around it can look for newer messages in between: a newer input takes the place of an older one, and the answer to a question
//! that was asked anew is never sent.

mod host;
pub mod message;
mod staleness;
#[cfg(test)]
mod tests;

pub use host::{Host, Stage};
