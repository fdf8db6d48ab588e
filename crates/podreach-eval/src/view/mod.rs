//! View models: plain data about the picture, with the stable ids that pages, tests and embedders rely on.

mod build;
mod change;
mod compared;
mod counts;
mod depending;
mod entries;
#[cfg(test)]
mod fixture;
mod fold;
mod folded;
mod graph;
mod joint;
mod landing;
mod matrix;
mod node_id;
mod numbers;
mod pairs;

pub use build::GraphOptions;
pub use change::{EdgeChange, PairChange};
pub use compared::{BothSides, Differences};
pub use counts::PairCounts;
pub use depending::Depending;
pub use fold::{
    Between, Focus, FocusWay, FoldFilter, FoldOptions, FoldedMatrix, Folding, LineState, MatrixCell, MatrixFold,
    MatrixOrder, MatrixRow,
};
pub use folded::{
    Aside, Badge, BoxKind, Bundle, Everyone, FoldKind, FoldView, FoldingView, Isolated, Level, Undrawn, Unusual, WayIn,
    Within,
};
pub use graph::{
    EdgeLook, EdgeSays, EdgeView, EntryView, GraphView, NamespaceView, NodeKind, NodeView, PortView, WholeView,
};
pub use joint::{Joint, JointNode};
pub use matrix::{MatrixNode, MatrixOptions, MatrixPair, MatrixView};
pub use node_id::NodeId;
pub use numbers::{endpoints_words, grouped};

/// Pairs are marked as resting on addresses while all of them together look at no more rules and peers than this.
const LOOKS: usize = 2_000_000;
