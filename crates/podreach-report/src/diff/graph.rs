//! A comparison as a graph: what was added is solid and green, what was removed dashed and red, what changed bold and
//! orange, so that nobody depends on colours.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use podreach_eval::diff::{ChangeKind, ConnectionChange, Diff, End, EndRef};
use podreach_eval::sets::AddressSet;

use super::Compared;
use super::names::label;
use super::text::{conn, sign};
use crate::{dot, mermaid};

/// The names of all ends. Long lists of addresses are cut short in labels; the cut does not make two of them one node.
struct Names<'a> {
    diff: &'a Diff,
    outside: BTreeMap<&'a AddressSet, String>,
    all: BTreeSet<String>,
}

impl<'a> Names<'a> {
    fn new(diff: &'a Diff) -> Self {
        let mut names = Self { diff, outside: BTreeMap::new(), all: BTreeSet::new() };
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for end in diff.connections.iter().flat_map(|change| [&change.source, &change.destination]) {
            match end {
                End::Peers(peers) => {
                    names.all.extend(peers.iter().map(|id| label(diff, EndRef::Peer(id)).into_owned()))
                }
                End::Named(name) => names.all.extend([name.clone()]),
                End::Outside(set) => {
                    names.outside.entry(set).or_insert_with(|| {
                        let label = label(diff, EndRef::Outside(set)).into_owned();
                        let count = seen.entry(label.clone()).or_default();
                        *count += 1;
                        if *count > 1 { format!("{label} ({count})") } else { label }
                    });
                }
            }
        }
        names.all.extend(names.outside.values().cloned());
        names
    }

    fn of(&self, end: EndRef<'a>) -> Cow<'_, str> {
        match end {
            EndRef::Outside(set) => Cow::Borrowed(self.outside.get(set).map_or("", String::as_str)),
            EndRef::Peer(_) | EndRef::Named(_) => label(self.diff, end),
        }
    }
}

fn words(change: &ConnectionChange) -> String {
    format!("{} {}", sign(change.kind()), conn(change))
}

pub(super) fn dot(out: &mut dyn Write, compared: &Compared<'_>) -> fmt::Result {
    dot::begin(out)?;
    let names = Names::new(compared.diff);
    dot::nodes(out, names.all.iter().map(String::as_str))?;
    for change in &compared.diff.connections {
        let style = match change.kind() {
            ChangeKind::Added => "color=\"#1a7f37\", fontcolor=\"#1a7f37\", style=solid",
            ChangeKind::Removed => "color=\"#cf222e\", fontcolor=\"#cf222e\", style=dashed",
            ChangeKind::Changed => "color=\"#9a6700\", fontcolor=\"#9a6700\", style=bold",
        };
        let words = words(change);
        for (source, destination) in compared.diff.pairs(change) {
            let [src, dst] = [source, destination].map(|end| names.of(end));
            dot::edge(out, [&src, &dst], &words, style)?;
        }
    }
    out.write_str("}\n")
}

pub(super) fn mermaid(out: &mut dyn Write, compared: &Compared<'_>) -> fmt::Result {
    let names = Names::new(compared.diff);
    let ids = mermaid::nodes(out, names.all.iter().map(String::as_str))?;
    let mut edges: [Vec<String>; 3] = Default::default();
    let mut count = 0_usize;
    for change in &compared.diff.connections {
        let [added, removed, changed] = &mut edges;
        let (arrow, styled) = match change.kind() {
            ChangeKind::Added => ("-->", added),
            ChangeKind::Removed => ("-.->", removed),
            ChangeKind::Changed => ("==>", changed),
        };
        let words = words(change);
        for (source, destination) in compared.diff.pairs(change) {
            let [src, dst] = [source, destination].map(|end| names.of(end));
            mermaid::edge(out, &ids, [&src, &dst], arrow, &words)?;
            styled.push(count.to_string());
            count += 1;
        }
    }
    for (numbers, color) in edges.iter().zip(["#1a7f37", "#cf222e", "#9a6700"]) {
        if !numbers.is_empty() {
            writeln!(out, "  linkStyle {} stroke:{color}", numbers.join(","))?;
        }
    }
    Ok(())
}
