//! Mermaid flowcharts, workloads in a subgraph per namespace. Source of the notation: Mermaid's documentation, "Flowcharts -
//! Basic Syntax".

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::escape::mermaid as quoted;
use crate::nodes::clusters;
use crate::rows::Rows;

/// The list of connections as a flowchart.
pub(crate) fn mermaid(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    let names = rows.names();
    let ids = nodes(out, names.iter().copied())?;
    for row in rows.iter() {
        edge(out, &ids, [row.src, row.dst], "-->", row.conn)?;
    }
    Ok(())
}

/// The first lines and the nodes, dashed where they are no workloads of the input. Returns the numbers of the nodes.
pub(crate) fn nodes<'a>(
    out: &mut dyn Write,
    names: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, usize>, fmt::Error> {
    out.write_str("flowchart LR\n")?;
    let mut ids = BTreeMap::new();
    let mut any_dashed = false;
    for (at, (namespace, nodes)) in clusters(names).into_iter().enumerate() {
        let indent = if namespace.is_some() { "    " } else { "  " };
        if let Some(namespace) = namespace {
            writeln!(out, "  subgraph s{at}[{}]", quoted(namespace))?;
        }
        for node in nodes {
            let id = ids.len();
            ids.insert(node.name, id);
            let class = if node.dashed { ":::dashed" } else { "" };
            any_dashed |= node.dashed;
            writeln!(out, "{indent}n{id}[{}]{class}", quoted(node.label))?;
        }
        if namespace.is_some() {
            out.write_str("  end\n")?;
        }
    }
    if any_dashed {
        out.write_str("  classDef dashed stroke-dasharray: 5 5\n")?;
    }
    Ok(ids)
}

/// An edge with a label.
pub(crate) fn edge(
    out: &mut dyn Write,
    ids: &BTreeMap<&str, usize>,
    [source, destination]: [&str; 2],
    arrow: &str,
    label: &str,
) -> fmt::Result {
    match (ids.get(source), ids.get(destination)) {
        (Some(from), Some(to)) => writeln!(out, "  n{from} {arrow}|{}| n{to}", quoted(label)),
        _ => Ok(()),
    }
}
