//! View models: plain data about the picture, with the stable ids that pages, tests and embedders rely on.

mod build;
mod graph;

pub use build::GraphOptions;
pub(crate) use build::kind_name;
pub use graph::{EdgeView, GraphView, NamespaceView, NodeKind, NodeView, PortView};
