//! Mermaid flowcharts, with a subgraph for each namespace. Source of the notation: Mermaid's documentation, "Flowcharts -
//! Basic Syntax".

use std::borrow::Cow;
use std::fmt::{self, Write};

use rustc_hash::FxHashMap;

use super::{Cluster, Edge, Line, Node, NodeId, Notation, Shape};
use crate::escape::mermaid as quoted;

/// Mermaid's flowcharts. They name nodes by words alone, so that peers are numbered.
#[derive(Default)]
pub(crate) struct Mermaid {
    numbers: FxHashMap<String, usize>,
    clusters: usize,
    edges: usize,
    /// Edges that get a colour, by its place in [`COLORS`].
    colored: [Vec<String>; 3],
    /// Whether a class of nodes is used that has not been defined.
    dashed: bool,
    judged: bool,
}

/// Colours of what was added, removed and changed.
const COLORS: [&str; 3] = ["#1a7f37", "#cf222e", "#9a6700"];

impl Notation for Mermaid {
    fn begin(&mut self, out: &mut dyn Write) -> fmt::Result {
        out.write_str("flowchart LR\n")
    }

    fn cluster(&mut self, out: &mut dyn Write, cluster: &Cluster<'_>) -> fmt::Result {
        let indent = if let Some(namespace) = &cluster.namespace {
            writeln!(out, "  subgraph s{}[{}]", self.clusters, quoted(namespace))?;
            "    "
        } else {
            "  "
        };
        self.clusters += 1;
        cluster.nodes.iter().try_for_each(|node| self.node(out, indent, node))?;
        if cluster.namespace.is_some() { out.write_str("  end\n") } else { Ok(()) }
    }

    fn edge(&mut self, out: &mut dyn Write, edge: &Edge<'_>) -> fmt::Result {
        self.define_dashed(out)?;
        let (Some(from), Some(to)) = (self.id(&edge.from), self.id(&edge.to)) else { return Ok(()) };
        let (arrow, color) = match edge.line {
            Line::Connection | Line::Effect => ("-->", None),
            Line::Added => ("-->", Some(0)),
            Line::Removed => ("-.->", Some(1)),
            Line::Changed => ("==>", Some(2)),
            Line::Path => ("==>", None),
            Line::Exposed | Line::Blocked | Line::Miss => ("-.->", None),
            Line::NotExposed => ("-.-x", None),
        };
        if edge.label.is_empty() {
            writeln!(out, "  {from} {arrow} {to}")?;
        } else {
            writeln!(out, "  {from} {arrow}|{}| {to}", quoted(&edge.label))?;
        }
        if let Some(numbers) = color.and_then(|color: usize| self.colored.get_mut(color)) {
            numbers.push(self.edges.to_string());
        }
        self.edges += 1;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> fmt::Result {
        self.define_dashed(out)?;
        for (numbers, color) in self.colored.iter().zip(COLORS).filter(|(numbers, _)| !numbers.is_empty()) {
            writeln!(out, "  linkStyle {} stroke:{color}", numbers.join(","))?;
        }
        if self.judged {
            out.write_str("  classDef good stroke:#1a7f37\n  classDef bad stroke:#cf222e,stroke-width:3px\n")?;
        }
        Ok(())
    }
}

impl Mermaid {
    fn node(&mut self, out: &mut dyn Write, indent: &str, node: &Node<'_>) -> fmt::Result {
        if let NodeId::Peer(name) = &node.id {
            let number = self.numbers.len();
            self.numbers.insert(name.clone().into_owned(), number);
        }
        let Some(id) = self.id(&node.id) else { return Ok(()) };
        let (open, close) = match node.shape {
            Shape::Given | Shape::NotGiven | Shape::Rule => ("[", "]"),
            Shape::End => ("(", ")"),
            Shape::Check => ("{{", "}}"),
        };
        let class = match (node.good, node.shape) {
            (Some(true), _) => ":::good",
            (Some(false), _) => ":::bad",
            (None, Shape::NotGiven) => ":::dashed",
            (None, _) => "",
        };
        self.dashed |= node.shape == Shape::NotGiven;
        self.judged |= node.good.is_some();
        writeln!(out, "{indent}{id}{open}{}{close}{class}", quoted(&node.label))
    }

    fn id<'a>(&self, id: &'a NodeId<'_>) -> Option<Cow<'a, str>> {
        match id {
            NodeId::Peer(name) => self.numbers.get(&**name).map(|number| Cow::Owned(format!("n{number}"))),
            NodeId::Word(word) => Some(Cow::Borrowed(word)),
        }
    }

    /// Defines the class of dashed nodes once they are all there.
    fn define_dashed(&mut self, out: &mut dyn Write) -> fmt::Result {
        if std::mem::take(&mut self.dashed) {
            out.write_str("  classDef dashed stroke-dasharray: 5 5\n")
        } else {
            Ok(())
        }
    }
}
