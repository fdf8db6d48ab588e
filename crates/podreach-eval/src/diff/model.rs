//! The result of a comparison, as data.

use serde::{Deserialize, Serialize};

use crate::inventory::EndpointId;
use crate::policy::{Direction, PolicyId};
use crate::sets::{AddressSet, ConnectionSet};

use super::peer_set::PeerSet;

/// What a comparison includes besides workloads and the outside, and how much work it may do.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// Whether representatives are compared as well. They are matched by id.
    pub representatives: bool,
    /// Whether a picture of both sides is compared: representatives of both sides, unless they say nothing on either, and what
    /// rules name outside without an address. What of these one side lacks is not compared, since nothing is known of it there.
    pub jointly: bool,
    /// Connections that start at no endpoint of the input, before and after: those of an ingress controller that is not in it.
    pub entries: [Vec<Entry>; 2],
    /// How many rules, peers and port ranges may be examined to find causes. Past this limit changes are given without causes.
    /// 24 million take about a second.
    pub looks: u64,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self { representatives: false, jointly: false, entries: Default::default(), looks: 24_000_000 }
    }
}

/// Connections into a workload that start at no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the list calls the source, `{ingress-controller}`.
    pub source: String,
    /// The destination, an endpoint of its side.
    pub destination: EndpointId,
    /// The connections.
    pub connections: ConnectionSet,
}

/// What happened to an object or a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChangeKind {
    /// It exists only after the change.
    Added,
    /// It existed only before the change.
    Removed,
    /// It exists on both sides and differs.
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

/// A property that policies evaluate and that differs for a peer on both sides.
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
    /// Added or removed, if it exists on one side only.
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

/// Connections that changed in the same way for the same reasons: from every source to every destination, without those of a
/// peer to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionChange {
    /// The sources.
    pub source: End,
    /// The destinations.
    pub destination: End,
    /// The connections before.
    pub before: ConnectionSet,
    /// The connections after.
    pub after: ConnectionSet,
    /// Policies that cause the change. Empty where an end exists on one side only, and between peers where
    /// [`Diff::causes_left_out`] is set.
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

/// Ports of one side of a change as pictures write them; empty for none.
pub fn ports_written(set: &ConnectionSet) -> String {
    if set.is_portless() { String::new() } else { set.short_notation() }
}

/// A policy that makes a difference to a connection, in one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// Index in [`Diff::policies`].
    pub policy: u32,
    /// Egress at the source, or ingress at the destination.
    pub direction: Direction,
    /// What it did before.
    pub before: Effect,
    /// What it does after.
    pub after: Effect,
}

/// What a policy does on one side and not on the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Effect {
    /// It isolates the end, so that only connections that rules allow pass.
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
    /// What happened to it; `None` when it is the same on both sides.
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
    /// Whether so much changed that changes between peers have no causes; [`CauseFinder`](super::CauseFinder) finds them for
    /// single pairs. Changes of addresses may lack causes as well.
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

/// A fact about an end that explains a change besides policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// It exists on one side only.
    Existence(PeerId, ChangeKind),
    /// Something about it is new.
    Fact(PeerId, Fact),
}
