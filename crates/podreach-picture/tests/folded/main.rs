//! Folded pictures: they fit, nothing covers anything, and what opens moves only what it has to.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails there has found something"
)]

mod opening;
mod phone;
mod room;
mod views;
