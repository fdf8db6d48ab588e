//! A change of the text that is looked at before it is written: the bar with the way out and the way on, the page that says what it
//! does.

mod bar;
mod page;

pub(crate) use bar::ProposalBar;
pub(crate) use page::ProposalPage;
