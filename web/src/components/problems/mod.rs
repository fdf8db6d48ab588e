//! What is to be said about the sources, each with a way to its line.

mod panel;

pub(crate) use panel::{ALL, ProblemList};
