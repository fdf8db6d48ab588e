//! The list with exposure behind it as a graph: kinds of pods are dashed nodes, and so are the edges from and to them. Where
//! nothing passes, though it does for others, an edge ends in a bar or a cross.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::{ExposureDoc, ends, reportable, shown, sides};
use crate::Printer;
use crate::graph::{Dot, Edge, GraphDoc, Line, Mermaid, Notation, Peer};
use crate::outside::Outside;
use crate::rows::{Rows, rows};

pub(crate) fn dot(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    write(out, doc, &mut Dot)
}

pub(crate) fn mermaid(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    write(out, doc, &mut Mermaid::default())
}

fn write(out: &mut dyn Write, doc: &ExposureDoc<'_>, notation: &mut dyn Notation) -> fmt::Result {
    let listed = rows(doc.analysis, doc.representatives, Outside::Labels);
    GraphDoc::of_peers(peers(doc, &listed).into_values(), listed.edges().chain(edges(doc))).write(out, notation)
}

/// All nodes by name: peers of the list, workloads, kinds of pods.
fn peers<'a>(doc: &'a ExposureDoc<'_>, listed: &'a Rows<'_>) -> BTreeMap<String, Peer<'a>> {
    let mut peers: BTreeMap<String, Peer<'a>> = BTreeMap::new();
    let mut put = |peer: Peer<'a>| {
        if !peers.contains_key(peer.name()) {
            peers.insert(peer.name().to_owned(), peer);
        }
    };
    listed.used().into_iter().for_each(&mut put);
    for found in doc.workloads() {
        // A workload that nothing passes from or to is there as well.
        put(Peer::of_endpoint(doc.analysis.endpoint(found.endpoint)));
        sides(&found).into_iter().flat_map(reportable).map(Peer::of_exposed).for_each(&mut put);
    }
    peers
}

/// Every workload with every kind of pods that it is exposed to.
fn edges<'a>(doc: &'a ExposureDoc<'_>) -> impl Iterator<Item = Edge<'a>> {
    doc.workloads().flat_map(|found| {
        let peer = doc.analysis.endpoint(found.endpoint).peer.as_str();
        let edges = sides(&found).into_iter().flat_map(|side| {
            reportable(side).map(move |kind| {
                let set = shown(kind);
                let line = if set.is_none() { Line::NotExposed } else { Line::Exposed };
                let notation = kind.notation();
                let names = ends(side.direction, peer, &notation).map(|name| Cow::Owned(name.to_owned()));
                Edge::of_peers(names, Cow::Owned(set.list_notation()), line)
            })
        });
        edges.collect::<Vec<_>>()
    })
}
