//! What the inspector says about an endpoint, as plain data: who selects it, what it reaches, who reaches it.

use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind, EntryNode, NamespaceLabels};
use podreach_eval::policy::Direction;
use podreach_eval::query::PairState;
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Span;

use super::connection::Standing;
use super::entry::{PathRow, paths};

/// Peers beyond this are counted, not listed.
pub(crate) const LISTED_PEERS: usize = 40;

/// A policy that selects the endpoint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Selecting {
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) directions: &'static str,
    pub(crate) span: Span,
}

/// The other end of a connection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PeerRow {
    pub(crate) id: NodeId,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) ports: String,
    pub(crate) standing: Standing,
}

/// Peers of one direction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Peers {
    pub(crate) rows: Vec<PeerRow>,
    pub(crate) more: usize,
    pub(crate) blocked: usize,
}

/// A Service or an entry point in front of the endpoint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServiceRow {
    pub(crate) id: NodeId,
    pub(crate) name: String,
    pub(crate) ports: String,
}

/// All that is said about an endpoint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Workload {
    pub(crate) id: NodeId,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) labels: Vec<String>,
    pub(crate) span: Option<Span>,
    pub(crate) is_pod: bool,
    pub(crate) host_network: bool,
    pub(crate) policies: Vec<Selecting>,
    pub(crate) ingress: (Standing, String),
    pub(crate) egress: (Standing, String),
    pub(crate) reaches: Peers,
    pub(crate) reached_by: Peers,
    pub(crate) services: Vec<ServiceRow>,
    pub(crate) paths: Vec<PathRow>,
}

/// Says everything about an endpoint.
pub(crate) fn workload(analysis: &Analysis, id: EndpointId) -> Workload {
    let endpoint = analysis.endpoint(id);
    Workload {
        id: NodeId::parse(&endpoint.id),
        name: endpoint.name.clone(),
        kind: kind(endpoint),
        labels: endpoint.labels.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        span: endpoint.span,
        is_pod: !endpoint.is_external(),
        host_network: endpoint.host_network,
        policies: selecting(analysis, endpoint),
        ingress: isolation(analysis, endpoint, Direction::Ingress),
        egress: isolation(analysis, endpoint, Direction::Egress),
        reaches: peers(analysis, id, Direction::Egress),
        reached_by: peers(analysis, id, Direction::Ingress),
        services: services(analysis, id),
        paths: if endpoint.is_workload() { paths(analysis, id) } else { Vec::new() },
    }
}

/// Kind and namespace for people.
pub(crate) fn kind(endpoint: &Endpoint) -> String {
    let place = place(endpoint);
    match &endpoint.kind {
        EndpointKind::Workload(kind) => format!("{kind} in {place}"),
        EndpointKind::Representative => "Pods that a policy selects or names; they are not in your YAML".to_owned(),
        EndpointKind::External(_) => "Addresses outside the cluster".to_owned(),
        EndpointKind::OwnNode => "The node that hosts the pod".to_owned(),
    }
}

/// The namespace of an endpoint as people name it; empty outside.
pub(crate) fn place(endpoint: &Endpoint) -> String {
    match (&endpoint.namespace, &endpoint.namespace_selector) {
        (Some(name), _) => name.to_string(),
        (None, Some(NamespaceLabels::Any)) => "any other namespace".to_owned(),
        (None, Some(NamespaceLabels::Matching(selector))) => format!("namespaces with {selector}"),
        (None, None) => String::new(),
    }
}

fn selecting(analysis: &Analysis, endpoint: &Endpoint) -> Vec<Selecting> {
    let mut list = Vec::new();
    for (index, policy) in analysis.policies.list.iter().enumerate() {
        let ingress = endpoint.ingress.policies.contains(&policy.id);
        let egress = endpoint.egress.policies.contains(&policy.id);
        let directions = match (ingress, egress) {
            (true, true) => "in and out",
            (true, false) => "in",
            (false, true) => "out",
            (false, false) => continue,
        };
        list.push(Selecting { index, name: policy.name.to_string(), directions, span: policy.name_span });
    }
    list
}

fn isolation(analysis: &Analysis, endpoint: &Endpoint, direction: Direction) -> (Standing, String) {
    let standing = if endpoint.isolation(direction).isolated { Standing::Blocked } else { Standing::Open };
    (standing, explain::isolation_sentence(analysis, endpoint, direction))
}

fn peers(analysis: &Analysis, id: EndpointId, direction: Direction) -> Peers {
    let mut peers = Peers::default();
    let own_external = analysis.endpoint(id).is_external();
    for (index, other) in analysis.endpoints.iter().enumerate() {
        let other_id = EndpointId(index as u32);
        let outside_pair = own_external && other.is_external();
        if other.hidden || outside_pair || matches!(other.kind, EndpointKind::OwnNode) || other_id == id {
            continue;
        }
        let pair = match direction {
            Direction::Egress => analysis.pair(id, other_id),
            Direction::Ingress => analysis.pair(other_id, id),
        };
        if matches!(pair.state, PairState::Blocked(_)) {
            peers.blocked += 1;
        } else if peers.rows.len() >= LISTED_PEERS {
            peers.more += 1;
        } else {
            peers.rows.push(PeerRow {
                id: NodeId::parse(&other.id),
                name: other.name.clone(),
                place: place(other),
                ports: pair.shown().short_notation(),
                standing: Standing::of(pair.state),
            });
        }
    }
    // What a rule allows is what people look for; what is merely open comes after it.
    peers.rows.sort_by_key(|row| row.standing == Standing::Open);
    peers
}

fn services(analysis: &Analysis, id: EndpointId) -> Vec<ServiceRow> {
    let services = analysis.services.iter().filter(|node| node.backends.contains(&id)).map(|node| ServiceRow {
        id: NodeId::parse(&node.id),
        name: node.service.meta.name.value.to_string(),
        ports: super::service::mappings(node).join(", "),
    });
    let leads = |node: &&EntryNode| {
        let mut targets = node.backends.iter().flat_map(|backend| &backend.targets);
        targets.any(|(endpoint, _, _)| *endpoint == id)
    };
    let entries = analysis.entries.iter().filter(leads).map(|node| ServiceRow {
        id: NodeId::parse(&node.id),
        name: node.name.to_string(),
        ports: node.kind.as_str().to_owned(),
    });
    services.chain(entries).collect()
}
