//! The inspector: the selected thing, explained.
//!
//! What its pages say is plain data (`podreach_session::page::inspector`); the components here only show it.

mod ask;
mod bundle_page;
mod card_page;
mod connection_page;
mod nearest;
mod object_pages;
mod overview;
mod panel;
mod parts;
mod strip;
mod suggest;
mod whole;
mod workload_page;

pub(crate) use panel::{InspectorPanel, Instead};
pub(crate) use parts::{Block, LineLink, code_spans, line_link};
