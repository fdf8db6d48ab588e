//! What the page is made of. Every part is a folder: plain data worked out from the state, and components that only read it.

pub(crate) mod app;
mod checks;
mod command;
mod compare;
mod empty;
mod examples;
mod files;
mod graph;
mod header;
mod icons;
mod inspector;
mod keys;
mod links;
mod matrix;
mod problems;
mod rules;
mod share;
mod sheet;
mod sources;
mod splitter;
mod toast;
pub(crate) mod view;
mod visible;
mod works;
