//! The command as people and scripts call it: the built binary, its output, its exit codes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failing test may panic anywhere"
)]

mod diff;
mod forms;
mod input;
mod left_out;
mod link;
mod lint;
mod list;
mod question;
mod run;
mod safety;
mod schema;
mod suggest;
mod trimmed;
mod ways;
