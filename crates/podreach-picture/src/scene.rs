//! The picture as plain data: everything has a place and a name, components only read it.

use std::collections::BTreeMap;

use podreach_eval::view::NodeId;

use crate::bounds::Bounds;
use crate::card::Card;

/// A point of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct At {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A namespace box.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneNamespace {
    /// `namespace:<name>`.
    pub id: NodeId,
    /// Its name in full.
    pub full_name: String,
    /// The same, cut to its room.
    pub name: String,
    /// `3 workloads, 4 policies`; empty when there is no room.
    pub note: String,
    /// Whether it stands for namespaces that are known by their labels only.
    pub by_labels: bool,
    /// The box.
    pub rect: Bounds,
}

/// A card around the parts of a workload whose pods are distinguished; where they stand in several rows, one for each row.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneWhole {
    /// `default/db[StatefulSet]`; the same for all rows of a workload.
    pub id: String,
    /// The workload's name, cut to its room.
    pub name: String,
    /// `StatefulSet, 3 pods, distinguished by selectors`, cut to its room.
    pub note: String,
    /// Both in full.
    pub label: String,
    /// The card. Its parts stand in it, above a strip of [`crate::card::STRIP`] with the text.
    pub rect: Bounds,
}

/// A node with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneNode {
    /// Contract id.
    pub id: NodeId,
    /// `workload`, `representative`, `external`.
    pub kind: &'static str,
    /// What stands on it.
    pub card: Card,
    /// The card's place.
    pub rect: Bounds,
    /// Corners of the card's pills, from the node's own corner.
    pub pills: Vec<At>,
    /// Where text starts, from the node's own corner: pills on the left border push it in.
    pub inset: f64,
    /// Name for screen readers.
    pub label: String,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Filled: a rule allows it.
    Filled,
    /// Hollow: open.
    Hollow,
    /// A bar: this end stops it.
    Bar,
    /// An open arrow: the other end stops it.
    Chevron,
    /// The same, and a bar: this end stops it.
    BarredChevron,
    /// Nothing.
    Plain,
}

/// A line end with its place; `dx`, `dy` point along the line, towards the node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineEnd {
    /// Where the line touches the node.
    pub at: At,
    /// To the right.
    pub dx: f64,
    /// Downwards.
    pub dy: f64,
    /// What stands there.
    pub head: Head,
}

/// The label of an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// Ports, cut to their room.
    pub text: String,
    /// Its place.
    pub rect: Bounds,
}

/// A drawn edge. An open connection both ways is one line; its second direction is not drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneEdge {
    /// What it says.
    pub facts: EdgeFacts,
    /// Whether the same line stands for the other direction too.
    pub both_ways: bool,
    /// SVG path data.
    pub path: String,
    /// Its start and its end.
    pub ends: Vec<LineEnd>,
    /// Its label; none when there is no room without covering a card.
    pub chip: Option<Chip>,
    /// Whether it keeps quiet until someone points at it.
    pub quiet: bool,
    /// Name for screen readers.
    pub label: String,
    /// Box around the path, to bring it into view.
    pub bounds: Bounds,
}

/// What the page's contract says about an edge.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EdgeFacts {
    /// Id of the source.
    pub from: NodeId,
    /// Id of the destination.
    pub to: NodeId,
    /// Pod ports: `TCP 80,443; UDP 53`, `all`, `none`.
    pub ports: String,
    /// `open`, `allowed`, `blocked`.
    pub state: &'static str,
    /// `source`, `destination`, `both`; only for blocked ones.
    pub blocked_by: Option<&'static str>,
    /// `opened`, `closed`, `changed`; only beside a baseline.
    pub change: Option<&'static str>,
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The rectangle around everything.
    pub bounds: Bounds,
    /// Boxes, by name.
    pub namespaces: Vec<SceneNamespace>,
    /// Cards around several of the cards.
    pub wholes: Vec<SceneWhole>,
    /// Cards, in the order of the view.
    pub nodes: Vec<SceneNode>,
    /// Edges with a line.
    pub edges: Vec<SceneEdge>,
    /// Edges that are part of the picture without a line of their own.
    pub silent: Vec<EdgeFacts>,
    /// Every connection for the table: source, destination, ports, state, by title.
    pub rows: Vec<[String; 4]>,
    /// Nodes that were left out because there are too many.
    pub left_out: usize,
    /// Edges that are not drawn because there are too many.
    pub undrawn: usize,
    /// One sentence about the whole.
    pub summary: String,
    /// Node indexes by id.
    pub places: BTreeMap<NodeId, usize>,
}

impl Scene {
    /// A node by its id.
    pub fn node(&self, id: &NodeId) -> Option<&SceneNode> {
        self.places.get(id).and_then(|at| self.nodes.get(*at))
    }

    /// Where a node or a namespace stands.
    pub fn bounds_of(&self, id: &NodeId) -> Option<Bounds> {
        let namespace = || self.namespaces.iter().find(|namespace| namespace.id == *id).map(|namespace| namespace.rect);
        self.node(id).map(|node| node.rect).or_else(namespace)
    }
}
