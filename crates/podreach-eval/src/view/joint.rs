//! The nodes of a picture of two analyses: workloads, parts of them, representatives, and parts of the outside that neither
//! side cuts further.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::diff::{Diff, End, PeerId, joint_outside};
use crate::inventory::{Endpoint, EndpointId, EndpointKind};
use crate::sets::AddressSet;

use super::node_id::NodeId;

/// A node of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointNode {
    /// Its id in the page's contract: that of the endpoint after, where that is one node, otherwise that of the endpoint before.
    pub id: NodeId,
    /// The endpoints before and after; `None` where there is none.
    pub ends: [Option<EndpointId>; 2],
    /// Whether what passes to and from it is compared. Of a representative that one side lacks nothing is known there.
    pub compared: bool,
    /// The addresses, of a part of the outside.
    pub addresses: Option<AddressSet>,
    /// Whether it is named outside without a known address, so that nothing starts there.
    pub only_reached: bool,
}

/// All nodes of both sides.
#[derive(Debug, Default)]
pub struct Joint {
    /// Outside first, then by namespace and name.
    pub nodes: Vec<JointNode>,
    by_id: BTreeMap<NodeId, usize>,
    /// By peer of the comparison.
    of_peer: Vec<Option<usize>>,
    /// The peer that each node is.
    peers: Vec<Option<PeerId>>,
    /// The parts of the outside.
    outside: Vec<usize>,
    /// Peers at which nothing starts.
    pub(super) only_reached: Vec<PeerId>,
}

impl Joint {
    /// The nodes of a comparison that was made with [`DiffOptions::jointly`](crate::diff::DiffOptions::jointly).
    pub fn new(sides: [&Analysis; 2], diff: &Diff) -> Self {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut known: [BTreeSet<EndpointId>; 2] = Default::default();
        for (peer, at) in diff.peers.iter().zip(0_u32..) {
            let ends = [peer.before, peer.after];
            ends.into_iter().zip(&mut known).for_each(|(end, known)| known.extend(end));
            drafts.push(Draft { ends, addresses: None, compared: true, peer: Some(PeerId(at)) });
        }
        for (ends, addresses) in joint_outside(sides) {
            let ends = ends.map(Some);
            drafts.push(Draft { ends, addresses: Some(addresses), compared: true, peer: None });
        }
        for (side, (analysis, known)) in sides.into_iter().zip(&known).enumerate() {
            let is_alone = |(id, endpoint): &(EndpointId, &Endpoint)| {
                let kind = endpoint.kind == EndpointKind::Representative || endpoint.is_only_reached();
                kind && !endpoint.hidden && !known.contains(id)
            };
            drafts.extend(analysis.endpoint_ids().filter(is_alone).map(|(id, _)| {
                let ends = if side == 0 { [Some(id), None] } else { [None, Some(id)] };
                Draft { ends, addresses: None, compared: false, peer: None }
            }));
        }
        drafts.sort_by_cached_key(|draft| draft.rank(sides));
        let mut uses: [BTreeMap<EndpointId, usize>; 2] = Default::default();
        for draft in &drafts {
            for (end, uses) in draft.ends.into_iter().zip(&mut uses) {
                if let Some(end) = end {
                    *uses.entry(end).or_default() += 1;
                }
            }
        }
        let mut joint = Self { of_peer: vec![None; diff.peers.len()], ..Self::default() };
        for draft in drafts {
            let at = joint.nodes.len();
            let wanted = draft.names(sides, &uses, diff);
            let is_free = |id: &NodeId| !joint.by_id.contains_key(id);
            let numbered =
                wanted.last().into_iter().flat_map(|name| (2..).map(move |number| format!("{name} ({number})")));
            let ids = wanted.iter().cloned().chain(numbered.take(joint.nodes.len() + 2)).map(|id| NodeId::parse(&id));
            let mut ids = ids;
            let Some(id) = ids.find(is_free) else { continue };
            if let Some(slot) = draft.peer.and_then(|peer| joint.of_peer.get_mut(peer.0 as usize)) {
                *slot = Some(at);
            }
            joint.by_id.insert(id.clone(), at);
            let only_reached =
                draft.addresses.is_none() && draft.endpoint(sides).is_some_and(Endpoint::is_only_reached);
            if only_reached {
                joint.only_reached.extend(draft.peer);
            }
            let Draft { ends, addresses, compared, peer: draft_peer } = draft;
            if addresses.is_some() {
                joint.outside.push(at);
            }
            joint.peers.push(draft_peer);
            joint.nodes.push(JointNode { id, ends, compared, addresses, only_reached });
        }
        joint
    }

    /// The node with an id; also with that of an endpoint that is one node here.
    pub fn find(&self, id: &NodeId) -> Option<&JointNode> {
        self.nodes.get(*self.by_id.get(id)?)
    }

    /// The place of the node with an id.
    pub fn place(&self, id: &NodeId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The node of a peer of the comparison.
    pub fn of_peer(&self, peer: PeerId) -> Option<usize> {
        *self.of_peer.get(peer.0 as usize)?
    }

    /// The peer of the comparison that a node is.
    pub fn peer_of(&self, id: &NodeId) -> Option<PeerId> {
        *self.peers.get(*self.by_id.get(id)?)?
    }

    /// Whether a node is one of those of an end of a change.
    pub fn is_in(&self, node: &JointNode, end: &End) -> bool {
        match end {
            End::Peers(peers) => self.peer_of(&node.id).is_some_and(|peer| peers.contains(peer)),
            End::Outside(addresses) => {
                node.addresses.as_ref().is_some_and(|own| !own.intersection(addresses).is_empty())
            }
            End::Named(_) => false,
        }
    }

    /// The nodes of an end of a change, ascending.
    pub fn of_end(&self, end: &End) -> Vec<usize> {
        let mut found: Vec<usize> = match end {
            End::Peers(peers) => peers.iter().filter_map(|peer| self.of_peer(peer)).collect(),
            End::Outside(addresses) => self.outside_in(addresses).collect(),
            End::Named(_) => Vec::new(),
        };
        found.sort_unstable();
        found
    }

    /// The parts of the outside that have some of these addresses.
    pub fn outside_in<'a>(&'a self, addresses: &'a AddressSet) -> impl Iterator<Item = usize> + 'a {
        let node = |at: &usize| self.nodes.get(*at)?.addresses.as_ref();
        let overlaps = move |at: &usize| node(at).is_some_and(|own| !own.intersection(addresses).is_empty());
        self.outside.iter().copied().filter(overlaps)
    }
}

/// A node that has no id yet.
struct Draft {
    ends: [Option<EndpointId>; 2],
    addresses: Option<AddressSet>,
    compared: bool,
    peer: Option<PeerId>,
}

impl Draft {
    /// The endpoint after, or before where there is none after.
    fn endpoint<'a>(&self, [before, after]: [&'a Analysis; 2]) -> Option<&'a Endpoint> {
        let [was, is] = self.ends;
        is.map(|id| after.endpoint(id)).or_else(|| was.map(|id| before.endpoint(id)))
    }

    /// As [`Analysis::graph_view`] sorts.
    fn rank(&self, sides: [&Analysis; 2]) -> impl Ord + use<> {
        let endpoint = self.endpoint(sides);
        let external = endpoint.is_some_and(Endpoint::is_external);
        let place = endpoint.map(|endpoint| {
            let selector = endpoint.namespace_selector.as_ref().map(ToString::to_string);
            (endpoint.namespace.is_none(), endpoint.namespace.clone(), selector, endpoint.is_representative())
        });
        let [was, is] = self.ends;
        (!external, place, endpoint.map(|endpoint| endpoint.id.clone()), is, was)
    }

    /// Its names, best first: that of an endpoint which is this node and no other.
    fn names(&self, sides: [&Analysis; 2], uses: &[BTreeMap<EndpointId, usize>; 2], diff: &Diff) -> Vec<String> {
        let of_side = |side: usize| {
            let (analysis, end) = (sides.get(side)?, (*self.ends.get(side)?)?);
            let alone = uses.get(side)?.get(&end).is_some_and(|count| *count == 1);
            let same =
                |own: &AddressSet| matches!(&analysis.endpoint(end).kind, EndpointKind::External(all) if all == own);
            (alone && self.addresses.as_ref().is_none_or(same)).then(|| analysis.endpoint(end).id.clone())
        };
        let peer = self.peer.and_then(|peer| diff.peer(peer)).map(|peer| peer.name.clone());
        let label = self.addresses.as_ref().map(|own| format!("external:{}", own.label()));
        [of_side(1), of_side(0), peer, label].into_iter().flatten().collect()
    }
}
