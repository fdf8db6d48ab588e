//! What changed between two nodes of a picture, beside a baseline.

use serde::{Deserialize, Serialize};

use crate::diff::{ChangeKind, ports_written};
use crate::query::{Pair, PairState};
use crate::sets::ConnectionSet;

use super::graph::{EdgeLook, EdgeSays};

/// What happened to a pair, in the words of the page's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PairChange {
    /// Nothing passed before.
    Opened,
    /// Nothing passes now.
    Closed,
    /// Something passed and something passes, on other ports.
    Changed,
}

impl PairChange {
    /// `opened`, `closed` or `changed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Changed => "changed",
        }
    }
}

impl From<ChangeKind> for PairChange {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Added => Self::Opened,
            ChangeKind::Removed => Self::Closed,
            ChangeKind::Changed => Self::Changed,
        }
    }
}

impl From<PairChange> for ChangeKind {
    fn from(change: PairChange) -> Self {
        match change {
            PairChange::Opened => Self::Added,
            PairChange::Closed => Self::Removed,
            PairChange::Changed => Self::Changed,
        }
    }
}

/// A pair that changed. Compared is what passes, in the default completion of what the input leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EdgeChange {
    /// What happened to it.
    pub what: PairChange,
    /// Ports that pass on both sides; empty for none.
    pub keeps: String,
    /// Ports that pass now and did not before; empty for none.
    pub opens: String,
    /// Ports that passed before and do not now; empty for none.
    pub closes: String,
    /// How the pair was connected before; `None` where an end was not there.
    pub was: Option<PairState>,
    /// The ports before: `TCP 80,443; UDP 53`, `all`, `none`.
    pub was_ports: String,
}

impl EdgeChange {
    /// Between what passed and what passes. `None` where both are written alike.
    pub(super) fn between(was: Option<&Pair<'_>>, is: Option<&Pair<'_>>) -> Option<Self> {
        let none = ConnectionSet::none();
        let [before, after] = [was, is].map(|pair| pair.map_or(&none, |pair| &*pair.connections));
        if before == after || before.list_notation() == after.list_notation() {
            return None;
        }
        let what = match (before.is_portless(), after.is_portless()) {
            (true, _) => PairChange::Opened,
            (_, true) => PairChange::Closed,
            _ => PairChange::Changed,
        };
        Some(Self {
            what,
            keeps: ports_written(&after.intersection(before)),
            opens: ports_written(&after.difference(before)),
            closes: ports_written(&before.difference(after)),
            was: was.map(|pair| pair.state),
            was_ports: was.map_or_else(|| none.short_notation(), |pair| pair.shown().short_notation()),
        })
    }

    /// What stands on its line: `+ TCP 53`, `− UDP 53`; where it changed, what passes on both sides before them.
    pub fn short(&self) -> String {
        let parts = [("+ ", &self.opens), ("− ", &self.closes)];
        let parts =
            parts.into_iter().filter(|(_, ports)| !ports.is_empty()).map(|(sign, ports)| format!("{sign}{ports}"));
        let keeps = (self.what == PairChange::Changed && !self.keeps.is_empty()).then(|| self.keeps.clone());
        keeps.into_iter().chain(parts).collect::<Vec<_>>().join(" ")
    }

    /// The same as a sentence.
    pub fn sentence(&self, from: &str, to: &str, ports: &str) -> String {
        let opens = (!self.opens.is_empty()).then(|| format!("opened on {}", self.opens));
        let closes = (!self.closes.is_empty()).then(|| format!("closed on {}", self.closes));
        let now = (self.what == PairChange::Changed).then(|| format!("now {ports}"));
        let parts: Vec<String> = [opens, closes, now].into_iter().flatten().collect();
        format!("{from} to {to}, {}: {}", self.what.as_str(), parts.join(", "))
    }

    /// What an edge says because of it.
    pub(super) fn says(&self, from: &str, to: &str, ports: &str) -> EdgeSays {
        EdgeSays {
            short: self.short(),
            sentence: self.sentence(from, to, ports),
            look: EdgeLook::Change(self.what.into()),
        }
    }
}
