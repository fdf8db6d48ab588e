//! What is to be said about the sources: the list of findings, the page of one, fixes, and the keys for them.

mod filter;
mod fixes;
pub(crate) mod keys;
mod page;
mod panel;
mod row;
mod state;

pub(crate) use page::FindingPage;
pub(crate) use panel::{ALL, ProblemList};
pub(crate) use row::{capital, look, title};
pub(crate) use state::{FindingState, is_shown};
