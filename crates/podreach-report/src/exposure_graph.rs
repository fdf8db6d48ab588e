//! The list with exposure behind it as a graph: kinds of pods are dashed nodes, and so are the edges from and to them. Where
//! nothing passes, though it does for others, an edge ends in a bar or a cross.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use podreach_eval::Analysis;
use podreach_eval::exposure::Exposure;
use podreach_eval::sets::ConnectionSet;

use crate::exposure::{each as sides, ends, rows as exposed, shown, told};
use crate::rows::{Outside, Rows, rows};
use crate::{dot as digraph, mermaid as flowchart};

pub(crate) fn dot(out: &mut dyn Write, analysis: &Analysis, with_representatives: bool) -> Result<usize, fmt::Error> {
    let listed = rows(analysis, with_representatives, Outside::Labels);
    let mut exposure = analysis.exposure();
    let names = names(analysis, &listed, &mut exposure, with_representatives)?;
    digraph::begin(out)?;
    digraph::nodes(out, names.iter().map(String::as_str))?;
    for row in listed.iter() {
        digraph::edge(out, [row.src, row.dst], row.conn, "")?;
    }
    let left_out = each(analysis, &mut exposure, with_representatives, |ends, set| {
        let style = if set.is_none() { "style=dotted, arrowhead=tee" } else { "style=dashed" };
        digraph::edge(out, ends, &set.list_notation(), style)
    })?;
    out.write_str("}\n")?;
    Ok(left_out)
}

pub(crate) fn mermaid(
    out: &mut dyn Write,
    analysis: &Analysis,
    with_representatives: bool,
) -> Result<usize, fmt::Error> {
    let listed = rows(analysis, with_representatives, Outside::Labels);
    let mut exposure = analysis.exposure();
    let names = names(analysis, &listed, &mut exposure, with_representatives)?;
    let ids = flowchart::nodes(out, names.iter().map(String::as_str))?;
    for row in listed.iter() {
        flowchart::edge(out, &ids, [row.src, row.dst], "-->", row.conn)?;
    }
    each(analysis, &mut exposure, with_representatives, |ends, set| {
        let arrow = if set.is_none() { "-.-x" } else { "-.->" };
        flowchart::edge(out, &ids, ends, arrow, &set.list_notation())
    })
}

/// All nodes: peers of the list, workloads, kinds of pods.
fn names(
    analysis: &Analysis,
    listed: &Rows<'_>,
    exposure: &mut Exposure<'_>,
    with_representatives: bool,
) -> Result<BTreeSet<String>, fmt::Error> {
    let mut names: BTreeSet<String> = listed.names().into_iter().map(str::to_owned).collect();
    let mut put = |name: &str| {
        if !names.contains(name) {
            names.insert(name.to_owned());
        }
    };
    sides(analysis, exposure, with_representatives, |id, sides| {
        // A workload that nothing passes from or to is there as well.
        put(&analysis.endpoint(id).peer);
        sides.into_iter().flat_map(told).for_each(|kind| put(&kind.notation()));
        Ok(())
    })?;
    Ok(names)
}

/// Every workload with every kind of pods that it is exposed to: source, destination, what passes.
fn each(
    analysis: &Analysis,
    exposure: &mut Exposure<'_>,
    with_representatives: bool,
    mut visit: impl FnMut([&str; 2], &ConnectionSet) -> fmt::Result,
) -> Result<usize, fmt::Error> {
    exposed(analysis, exposure, with_representatives, |id, side, kind| {
        let notation = kind.notation();
        visit(ends(side.direction, analysis.endpoint(id).peer.as_str(), &notation), shown(kind))
    })
}
