//! Sources by destinations, each pair a cell; folded where there are too many.

mod arranged;
mod bar;
mod chip;
mod choices;
mod fold;
mod grid;
mod moves;
mod name;
mod numbers;
mod panel;
mod port;
mod small;
mod table;

pub(crate) use panel::MatrixPanel;
