//! A comparison as a graph: what was added is solid and green, what was removed dashed and red, what changed bold and
//! orange, so that nobody depends on colours.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use podreach_eval::diff::{ChangeKind, ConnectionChange, Diff, End, EndRef, PeerId};
use podreach_eval::sets::AddressSet;

use super::DiffDoc;
use super::names::label;
use super::text::{conn, sign};
use crate::Printer;
use crate::graph::{Dot, Edge, GraphDoc, Line, Mermaid, Notation, Peer};

pub(crate) fn dot(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    write(out, compared, &mut Dot)
}

pub(crate) fn mermaid(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    write(out, compared, &mut Mermaid::default())
}

fn write(out: &mut dyn Write, compared: &DiffDoc<'_>, notation: &mut dyn Notation) -> fmt::Result {
    let names = Names::new(compared);
    let edges = compared.diff.connections.iter().flat_map(|change| {
        let line = match change.kind() {
            ChangeKind::Added => Line::Added,
            ChangeKind::Removed => Line::Removed,
            ChangeKind::Changed => Line::Changed,
        };
        let (words, names) = (words(change), &names);
        let ends = compared.diff.pairs(change);
        ends.map(move |(from, to)| Edge::of_peers([from, to].map(|end| names.of(end)), words.clone().into(), line))
    });
    GraphDoc::of_peers(names.all.values().cloned(), edges).write(out, notation)
}

fn words(change: &ConnectionChange) -> String {
    format!("{} {}", sign(change.kind()), conn(change))
}

/// All ends. Long lists of addresses are cut short in labels; the cut does not make two of them one node.
struct Names<'a> {
    diff: &'a Diff,
    outside: BTreeMap<&'a AddressSet, String>,
    /// By name.
    all: BTreeMap<String, Peer<'a>>,
}

impl<'a> Names<'a> {
    fn new(compared: &DiffDoc<'a>) -> Self {
        let diff = compared.diff;
        let mut names = Self { diff, outside: BTreeMap::new(), all: BTreeMap::new() };
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for end in diff.connections.iter().flat_map(|change| [&change.source, &change.destination]) {
            match end {
                End::Peers(peers) => names.all.extend(peers.iter().filter_map(|id| peer(compared, id))),
                End::Named(name) => names.elsewhere(name.clone()),
                End::Outside(set) => {
                    let label = label(diff, EndRef::Outside(set)).into_owned();
                    if names.outside.contains_key(set) {
                        continue;
                    }
                    let count = seen.entry(label.clone()).or_default();
                    *count += 1;
                    let name = if *count > 1 { format!("{label} ({count})") } else { label };
                    names.outside.insert(set, name.clone());
                    names.elsewhere(name);
                }
            }
        }
        names
    }

    fn elsewhere(&mut self, name: String) {
        self.all.insert(name.clone(), Peer::elsewhere(Cow::Owned(name)));
    }

    fn of(&self, end: EndRef<'a>) -> Cow<'_, str> {
        match end {
            EndRef::Outside(set) => Cow::Borrowed(self.outside.get(set).map_or("", String::as_str)),
            EndRef::Peer(_) | EndRef::Named(_) => label(self.diff, end),
        }
    }
}

/// A peer as it is now, or as it was last.
fn peer<'a>(compared: &DiffDoc<'a>, id: PeerId) -> Option<(String, Peer<'a>)> {
    let peer = compared.diff.peer(id)?;
    let [before, after] = compared.analyses;
    let endpoint = match (peer.after, peer.before) {
        (Some(id), _) => after.endpoint(id),
        (None, id) => before.endpoint(id?),
    };
    Some((peer.name.clone(), Peer::called(&peer.name, endpoint)))
}
