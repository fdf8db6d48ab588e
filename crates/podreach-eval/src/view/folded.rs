//! What a picture says about the things that it does not draw one by one: folded cards, bundles of lines, badges in place of lines.

use serde::{Deserialize, Serialize};

use super::compared::Differences;
use super::node_id::NodeId;
use super::numbers::grouped;

/// What a folded card stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FoldKind {
    /// Workloads of one namespace that no line distinguishes.
    Stack,
    /// A namespace.
    Namespace,
    /// Namespaces that behave alike.
    Alike,
    /// Namespaces that behave alike but for the ports.
    AlikeButPorts,
    /// Namespaces that have nothing in common but that there is no room for them.
    Rest,
}

/// How many workloads are isolated in a direction, and how many are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Isolated {
    /// Policies isolate these.
    pub isolated: usize,
    /// No policy isolates these.
    pub open: usize,
}

/// How many members of a card reach each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Within {
    /// Pairs that rules allow something.
    pub allowed: u64,
    /// Pairs that the input leaves open.
    pub depends: u64,
    /// All pairs.
    pub of: u64,
}

/// A card that stands for several workloads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldView {
    /// What it stands for.
    pub kind: FoldKind,
    /// Number of workloads, representatives included.
    pub workloads: usize,
    /// Number of namespaces; 1 but for groups of namespaces.
    pub namespaces: usize,
    /// Smallest and largest number of workloads of its namespaces.
    pub each: (usize, usize),
    /// How its members are called together, besides the title: `tenant-001 … 064`, `kafka-0, kafka-1 and 3 more`.
    pub members: String,
    /// Ingress isolation of its workloads.
    pub ingress: Isolated,
    /// Egress isolation of its workloads.
    pub egress: Isolated,
    /// Lines that are counted here instead of drawn: out of it and into it.
    pub undrawn: (usize, usize),
    /// Pairs between its members that rules allow something, where there are any.
    pub within: Option<Within>,
    /// Beside a baseline, pairs between its members that differ.
    pub inside: Differences,
    /// Beside a baseline, members that are there now only, and that were there before only.
    pub existence: (usize, usize),
}

/// What a card says in place of lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Badge {
    /// Rules let all workloads but a few reach this one, or a member of this card.
    EveryoneReaches(Everyone),
    /// Rules let this one, or a member of this card, reach all workloads but a few.
    ReachesEveryone(Everyone),
    /// Rules let it reach the whole outside on these ports; as on edges.
    ReachesInternet {
        /// Ports, as on edges.
        ports: String,
    },
    /// Policies isolate it both ways, and it has no line but those that badges of other cards say.
    AsEveryone,
}

/// Who reaches everyone, or whom everyone reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Everyone {
    /// Name of the members of a folded card that it is about; empty where it is about all of the card.
    pub name: String,
    /// How many of the card it is about.
    pub members: usize,
    /// Ports, as on edges.
    pub ports: String,
    /// How many workloads are exceptions; on a card of several, for the member with the most.
    pub except: usize,
}

/// A line that stands for several pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bundle {
    /// Pairs of workloads that its state holds for.
    pub pairs: u64,
    /// All pairs between its ends.
    pub of: u64,
    /// Beside a baseline, those of all pairs that differ; where nothing passes any more, they are not among those of its state.
    pub differs: Differences,
}

impl Bundle {
    /// What its line says beside a baseline: `+ 12 − 3`.
    pub(super) fn short(&self) -> String {
        let parts = [("+ ", self.differs.opens), ("− ", self.differs.closes)];
        let parts =
            parts.into_iter().filter(|(_, count)| *count > 0).map(|(sign, count)| format!("{sign}{}", grouped(count)));
        parts.collect::<Vec<_>>().join(" ")
    }

    /// The same as a sentence without a subject: `12 pairs opened, 3 closed, of 340`.
    pub fn sentence(&self) -> String {
        let pairs = |count: u64| if count == 1 { "1 pair".to_owned() } else { format!("{} pairs", grouped(count)) };
        let says = match (self.differs.opens, self.differs.closes) {
            (opens, 0) => format!("{} opened", pairs(opens)),
            (0, closes) => format!("{} closed", pairs(closes)),
            (opens, closes) => format!("{} opened, {} closed", pairs(opens), grouped(closes)),
        };
        format!("{says}, of {}", grouped(self.of))
    }
}

/// What a box of the picture encloses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BoxKind {
    /// A namespace: its workloads.
    #[default]
    Namespace,
    /// Cards that no policy isolates in either direction.
    Open,
    /// A family of namespaces: one card for those that are alike, and those that are not.
    Family,
}

/// How far a picture is folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Every workload has a card.
    #[default]
    Workloads,
    /// Workloads that no line distinguishes share a card.
    Stacks,
    /// Namespaces are cards; some are opened.
    Namespaces,
    /// Namespaces that behave alike share a card.
    Alike,
}

/// Something that is unlike its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusual {
    /// The card that it is on.
    pub node: NodeId,
    /// Its name: that of a namespace or a workload.
    pub name: String,
    /// What is unusual, to stand behind the name: `takes TCP 22 from the Internet; 62 like it do not`.
    pub says: String,
}

/// Workloads that a filter or a focus leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// What they are, where that can be asked about: a namespace, a group of namespaces, a workload.
    pub node: Option<NodeId>,
    /// Their name.
    pub name: String,
    /// Number of workloads, representatives included.
    pub workloads: usize,
    /// Number of their namespaces.
    pub namespaces: usize,
    /// How many lines they are away from the focus; `None` where no line leads there, and without a focus.
    pub hops: Option<usize>,
    /// Whether others of their namespace are drawn.
    pub is_part: bool,
}

/// Pairs that no line is drawn for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undrawn {
    /// `everyone → kube-dns`.
    pub says: String,
    /// Ports as on edges, or a number of pairs.
    pub amount: String,
    /// The card that it is about, if one.
    pub node: Option<NodeId>,
}

/// Workloads that can be reached from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayIn {
    /// The card.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// Ports, as on edges.
    pub ports: String,
    /// Number of its workloads that are reached, representatives included.
    pub workloads: usize,
    /// Those of them that are representatives.
    pub representatives: usize,
    /// Whether a rule allows it. Otherwise no policy isolates them.
    pub by_rule: bool,
}

/// What a picture folds, and what it says about the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldingView {
    /// How far it is folded.
    pub level: Level,
    /// Whether cards are to be small, so that more of them fit.
    pub is_dense: bool,
    /// Whether there is more than a graph can show: lines had to be left out. A matrix shows all of it.
    pub is_crowded: bool,
    /// How many cards there are at each level, [`Level::Workloads`] first, the outside not included; as many as a level needs if
    /// nothing is opened.
    pub cards: [usize; 4],
    /// Workloads that the picture is of, representatives included.
    pub workloads: usize,
    /// Those of them that are not in the input: representatives.
    pub representatives: usize,
    /// Their namespaces.
    pub namespaces: usize,
    /// Workloads that a filter or a focus leaves out.
    pub aside: usize,
    /// The same as cards that stand at the side, nearest to the focus first, then by size: together they have as many workloads.
    pub rest: Vec<Aside>,
    /// What badges say about the workloads in focus: `reaches kube-dns, UDP 53`.
    pub as_everyone: Vec<String>,
    /// Isolation of all workloads for ingress.
    pub ingress: Isolated,
    /// Isolation of all workloads for egress.
    pub egress: Isolated,
    /// What is unlike its kind, most telling first.
    pub unusual: Vec<Unusual>,
    /// What no line is drawn for.
    pub undrawn: Vec<Undrawn>,
    /// By which cards the cluster can be reached from outside: those that a rule allows first.
    pub ways_in: Vec<WayIn>,
}
