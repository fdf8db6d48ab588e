//! Choices about a folded picture.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::policy::PolicyId;
use crate::sets::Protocol;

use super::super::folded::Level;
use super::super::node_id::NodeId;

/// A state that lines are filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LineState {
    /// Rules allow something.
    Allowed,
    /// No policy has a say.
    Open,
    /// The input leaves it open.
    Depends,
}

/// Which workloads are drawn; all conditions must hold. Without conditions, all are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldFilter {
    /// Only these namespaces, by name; empty for all.
    pub namespaces: BTreeSet<String>,
    /// Only workloads with one of these labels, key and value; empty for all.
    pub labels: BTreeSet<(String, String)>,
    /// Only workloads with a connection on this port, and only such lines.
    pub port: Option<(Protocol, u16)>,
    /// Only workloads with a connection in this state, and only such lines.
    pub state: Option<LineState>,
    /// Only workloads that this policy selects.
    pub policy: Option<PolicyId>,
    /// Whether to leave out all representatives.
    pub only_given: bool,
    /// Beside a baseline, only workloads with a connection that differs, and only such lines.
    pub changes: bool,
}

impl FoldFilter {
    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which neighbours a focus draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FocusWay {
    /// Those that reach it and those that it reaches.
    #[default]
    Both,
    /// Those that reach it.
    In,
    /// Those that it reaches.
    Out,
}

/// One card in the centre, and what is near.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Focus {
    /// The node in the centre.
    pub node: NodeId,
    /// So many lines away; 0 for whatever is reached in the end.
    pub hops: usize,
    /// Which way.
    pub way: FocusWay,
}

/// Choices of a folded picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldOptions {
    /// How far it is folded; `None` for the first level with room for everything.
    pub level: Option<Level>,
    /// Cards that a person opened: namespaces, groups and stacks.
    pub opened: BTreeSet<NodeId>,
    /// Namespaces that a person closed.
    pub closed: BTreeSet<NodeId>,
    /// Nodes that are never folded: the selection, what a search found.
    pub keep: BTreeSet<NodeId>,
    /// At most this many cards, where no person opened more.
    pub cards: usize,
    /// At most this many lines.
    pub lines: usize,
    /// Which workloads are drawn.
    pub filter: FoldFilter,
    /// The neighbourhood that is drawn; `None` for everything.
    pub focus: Option<Focus>,
    /// At folded levels, the card whose blocked pairs are lines too.
    pub blocked_of: Option<NodeId>,
    /// The card whose lines are drawn although badges say them.
    pub said_of: Option<NodeId>,
}

impl Default for FoldOptions {
    fn default() -> Self {
        Self {
            level: None,
            opened: BTreeSet::new(),
            closed: BTreeSet::new(),
            keep: BTreeSet::new(),
            cards: 60,
            lines: 150,
            filter: FoldFilter::default(),
            focus: None,
            blocked_of: None,
            said_of: None,
        }
    }
}
