//! A change of the text that is looked at before it is written: the bar with the way out and the way on, the page that says what it
//! does, and its lines.

mod bar;
mod diff;
mod page;

pub(crate) use bar::ProposalBar;
pub(crate) use diff::Diff;
pub(crate) use page::ProposalPage;
