//! What the page is made of. Every part is a folder: plain data worked out from the state, and components that only read it.

pub(crate) mod app;
mod checks;
mod command;
mod empty;
mod examples;
mod export;
mod filters;
mod find;
mod graph;
mod header;
mod help;
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
mod tour;
pub(crate) mod view;
mod visible;
mod works;
