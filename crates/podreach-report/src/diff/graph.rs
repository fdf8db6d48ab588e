//! A comparison as a graph: what was added is solid and green, what was removed dashed and red, what changed bold and
//! orange, so that nobody depends on colours.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Write};

use podreach_eval::diff::{ChangeKind, ConnectionChange, EndRef};

use super::Compared;
use super::names::label;
use super::text::{conn, sign};
use crate::escape::dot as quoted;
use crate::{dot, mermaid};

/// The names of all ends, in order.
fn names<'a>(compared: &Compared<'a>) -> BTreeSet<Cow<'a, str>> {
    let mut names = BTreeSet::new();
    for change in &compared.diff.connections {
        for (source, destination) in compared.diff.pairs(change) {
            names.extend([source, destination].map(|end: EndRef<'a>| label(compared.diff, end)));
        }
    }
    names
}

fn words(change: &ConnectionChange) -> String {
    format!("{} {}", sign(change.kind()), conn(change))
}

pub(super) fn dot(out: &mut dyn Write, compared: &Compared<'_>) -> fmt::Result {
    dot::begin(out)?;
    dot::nodes(out, names(compared).iter().map(|name| &**name))?;
    for change in &compared.diff.connections {
        let style = match change.kind() {
            ChangeKind::Added => "color=\"#1a7f37\", fontcolor=\"#1a7f37\", style=solid",
            ChangeKind::Removed => "color=\"#cf222e\", fontcolor=\"#cf222e\", style=dashed",
            ChangeKind::Changed => "color=\"#9a6700\", fontcolor=\"#9a6700\", style=bold",
        };
        let words = quoted(&words(change));
        for (source, destination) in compared.diff.pairs(change) {
            let [src, dst] = [source, destination].map(|end| quoted(&label(compared.diff, end)));
            writeln!(out, "  {src} -> {dst} [label={words}, {style}];")?;
        }
    }
    out.write_str("}\n")
}

pub(super) fn mermaid(out: &mut dyn Write, compared: &Compared<'_>) -> fmt::Result {
    let names = names(compared);
    let ids = mermaid::nodes(out, names.iter().map(|name| &**name))?;
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
            let [src, dst] = [source, destination].map(|end| label(compared.diff, end));
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
