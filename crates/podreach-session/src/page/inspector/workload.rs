//! What the inspector says about an endpoint: who selects it, what it reaches, who reaches it.

use std::borrow::Cow;

use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind, EntryNode, NamespaceLabels};
use podreach_eval::policy::Direction;
use podreach_eval::query::PairState;
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::entry::{PathRow, paths};
use super::standing::Standing;

/// Peers beyond this are counted, not listed.
const LISTED_PEERS: usize = 40;

/// A policy that selects the endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selecting {
    /// Index of the policy in the analysis.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// `in`, `out` or `in and out`.
    pub directions: Cow<'static, str>,
    /// Its name in the sources.
    pub span: Span,
}

/// The other end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerRow {
    /// Its node.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// Its namespace in words; empty outside.
    pub place: String,
    /// Connections in short notation; `all` for every port.
    pub ports: String,
    /// How the connection stands.
    pub standing: Standing,
}

/// Peers of one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peers {
    /// Those listed.
    pub rows: Vec<PeerRow>,
    /// How many more are connected.
    pub more: usize,
    /// How many are not.
    pub blocked: usize,
}

/// A Service or an entry point in front of the endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRow {
    /// Its node.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// Its ports and where they lead, or the kind of the entry point.
    pub ports: String,
}

/// All that is said about an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// Its node.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// Kind and namespace in words.
    pub kind: String,
    /// Labels as `key=value`.
    pub labels: Vec<String>,
    /// Where it is written; none of what is not in the input.
    pub span: Option<Span>,
    /// Whether it stands for pods; otherwise it is outside.
    pub is_pod: bool,
    /// Whether its pods share the network of their nodes.
    pub host_network: bool,
    /// Policies that select it.
    pub policies: Vec<Selecting>,
    /// Isolation of ingress: blocked or open, with a sentence.
    pub ingress: (Standing, String),
    /// The same of egress.
    pub egress: (Standing, String),
    /// Where it may connect to.
    pub reaches: Peers,
    /// Who may connect to it.
    pub reached_by: Peers,
    /// Services and entry points in front of it.
    pub services: Vec<ServiceRow>,
    /// Paths from outside; none to what is not a workload.
    pub paths: Vec<PathRow>,
}

/// Says everything about an endpoint.
pub(super) fn workload(analysis: &Analysis, id: EndpointId) -> Workload {
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
fn kind(endpoint: &Endpoint) -> String {
    let place = place(endpoint);
    match &endpoint.kind {
        EndpointKind::Workload(kind) => format!("{kind} in {place}"),
        EndpointKind::Representative => "Pods that a policy selects or names; they are not in your YAML".to_owned(),
        EndpointKind::External(_) => "Addresses outside the cluster".to_owned(),
        EndpointKind::OwnNode => "The node that hosts the pod".to_owned(),
    }
}

/// The namespace of an endpoint as people name it; empty outside.
fn place(endpoint: &Endpoint) -> String {
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
        list.push(Selecting {
            index,
            name: policy.name.to_string(),
            directions: Cow::Borrowed(directions),
            span: policy.name_span,
        });
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
