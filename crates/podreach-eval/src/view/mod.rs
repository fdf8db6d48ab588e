//! View models: plain data about the picture, with the stable ids that pages, tests and embedders rely on.

mod build;
mod graph;

pub use build::GraphOptions;
pub use graph::{EdgeView, GraphView, NamespaceView, NodeKind, NodeView, PortView};
