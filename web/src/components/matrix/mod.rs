//! Sources by destinations, each pair a cell.

mod grid;
mod moves;
mod name;
mod panel;
mod table;

pub(crate) use panel::MatrixPanel;
