//! What the page is made of. Every part is a folder: plain data worked out from the state, and components that only read it.

pub(crate) mod app;
mod checks;
mod empty;
pub(crate) mod examples;
mod graph;
mod header;
mod icons;
pub(crate) mod inspector;
mod matrix;
mod problems;
mod rules;
mod share;
mod sheet;
pub(crate) mod sources;
mod splitter;
mod toast;
mod view;
pub(crate) mod visible;
mod works;
