//! Graphs as one document: nodes in clusters and edges, in the order in which they are written. A list, an exposure, a
//! comparison and an explanation build it; a [`Notation`] writes it and knows none of them.

mod dot;
mod mermaid;
mod peer;

use std::borrow::Cow;
use std::fmt::{self, Write};

pub(crate) use dot::Dot;
pub(crate) use mermaid::Mermaid;
pub(crate) use peer::{Peer, clusters};

/// A graph. Pieces are made while they are written: a list may have more edges than memory holds.
pub(crate) struct GraphDoc<'a>(Box<dyn Iterator<Item = Piece<'a>> + 'a>);

/// A part of a graph.
pub(crate) enum Piece<'a> {
    Cluster(Cluster<'a>),
    Edge(Edge<'a>),
}

/// Nodes of one namespace, or of none.
pub(crate) struct Cluster<'a> {
    pub(crate) namespace: Option<Cow<'a, str>>,
    pub(crate) nodes: Vec<Node<'a>>,
}

/// A node.
pub(crate) struct Node<'a> {
    pub(crate) id: NodeId<'a>,
    pub(crate) label: Cow<'a, str>,
    pub(crate) shape: Shape,
    /// Whether connections get past it, where that is what it says.
    pub(crate) good: Option<bool>,
}

/// The identity of a node.
#[derive(Clone)]
pub(crate) enum NodeId<'a> {
    /// The name of a peer, which somebody chose: any text.
    Peer(Cow<'a, str>),
    /// A word of ours, of ASCII letters, digits and `_`.
    Word(String),
}

/// What a node stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A workload of the input.
    Given,
    /// Any other peer: pods that the input does not hold, the outside.
    NotGiven,
    /// An end of an explanation.
    End,
    /// The check of egress or ingress.
    Check,
    /// A policy or a rule.
    Rule,
}

/// An edge. A notation that numbers its nodes skips an edge whose node is not in the graph.
pub(crate) struct Edge<'a> {
    pub(crate) from: NodeId<'a>,
    pub(crate) to: NodeId<'a>,
    /// Empty for none.
    pub(crate) label: Cow<'a, str>,
    pub(crate) line: Line,
}

/// What an edge says. Lines differ in style, so that nobody depends on colours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A connection.
    Connection,
    /// A connection with pods that could be created.
    Exposed,
    /// None with them, though there are some with others.
    NotExposed,
    Added,
    Removed,
    Changed,
    /// What was asked takes this way.
    Path,
    /// It ends here.
    Blocked,
    /// From a policy or rule to where it acts.
    Effect,
    /// From a rule that does not match.
    Miss,
}

/// A language for graphs.
pub(crate) trait Notation {
    /// What stands before everything.
    fn begin(&mut self, out: &mut dyn Write) -> fmt::Result;
    fn cluster(&mut self, out: &mut dyn Write, cluster: &Cluster<'_>) -> fmt::Result;
    fn edge(&mut self, out: &mut dyn Write, edge: &Edge<'_>) -> fmt::Result;
    /// What stands behind everything.
    fn end(&mut self, out: &mut dyn Write) -> fmt::Result;
}

impl<'a> GraphDoc<'a> {
    /// A graph of pieces in their order.
    pub(crate) fn new(pieces: impl Iterator<Item = Piece<'a>> + 'a) -> Self {
        Self(Box::new(pieces))
    }

    /// A graph of peers: all nodes, clustered by namespace, then the edges.
    pub(crate) fn of_peers(peers: impl Iterator<Item = Peer<'a>>, edges: impl Iterator<Item = Edge<'a>> + 'a) -> Self {
        Self::new(clusters(peers).into_iter().map(Piece::Cluster).chain(edges.map(Piece::Edge)))
    }

    /// Writes it.
    pub(crate) fn write(self, out: &mut dyn Write, notation: &mut dyn Notation) -> fmt::Result {
        notation.begin(out)?;
        for piece in self.0 {
            match piece {
                Piece::Cluster(cluster) => notation.cluster(out, &cluster)?,
                Piece::Edge(edge) => notation.edge(out, &edge)?,
            }
        }
        notation.end(out)
    }
}

impl<'a> Edge<'a> {
    /// An edge between peers.
    pub(crate) fn of_peers([from, to]: [Cow<'a, str>; 2], label: Cow<'a, str>, line: Line) -> Self {
        Self { from: NodeId::Peer(from), to: NodeId::Peer(to), label, line }
    }
}
