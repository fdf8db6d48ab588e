//! Members of a picture of two analyses: the endpoints of the analysis after, and what only a picture of both has. These are
//! workloads that were there before, and parts that one side alone does not tell apart.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Analysis;
use crate::diff::ChangeKind;
use crate::inventory::{Endpoint, EndpointId, EndpointKind};

use super::super::compared::{BothSides, existence};
use super::super::graph::NodeView;
use super::super::joint::JointNode;
use super::super::node_id::NodeId;
use super::Folding;

/// A member that is no endpoint of the analysis after.
#[derive(Clone, Debug)]
struct Extra {
    /// What is known of it, with the id of its node; without policies where it is gone.
    endpoint: Endpoint,
    /// The endpoint that it is a part of; `None` where it is gone.
    after: Option<EndpointId>,
    /// How it is drawn by itself.
    node: NodeView,
}

/// What a picture of two analyses has besides the endpoints of the one after; nothing without a baseline.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// Whether there is a baseline.
    pub(super) is_on: bool,
    /// The id of the first of them. They have the ids after those of endpoints.
    first: u32,
    extras: Vec<Extra>,
    by_id: FxHashMap<NodeId, EndpointId>,
    /// Of what one side lacks.
    existence: FxHashMap<EndpointId, ChangeKind>,
    /// Members of which no two pods exist on both sides.
    alone: FxHashSet<EndpointId>,
    /// Whether all changes could be worked out; otherwise there are none.
    pub(super) whole: bool,
}

impl Beside {
    /// The members of a comparison, each as the node of its place.
    pub(super) fn of(sides: &BothSides<'_>) -> (Self, Vec<EndpointId>) {
        let nodes = &sides.joint.nodes;
        let first = sides.after.endpoint_ids().count() as u32;
        let is_itself = |node: &JointNode| {
            let end = node.ends[1]?;
            (NodeId::parse(&sides.after.endpoint(end).id) == node.id).then_some(end)
        };
        let others: Vec<&JointNode> = nodes.iter().filter(|node| is_itself(node).is_none()).collect();
        let mut views = sides.nodes_view(&others).nodes.into_iter();
        let mut beside = Self { is_on: true, first, whole: true, ..Self::default() };
        let mut members = Vec::with_capacity(nodes.len());
        for node in nodes {
            let id = is_itself(node).unwrap_or_else(|| EndpointId(first + beside.extras.len() as u32));
            members.push(id);
            beside.existence.extend(existence(node).map(|kind| (id, kind)));
            let analyses = [sides.before, sides.after].into_iter().zip(node.ends);
            if !analyses.into_iter().all(|(analysis, end)| end.is_none_or(|end| analysis.has_two_pods(end))) {
                beside.alone.insert(id);
            }
            if is_itself(node).is_none()
                && let Some(view) = views.next()
            {
                beside.by_id.insert(node.id.clone(), id);
                let endpoint = beside_endpoint(sides, node, &view);
                beside.extras.push(Extra { endpoint, after: node.ends[1], node: view });
            }
        }
        (beside, members)
    }

    fn extra(&self, id: EndpointId) -> Option<&Extra> {
        self.extras.get(id.0.checked_sub(self.first)? as usize).filter(|_| self.is_on)
    }

    pub(super) fn endpoint<'a>(&'a self, analysis: &'a Analysis, id: EndpointId) -> &'a Endpoint {
        self.extra(id).map_or_else(|| analysis.endpoint(id), |extra| &extra.endpoint)
    }

    /// Which side lacks a member.
    pub(super) fn existence(&self, id: EndpointId) -> Option<ChangeKind> {
        self.existence.get(&id).copied()
    }

    pub(super) fn is_gone(&self, id: EndpointId) -> bool {
        self.existence(id) == Some(ChangeKind::Removed)
    }

    /// The endpoint after that a member is, or is a part of.
    pub(super) fn end(&self, id: EndpointId) -> Option<EndpointId> {
        self.extra(id).map_or(Some(id), |extra| extra.after)
    }

    /// The endpoints after that members are.
    pub(super) fn after(&self, members: &[EndpointId]) -> Vec<EndpointId> {
        members.iter().filter_map(|id| self.end(*id)).collect()
    }

    /// How a member that is no endpoint after is drawn by itself.
    pub(super) fn node(&self, id: EndpointId) -> Option<&NodeView> {
        self.extra(id).map(|extra| &extra.node)
    }
}

/// What is known of a member that is no endpoint after.
fn beside_endpoint(sides: &BothSides<'_>, node: &JointNode, view: &NodeView) -> Endpoint {
    let mut endpoint = sides.endpoint(node).clone();
    endpoint.id = node.id.to_string();
    endpoint.name.clone_from(&view.title);
    if let Some(addresses) = &node.addresses {
        endpoint.kind = EndpointKind::External(addresses.clone());
    }
    if node.ends[1].is_none() {
        // Its policies are those of the other side.
        endpoint.ingress.policies.clear();
        endpoint.egress.policies.clear();
    }
    endpoint
}

impl Folding {
    /// A member of the picture: an endpoint of the analysis, or what only a picture beside a baseline has.
    pub fn endpoint<'a>(&'a self, analysis: &'a Analysis, id: EndpointId) -> &'a Endpoint {
        self.beside.endpoint(analysis, id)
    }

    /// The endpoint of the analysis that a member is, or is a part of; `None` where it is there in the baseline only.
    pub fn end(&self, id: EndpointId) -> Option<EndpointId> {
        self.beside.end(id)
    }

    /// The node of a member.
    pub fn node_id(&self, analysis: &Analysis, id: EndpointId) -> NodeId {
        self.beside.node(id).map_or_else(|| NodeId::parse(&analysis.endpoint(id).id), |node| node.id.clone())
    }

    /// All members but some.
    pub fn others(&self, members: &[EndpointId]) -> Vec<EndpointId> {
        let without: FxHashSet<EndpointId> = members.iter().copied().collect();
        self.drawn.iter().copied().filter(|id| !without.contains(id)).collect()
    }

    /// Added or removed, where a member is there on one side only.
    pub fn existence(&self, id: EndpointId) -> Option<ChangeKind> {
        self.beside.existence(id)
    }

    /// The member that is a node.
    pub(super) fn find(&self, analysis: &Analysis, node: &NodeId) -> Option<EndpointId> {
        self.beside.by_id.get(node).copied().or_else(|| analysis.endpoint_of_node(node))
    }

    /// Whether two pods of a member may exist, on each side that has it.
    pub(super) fn has_two_pods(&self, analysis: &Analysis, id: EndpointId) -> bool {
        if self.beside.is_on { !self.beside.alone.contains(&id) } else { analysis.has_two_pods(id) }
    }
}
