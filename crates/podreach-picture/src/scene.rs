//! The picture as plain data: everything has a place and a name, components only read it.

use std::collections::BTreeMap;

use podreach_eval::diff::ChangeKind;
use podreach_eval::query::BlockedBy;
use podreach_eval::view::{BoxKind, Bundle, NodeId, NodeKind, PairChange};
use serde::{Deserialize, Serialize};

use crate::bounds::Bounds;
use crate::card::{Card, Lock, lock_width};
use crate::measure::{self, Font};

/// Ports on a chip.
pub(crate) const CHIP: Font = Font::mono(11.5);
/// Number of pairs on a chip.
pub(crate) const CHIP_COUNT: Font = Font::sans(10.5);
/// Between ports and number on one line.
pub(crate) const CHIP_GAP: f64 = 8.0;

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
    /// What it encloses.
    pub kind: BoxKind,
    /// Whether it can be closed to a card.
    pub closes: bool,
    /// Whether it stands for namespaces that are known by their labels only.
    pub by_labels: bool,
    /// The box.
    pub rect: Bounds,
}

/// Width of what closes a box, before its name.
pub const CLOSER: f64 = 18.0;

/// Where the header of a box is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeaderPlaces {
    /// Start of the name, on its base line.
    pub name: At,
    /// Start or end of the note, on its base line.
    pub note: At,
    /// Whether the note starts there instead of ending there.
    pub note_is_left: bool,
    /// Locks for all of its cards.
    pub locks: Vec<Lock>,
}

impl SceneNamespace {
    /// Where the header is drawn.
    pub fn text_places(&self) -> HeaderPlaces {
        let Bounds { x, y, width, .. } = self.rect;
        let right = x + width;
        match self.kind {
            BoxKind::Namespace => HeaderPlaces {
                name: At { x: x + if self.closes { 16.0 + CLOSER } else { 16.0 }, y: y + 25.0 },
                note: At { x: right - 14.0, y: y + 25.0 },
                ..HeaderPlaces::default()
            },
            BoxKind::Family => HeaderPlaces {
                name: At { x: x + 14.0, y: y + 22.0 },
                note: At { x: x + 14.0, y: y + 38.0 },
                note_is_left: true,
                ..HeaderPlaces::default()
            },
            BoxKind::Open => {
                let mut left = x + 12.0;
                let lock = |text: &str| {
                    let (own, width) = (left, lock_width(text));
                    left += width + 5.0;
                    Lock { text: text.to_owned(), isolated: false, x: own, y: y + 33.0, width }
                };
                HeaderPlaces {
                    locks: ["in", "out"].map(lock).to_vec(),
                    name: At { x: x + 14.0, y: y + 22.0 },
                    note: At { x: right - 12.0, y: y + 46.5 },
                    note_is_left: false,
                }
            }
        }
    }

    /// Its name for screen readers.
    pub fn label(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!(", {}", self.note) };
        match self.kind {
            BoxKind::Namespace => format!("Namespace {}{note}", self.full_name),
            BoxKind::Family | BoxKind::Open => format!("{}{note}", self.name),
        }
    }

    /// What names of its classes end in.
    pub const fn modifier(&self) -> &'static str {
        match self.kind {
            BoxKind::Namespace => "",
            BoxKind::Family => " namespace__box--family",
            BoxKind::Open => " namespace__box--open",
        }
    }
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
    /// Beside a baseline, added or removed where it is there on one side only.
    pub existence: Option<ChangeKind>,
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
    /// Ports, cut to their room; empty where a pill says them.
    pub text: String,
    /// How many pairs, `6 of 138`; empty where it is a single one or there is no room.
    pub count: String,
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
    /// What the label says in full, however short it is drawn.
    pub full: String,
    /// Path data of short pieces where it passes over other lines: they are covered there, so that it is seen which goes on.
    pub casing: String,
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
    /// How many pairs it stands for, where an end is folded.
    pub bundle: Option<Bundle>,
    /// What happened to it; only beside a baseline.
    pub change: Option<PairChange>,
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

impl Chip {
    /// Whether ports and number of pairs stand on lines of their own.
    pub fn has_two_lines(&self) -> bool {
        self.rect.height > crate::card::PILL_HEIGHT
    }

    /// Middles of the texts, ports and number of pairs, with their base lines.
    pub fn text_places(&self) -> [(f64, f64); 2] {
        let (middle, center) = (self.rect.x + self.rect.width / 2.0, self.rect.y + self.rect.height / 2.0);
        if self.has_two_lines() {
            return [(middle, center - 3.0), (middle, center + 10.5)];
        }
        if self.text.is_empty() || self.count.is_empty() {
            return [(middle, center + 4.0); 2];
        }
        // Both are measured wider than most fonts draw them, so what is left of the room is shared.
        let (ports, count) = (measure::width(&self.text, CHIP), measure::width(&self.count, CHIP_COUNT));
        let left = middle - (ports + CHIP_GAP + count) / 2.0;
        [(left + ports / 2.0, center + 4.0), (left + ports + CHIP_GAP + count / 2.0, center + 4.0)]
    }
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
