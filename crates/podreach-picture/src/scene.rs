//! The picture as plain data: everything has a place and a name, components only read it.

use std::collections::BTreeMap;

use podreach_eval::query::BlockedBy;
use podreach_eval::view::{NodeId, NodeKind};
use serde::{Deserialize, Serialize};

use crate::bounds::Bounds;
use crate::card::Card;

/// A point of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct At {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A namespace box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SceneNode {
    /// Contract id.
    pub id: NodeId,
    /// What it is drawn as.
    pub kind: NodeKind,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chip {
    /// Ports, cut to their room.
    pub text: String,
    /// Its place.
    pub rect: Bounds,
}

/// A drawn edge. An open connection both ways is one line; its second direction is not drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EdgeFacts {
    /// Id of the source.
    pub from: NodeId,
    /// Id of the destination.
    pub to: NodeId,
    /// Pod ports: `TCP 80,443; UDP 53`, `all`, `none`.
    pub ports: String,
    /// What the line looks like.
    pub state: LineState,
    /// The end that stops everything; only for blocked ones.
    pub blocked_by: Option<BlockedBy>,
}

/// What a line looks like: the state of its pair, or what happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are the states' own names")]
pub enum LineState {
    Open,
    Allowed,
    Blocked,
    Depends,
    Added,
    Removed,
    Changed,
}

impl LineState {
    /// The word in the page's contract, and in names of classes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Allowed => "allowed",
            Self::Blocked => "blocked",
            Self::Depends => "depends",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrange::scene;
    use crate::arrangement::Arrangement;
    use podreach_eval::{GraphOptions, Options, analyze};
    use podreach_syntax::Sources;

    #[test]
    fn a_scene_arrives_as_it_was_sent() {
        let yaml = podreach_testkit::reference::step(5);
        let view =
            analyze(&Sources::single("all.yaml", yaml), &Options::default()).graph_view(&GraphOptions::default());
        let sent = scene(&view, &Arrangement { show_blocked: true, ..Arrangement::default() });
        let text = serde_json::to_string(&sent).unwrap();
        let arrived: Scene = serde_json::from_str(&text).unwrap();
        // Readers of numbers may be off by the last bit.
        let shown = |scene: &Scene| format!("{scene:.6?}");
        assert!(shown(&arrived) == shown(&sent));
        assert!(!sent.silent.is_empty() && sent.edges.iter().any(|edge| edge.chip.is_some()));
    }
}
