//! View models: plain data about the picture, with the stable ids that pages, tests and embedders rely on.

mod graph;

pub use graph::{EdgeView, GraphView, NamespaceView, NodeKind, NodeView, PortView};
