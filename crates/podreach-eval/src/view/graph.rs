//! The reachability graph as a page draws it.

use serde::{Deserialize, Serialize};

use crate::diff::ChangeKind;
use crate::inventory::EntryKind;
use crate::query::{BlockedBy, PairState};
use crate::sets::Protocol;

use super::change::EdgeChange;
use super::folded::{Badge, BoxKind, Bundle, FoldView, FoldingView};
use super::node_id::NodeId;

/// What a node is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are the kinds' own names")]
pub enum NodeKind {
    Workload,
    Representative,
    External,
    /// Several workloads, or one or several namespaces, as one card.
    Group,
}

impl NodeKind {
    /// The word in the page's contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workload => "workload",
            Self::Representative => "representative",
            Self::External => "external",
            Self::Group => "group",
        }
    }
}

/// A port on a node's border.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortView {
    /// Number, or the name of a port without known number.
    pub port: String,
    /// Number when known.
    pub number: Option<u16>,
    /// Protocol.
    pub protocol: Protocol,
    /// Declared container port name.
    pub name: Option<String>,
    /// Services that lead here: id, the words before the arrow (`8080`, `LB 80`), in order.
    pub services: Vec<(NodeId, String)>,
    /// Ingresses, Routes and Gateways that lead here: id, the words before the arrow (`a.com/api`, `Ingress`), in order.
    pub entries: Vec<(NodeId, String)>,
}

impl PortView {
    /// A port that nothing leads to yet. `port` is its number or its name.
    pub(super) const fn bare(port: String, number: Option<u16>, protocol: Protocol) -> Self {
        Self { port, number, protocol, name: None, services: Vec::new(), entries: Vec::new() }
    }
}

/// A box: mostly a namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceView {
    /// `namespace:<name>`.
    pub id: NodeId,
    /// What it encloses.
    pub kind: BoxKind,
    /// Name.
    pub name: String,
    /// Workloads in it.
    pub workloads: usize,
    /// Policies in it.
    pub policies: usize,
    /// Whether it is only referred to, so that its labels are not known.
    pub implied: bool,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
pub struct NodeView {
    /// Contract id.
    pub id: NodeId,
    /// What it is drawn as.
    pub kind: NodeKind,
    /// Index of its namespace box; none for the outside and for namespaces known by labels only.
    pub namespace: Option<usize>,
    /// Large text.
    pub title: String,
    /// Small text: kind, or `not in your YAML`.
    pub subtitle: String,
    /// Labels that matter, as `app=web`; at most three.
    pub labels: Vec<String>,
    /// Replicas, when known.
    pub replicas: Option<u32>,
    /// Ports on its border: declared ones and those that edges name.
    pub ports: Vec<PortView>,
    /// Whether ingress is isolated.
    pub ingress_isolated: bool,
    /// Whether egress is isolated.
    pub egress_isolated: bool,
    /// Policies that select it.
    pub policies: usize,
    /// Whether its pods share the host's network.
    pub host_network: bool,
    /// Whether it stands for pods that could be created: which policies select them differs from pod to pod.
    pub to_come: bool,
    /// The workload that it is a part of, where pods of one workload are distinguished and several parts are drawn.
    pub whole: Option<WholeView>,
    /// What it stands for, if for several workloads.
    pub fold: Option<Box<FoldView>>,
    /// What it says in place of lines.
    pub badges: Vec<Badge>,
    /// In what it is unlike its kind, as short words: `takes TCP 22`.
    pub unlike: Vec<String>,
    /// Beside a baseline: added where it is there now only, removed where it was there before only.
    pub existence: Option<ChangeKind>,
}

/// A workload whose pods are distinguished.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WholeView {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
}

impl NodeView {
    /// A node without ports, labels and policies.
    pub fn plain(id: impl Into<NodeId>, kind: NodeKind, title: String, subtitle: String) -> Self {
        Self {
            id: id.into(),
            kind,
            namespace: None,
            title,
            subtitle,
            labels: Vec::new(),
            replicas: None,
            ports: Vec::new(),
            ingress_isolated: false,
            egress_isolated: false,
            policies: 0,
            host_network: false,
            to_come: false,
            whole: None,
            fold: None,
            badges: Vec::new(),
            unlike: Vec::new(),
            existence: None,
        }
    }
}

/// An edge. Every ordered pair of drawn nodes has one, blocked pairs included; pairs of two outside nodes have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeView {
    /// Index of the source node.
    pub from: usize,
    /// Index of the destination node.
    pub to: usize,
    /// How the pair is connected.
    pub state: PairState,
    /// Pod ports: `TCP 80,443; UDP 53`, `all`, `none`. Of a pair that depends, those of the most favourable completion.
    pub ports: String,
    /// Index of the pill at the destination that it ends at; none where it ends at the card.
    pub lands_on: Option<usize>,
    /// Whether it exists only because an address block covers a pod.
    pub by_address: bool,
    /// Whether a badge says it, and it is a line only while one of its ends is selected.
    pub on_selection: bool,
    /// What it says besides, in a comparison or an exposure.
    pub says: Option<Box<EdgeSays>>,
    /// How many pairs it stands for, where an end is folded.
    pub bundle: Option<Bundle>,
    /// What happened to it, beside a baseline.
    pub change: Option<Box<EdgeChange>>,
}

/// Words and look of an edge whose state and ports do not give them: in comparisons and exposures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeSays {
    /// The label on the line.
    pub short: String,
    /// The same as a sentence, for screen readers.
    pub sentence: String,
    /// What the line looks like.
    pub look: EdgeLook,
}

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EdgeLook {
    /// As its state says.
    State,
    /// An end stops everything; the line is drawn all the same, because something passes between others.
    Stopped(BlockedBy),
    /// As what happened to it.
    Change(ChangeKind),
}

/// An Ingress, a Route or a Gateway; drawn in the layer of Services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Contract id, `ingress:shop/web`.
    pub id: NodeId,
    /// What it is.
    pub kind: EntryKind,
    /// Index of its namespace box, when that is drawn.
    pub namespace: Option<usize>,
    /// Large text: its name.
    pub title: String,
    /// Host names that it answers to; empty for all.
    pub hosts: Vec<String>,
    /// A Gateway that is only referred to.
    pub implied: bool,
    /// Indexes of the nodes of the controllers that proxy its requests; empty when they are not in the input.
    pub controllers: Vec<usize>,
    /// Nodes that it leads to, by index, each with the index of the pill there.
    pub targets: Vec<(usize, Option<usize>)>,
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphView {
    /// Namespace boxes, by name.
    pub namespaces: Vec<NamespaceView>,
    /// Nodes: outside, then by namespace and name.
    pub nodes: Vec<NodeView>,
    /// Edges by source and destination. Self edges (two pods of one workload) are included for workloads with more than
    /// one possible pod.
    pub edges: Vec<EdgeView>,
    /// Entry points that lead to drawn nodes, by id.
    pub entries: Vec<EntryView>,
    /// How many nodes were left out because there are too many.
    pub left_out: usize,
    /// How many edges were left out because there are too many.
    pub undrawn: usize,
    /// A sentence about the whole; `None` where it follows from nodes and edges.
    pub summary: Option<String>,
    /// What it folds; `None` where nothing may be folded.
    pub folding: Option<Box<FoldingView>>,
}
