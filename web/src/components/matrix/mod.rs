//! Sources by destinations, each pair a cell.

mod grid;
mod panel;

pub(crate) use panel::MatrixPanel;
