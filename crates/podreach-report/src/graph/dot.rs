//! Graphviz digraphs, with a subgraph for each namespace. Source of the notation: Graphviz's documentation, "DOT Language".

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::{Cluster, Edge, Line, Node, NodeId, Notation, Shape};
use crate::escape::dot as quoted;

/// The DOT language.
pub(crate) struct Dot;

impl Notation for Dot {
    fn begin(&mut self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("digraph podreach {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n")
    }

    fn cluster(&mut self, out: &mut dyn Write, cluster: &Cluster<'_>) -> fmt::Result {
        let Some(namespace) = &cluster.namespace else {
            return cluster.nodes.iter().try_for_each(|found| node(out, "  ", found, false));
        };
        writeln!(out, "  subgraph {} {{\n    label={};", quoted(&format!("cluster_{namespace}")), quoted(namespace))?;
        cluster.nodes.iter().try_for_each(|found| node(out, "    ", found, true))?;
        out.write_str("  }\n")
    }

    fn edge(&mut self, out: &mut dyn Write, edge: &Edge<'_>) -> fmt::Result {
        let look = match edge.line {
            Line::Connection => "",
            Line::Exposed => ", style=dashed",
            Line::NotExposed => ", style=dotted, arrowhead=tee",
            Line::Added => ", color=\"#1a7f37\", fontcolor=\"#1a7f37\", style=solid",
            Line::Removed => ", color=\"#cf222e\", fontcolor=\"#cf222e\", style=dashed",
            Line::Changed => ", color=\"#9a6700\", fontcolor=\"#9a6700\", style=bold",
            Line::Path => ", style=bold",
            Line::Blocked => ", style=dashed, color=\"#cf222e\"",
            Line::Effect => ", style=solid",
            Line::Miss => ", style=dotted",
        };
        writeln!(out, "  {} -> {} [label={}{look}];", id(&edge.from), id(&edge.to), quoted(&edge.label))
    }

    fn end(&mut self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("}\n")
    }
}

fn id<'a>(id: &'a NodeId<'_>) -> Cow<'a, str> {
    match id {
        NodeId::Peer(name) => Cow::Owned(quoted(name)),
        NodeId::Word(word) => Cow::Borrowed(word),
    }
}

fn node(out: &mut dyn Write, indent: &str, node: &Node<'_>, clustered: bool) -> fmt::Result {
    let mut attributes: Vec<Cow<'_, str>> = Vec::new();
    // Without a label, the id is what stands on the node.
    if clustered || matches!(node.id, NodeId::Word(_)) {
        attributes.push(format!("label={}", quoted(&node.label)).into());
    }
    attributes.extend(match node.shape {
        Shape::Given => None,
        Shape::NotGiven => Some("style=\"rounded,dashed\"".into()),
        Shape::End => Some("shape=box, style=rounded".into()),
        Shape::Check => Some("shape=diamond, style=solid".into()),
        Shape::Rule => Some("shape=note, style=solid".into()),
    });
    attributes.extend(match node.good {
        Some(true) => Some("color=\"#1a7f37\"".into()),
        Some(false) => Some("color=\"#cf222e\", penwidth=3".into()),
        None => None,
    });
    writeln!(out, "{indent}{} [{}];", id(&node.id), attributes.join(", "))
}
