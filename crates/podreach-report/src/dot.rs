//! The list of connections as a Graphviz digraph, workloads clustered by namespace.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::rows::Rows;

/// A digraph.
pub(crate) fn dot(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    let mut clusters: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    let names = rows.names();
    for peer in &names {
        clusters.entry(namespace(peer)).or_default().push(peer);
    }
    out.write_str("digraph podreach {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n")?;
    for (namespace, peers) in &clusters {
        let Some(namespace) = namespace else {
            for peer in peers {
                writeln!(out, "  {} [style=\"rounded,dashed\"];", quoted(peer))?;
            }
            continue;
        };
        writeln!(out, "  subgraph {} {{\n    label={};", quoted(&format!("cluster_{namespace}")), quoted(namespace))?;
        for peer in peers {
            let style = if peer.starts_with("rep:") { ", style=\"rounded,dashed\"" } else { "" };
            let label = peer.split_once('/').map_or(*peer, |(_, name)| name);
            writeln!(out, "    {} [label={}{style}];", quoted(peer), quoted(label))?;
        }
        out.write_str("  }\n")?;
    }
    for row in rows.iter() {
        writeln!(out, "  {} -> {} [label={}];", quoted(row.src), quoted(row.dst), quoted(row.conn))?;
    }
    out.write_str("}\n")
}

/// The namespace of a peer that has one known by name.
fn namespace(peer: &str) -> Option<&str> {
    if peer.starts_with("external:") {
        return None;
    }
    let path = peer.strip_prefix("rep:").unwrap_or(peer);
    let (namespace, _) = path.split_once('/')?;
    (!namespace.starts_with(['{', '*'])).then_some(namespace)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
