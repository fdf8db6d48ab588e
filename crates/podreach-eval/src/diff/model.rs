//! What a comparison says.

use crate::inventory::EndpointId;
use crate::policy::{Direction, PolicyId};
use crate::sets::{AddressSet, ConnectionSet};

use super::peer_set::PeerSet;

/// What a comparison looks at besides workloads and the outside.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// Whether representatives take part, by their ids.
    pub representatives: bool,
    /// Ways into workloads that start at no endpoint, before and after: an ingress controller that is not in the input.
    pub entries: [Vec<Entry>; 2],
    /// So many looks at rules, peers and ranges of ports are had for the causes; beyond that changes are told without them.
    /// 24 million are a second or so.
    pub looks: u64,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { representatives: false, entries: Default::default(), looks: 24_000_000 }
    }
}

/// A way into a workload that starts at no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the list calls the source, `{ingress-controller}`.
    pub source: String,
    /// Where it leads, an endpoint of its side.
    pub destination: EndpointId,
    /// What passes.
    pub connections: ConnectionSet,
}

/// What happened to an object or a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It is there after only.
    Added,
    /// It was there before only.
    Removed,
    /// It is there on both sides and says something else.
    Changed,
}

impl ChangeKind {
    /// `added`, `removed` or `changed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// Index of a peer in [`Diff::peers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u32);

/// What is new about a peer that is there on both sides, and that policies look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Other labels on its pods.
    Labels,
    /// Other labels on its namespace.
    NamespaceLabels,
    /// Other container ports.
    Ports,
    /// It moved onto its node's network, or off it.
    HostNetwork,
    /// Other known addresses.
    Addresses,
}

/// A workload, a part of one whose pods policies tell apart, or a representative, on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerChange {
    /// Its name in lists: `default/web[Deployment]`; a part of a workload is called by a pod.
    pub name: String,
    /// The endpoint before; `None` where there was none.
    pub before: Option<EndpointId>,
    /// The endpoint after; `None` where there is none.
    pub after: Option<EndpointId>,
    /// Whether it is a representative.
    pub representative: bool,
    /// What is new about it.
    pub facts: Vec<Fact>,
}

impl PeerChange {
    /// Whether it is there on one side only.
    pub const fn existence(&self) -> Option<ChangeKind> {
        match (self.before, self.after) {
            (None, Some(_)) => Some(ChangeKind::Added),
            (Some(_), None) => Some(ChangeKind::Removed),
            _ => None,
        }
    }
}

/// One end of a change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// Peers.
    Peers(PeerSet),
    /// Addresses outside.
    Outside(AddressSet),
    /// What an [`Entry`] calls its source.
    Named(String),
}

/// Connections that changed in the same way for the same reasons: from every source to every destination, a peer to itself
/// excepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionChange {
    /// Where they start.
    pub source: End,
    /// Where they end.
    pub destination: End,
    /// What passed.
    pub before: ConnectionSet,
    /// What passes now.
    pub after: ConnectionSet,
    /// Policies that make the difference; none where an end is there on one side only, and none between peers where
    /// [`Diff::causes_left_out`] says so.
    pub causes: Vec<Cause>,
}

impl ConnectionChange {
    /// Added where nothing passed before, removed where nothing passes now.
    pub fn kind(&self) -> ChangeKind {
        match (self.before.is_portless(), self.after.is_portless()) {
            (true, _) => ChangeKind::Added,
            (_, true) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        }
    }

    /// What passes now and did not before.
    pub fn opened(&self) -> ConnectionSet {
        self.after.difference(&self.before)
    }

    /// What passed before and does not now.
    pub fn closed(&self) -> ConnectionSet {
        self.before.difference(&self.after)
    }
}

/// A policy that makes a difference to a connection, in one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// Index in [`Diff::policies`].
    pub policy: u32,
    /// Whether it acts where the connection leaves or where it enters.
    pub direction: Direction,
    /// What it did before.
    pub before: Effect,
    /// What it does after.
    pub after: Effect,
}

/// What a policy does on one side that it does not on the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effect {
    /// It isolates the end, so that only rules let something pass.
    pub isolates: bool,
    /// Indexes of the rules that match, from 0, ascending.
    pub rules: Vec<u32>,
}

/// A policy on both sides, matched by kind, namespace and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyChange {
    /// Kind as written.
    pub kind: Box<str>,
    /// Namespace, when its kind has one.
    pub namespace: Option<Box<str>>,
    /// Name.
    pub name: Box<str>,
    /// The policy before.
    pub before: Option<PolicyId>,
    /// The policy after.
    pub after: Option<PolicyId>,
    /// What happened to it; `None` when it says the same.
    pub change: Option<ChangeKind>,
    /// Whether the side where it is missing holds it in a form that the API server would reject.
    pub rejected: bool,
}

/// A namespace that is there on one side only, or whose labels changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceChange {
    /// Its name.
    pub name: Box<str>,
    /// What happened.
    pub change: ChangeKind,
}

/// A workload that is there on one side only, by its name in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadChange {
    /// `default/web[Deployment]`.
    pub name: String,
    /// Added or removed.
    pub change: ChangeKind,
}

/// The difference between two analyses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Connections that changed, sorted by kind of change, source and destination.
    pub connections: Vec<ConnectionChange>,
    /// Whether so much changed that changes between peers are told without causes; [`CauseFinder`](super::CauseFinder) has
    /// them pair by pair. Changes of addresses may lack them as well.
    pub causes_left_out: bool,
    /// All peers of both sides, by name.
    pub peers: Vec<PeerChange>,
    /// Workloads that are there on one side only, by name.
    pub workloads: Vec<WorkloadChange>,
    /// All policies of both sides, by kind, namespace and name.
    pub policies: Vec<PolicyChange>,
    /// Namespaces that are there on one side only or have other labels, by name.
    pub namespaces: Vec<NamespaceChange>,
}

impl Diff {
    /// The peer with this id.
    pub fn peer(&self, id: PeerId) -> Option<&PeerChange> {
        self.peers.get(id.0 as usize)
    }

    /// Policies that were added, removed or changed.
    pub fn changed_policies(&self) -> impl Iterator<Item = (&PolicyChange, ChangeKind)> {
        self.policies.iter().filter_map(|policy| Some((policy, policy.change?)))
    }

    /// Whether nothing differs: no connection, no workload, no policy, no namespace.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty()
            && self.workloads.is_empty()
            && self.namespaces.is_empty()
            && self.changed_policies().next().is_none()
    }
}

/// One end of a single pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndRef<'a> {
    /// A peer.
    Peer(PeerId),
    /// Addresses outside.
    Outside(&'a AddressSet),
    /// What an [`Entry`] calls its source.
    Named(&'a str),
}

impl EndRef<'_> {
    /// The peer, when it is one.
    pub const fn peer(self) -> Option<PeerId> {
        match self {
            Self::Peer(id) => Some(id),
            Self::Outside(_) | Self::Named(_) => None,
        }
    }
}

/// A remark on an end of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// It is there on one side only.
    Existence(PeerId, ChangeKind),
    /// Something about it is new.
    Fact(PeerId, Fact),
}
