//! What is to be said about the sources, each with a way to its line.

mod list;
mod panel;

pub(crate) use list::problem_count;
pub(crate) use panel::ProblemList;
