//! Graphviz digraphs, workloads clustered by namespace.

use std::fmt::{self, Write};

use crate::escape::dot as quoted;
use crate::nodes::clusters;
use crate::rows::Rows;

/// The list of connections as a digraph.
pub(crate) fn dot(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    begin(out)?;
    nodes(out, rows.names().into_iter())?;
    for row in rows.iter() {
        edge(out, [row.src, row.dst], row.conn, "")?;
    }
    out.write_str("}\n")
}

/// An edge with a label and more attributes.
pub(crate) fn edge(out: &mut dyn Write, [src, dst]: [&str; 2], label: &str, more: &str) -> fmt::Result {
    let gap = if more.is_empty() { "" } else { ", " };
    writeln!(out, "  {} -> {} [label={}{gap}{more}];", quoted(src), quoted(dst), quoted(label))
}

/// The first lines of a digraph.
pub(crate) fn begin(out: &mut dyn Write) -> fmt::Result {
    out.write_str("digraph podreach {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n")
}

/// Nodes in their clusters.
pub(crate) fn nodes<'a>(out: &mut dyn Write, names: impl Iterator<Item = &'a str>) -> fmt::Result {
    for (namespace, nodes) in clusters(names) {
        let Some(namespace) = namespace else {
            for node in nodes {
                writeln!(out, "  {} [style=\"rounded,dashed\"];", quoted(node.name))?;
            }
            continue;
        };
        writeln!(out, "  subgraph {} {{\n    label={};", quoted(&format!("cluster_{namespace}")), quoted(namespace))?;
        for node in nodes {
            let style = if node.dashed { ", style=\"rounded,dashed\"" } else { "" };
            writeln!(out, "    {} [label={}{style}];", quoted(node.name), quoted(node.label))?;
        }
        out.write_str("  }\n")?;
    }
    Ok(())
}
