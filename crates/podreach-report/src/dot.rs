//! The list of connections as a Graphviz digraph, workloads clustered by namespace.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::rows::Row;

/// A digraph.
pub(crate) fn dot(rows: &[Row]) -> String {
    let mut clusters: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
    for peer in rows.iter().flat_map(|row| [row.src.as_str(), row.dst.as_str()]) {
        clusters.entry(namespace(peer)).or_default().insert(peer);
    }
    let mut out = String::from("digraph podreach {\n  rankdir=TB;\n  node [shape=box, style=rounded];\n");
    for (at, (namespace, peers)) in clusters.iter().enumerate() {
        let indent = if let Some(namespace) = namespace {
            let _ = writeln!(out, "  subgraph cluster_{at} {{\n    label={};", quoted(namespace));
            "    "
        } else {
            "  "
        };
        for peer in peers {
            let style = if namespace.is_none() { " [style=\"rounded,dashed\"]" } else { "" };
            let _ = writeln!(out, "{indent}{}{style};", quoted(peer));
        }
        if namespace.is_some() {
            out.push_str("  }\n");
        }
    }
    for row in rows {
        let _ = writeln!(out, "  {} -> {} [label={}];", quoted(&row.src), quoted(&row.dst), quoted(&row.conn));
    }
    out.push_str("}\n");
    out
}

fn namespace(peer: &str) -> Option<&str> {
    if peer.ends_with("[External]") {
        return None;
    }
    let path = peer.strip_prefix("rep:").unwrap_or(peer);
    let (namespace, _) = path.split_once('/')?;
    (!namespace.starts_with(['{', '*'])).then_some(namespace)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
