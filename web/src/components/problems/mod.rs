//! What is to be said about the sources, each with a way to its line.

mod list;
mod panel;

pub(crate) use list::{Row, problem_count, rows};
pub(crate) use panel::{ALL, ProblemList};
