//! The matrix of any size: folded as the graph is, opened in place, and only what is in sight is in the document.

mod cell;
mod geometry;
mod heads;
mod model;
mod moves;
mod panel;
mod rows;
mod sight;

pub(super) use geometry::blocks;
pub(super) use panel::FoldedMatrix;
