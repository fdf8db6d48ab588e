//! The picture as plain data: everything has a place and a name, components only read it.

use std::collections::BTreeMap;

use super::card::Card;
use super::transform::Bounds;

/// A point of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct At {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A namespace box.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SceneNamespace {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `3 workloads, 4 policies`; empty when there is no room.
    pub(crate) note: String,
    /// Whether it stands for namespaces that are known by their labels only.
    pub(crate) by_labels: bool,
    pub(crate) rect: Bounds,
}

/// A node with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SceneNode {
    pub(crate) id: String,
    /// `workload`, `representative`, `external`.
    pub(crate) kind: &'static str,
    pub(crate) card: Card,
    pub(crate) rect: Bounds,
    /// Corners of the card's pills, from the node's own corner.
    pub(crate) pills: Vec<At>,
    /// Where text starts, from the node's own corner: pills on the left border push it in.
    pub(crate) inset: f64,
    /// Name for screen readers.
    pub(crate) label: String,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// Filled: a rule allows it.
    Filled,
    /// Hollow: open.
    Hollow,
    /// A bar: this end stops it.
    Bar,
    /// An open arrow: the way that is stopped at the other end.
    Chevron,
    /// The same, and a bar: this end stops it.
    BarredChevron,
    /// Nothing.
    Plain,
}

/// A line end with its place; `dx`, `dy` point along the line, towards the node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LineEnd {
    pub(crate) at: At,
    pub(crate) dx: f64,
    pub(crate) dy: f64,
    pub(crate) head: Head,
}

/// The label of an edge.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chip {
    pub(crate) text: String,
    pub(crate) rect: Bounds,
}

/// A drawn edge. An open connection both ways is one line; its second direction is a [`SilentEdge`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SceneEdge {
    pub(crate) facts: EdgeFacts,
    /// Whether the same line stands for the other direction too.
    pub(crate) both_ways: bool,
    /// SVG path data.
    pub(crate) path: String,
    pub(crate) ends: Vec<LineEnd>,
    pub(crate) chip: Option<Chip>,
    /// Whether it keeps quiet until someone points at it.
    pub(crate) quiet: bool,
    /// Name for screen readers.
    pub(crate) label: String,
    /// Box around the path, to bring it into view.
    pub(crate) bounds: Bounds,
}

/// What the page's contract says about an edge.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EdgeFacts {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) ports: String,
    /// `open`, `allowed`, `blocked`.
    pub(crate) state: &'static str,
    /// `source`, `destination`, `both`; only for blocked ones.
    pub(crate) blocked_by: Option<&'static str>,
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scene {
    pub(crate) bounds: Bounds,
    pub(crate) namespaces: Vec<SceneNamespace>,
    pub(crate) nodes: Vec<SceneNode>,
    /// Edges with a line.
    pub(crate) edges: Vec<SceneEdge>,
    /// Edges that are part of the picture without a line of their own.
    pub(crate) silent: Vec<EdgeFacts>,
    /// Every connection for the table: source, destination, ports, state, by title.
    pub(crate) rows: Vec<[String; 4]>,
    /// Nodes that were left out because there are too many.
    pub(crate) left_out: usize,
    /// Edges that are not drawn because there are too many.
    pub(crate) undrawn: usize,
    /// One sentence about the whole.
    pub(crate) summary: String,
    /// Node indexes by id.
    pub(crate) places: BTreeMap<String, usize>,
}

impl Scene {
    /// A node by its id.
    pub(crate) fn node(&self, id: &str) -> Option<&SceneNode> {
        self.places.get(id).and_then(|at| self.nodes.get(*at))
    }

    /// Where a node or a namespace stands.
    pub(crate) fn bounds_of(&self, id: &str) -> Option<Bounds> {
        let namespace = || self.namespaces.iter().find(|namespace| namespace.id == id).map(|namespace| namespace.rect);
        self.node(id).map(|node| node.rect).or_else(namespace)
    }
}
