//! The inspector: the selected thing, explained.
//!
//! Each page has a file of plain data, worked out from the analysis, and a file of components that only read it.

mod ask;
mod connection;
mod connection_page;
mod entry;
mod object_pages;
mod overview;
mod panel;
mod parts;
mod policy;
mod service;
mod spans;
mod strip;
#[cfg(test)]
mod tests;
mod workload;
mod workload_page;

pub(crate) use panel::InspectorPanel;
pub(crate) use parts::{code_spans, line_link};
pub(crate) use spans::deciding_spans;
