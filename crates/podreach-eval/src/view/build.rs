//! Builds the picture's data from an analysis.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::namespaces::represented_scopes;
use crate::inventory::{Endpoint, EndpointId, EndpointKind, NamespaceLabels};
use crate::kinds::ServiceType;
use crate::query::PairState;
use crate::sets::{Protocol, UNKNOWN_VALUE};

use super::folded::BoxKind;
use super::graph::{EdgeView, GraphView, NamespaceView, NodeKind, NodeView, PortView, WholeView};
use super::landing::landing;
use super::node_id::NodeId;

/// At most this many labels are drawn on a node.
const LABELS: usize = 3;

/// Choices of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphOptions {
    /// At most this many nodes are drawn.
    pub max_nodes: usize,
    /// Whether to draw representatives that behave as if no policy existed.
    pub show_hidden: bool,
    /// Whether to leave out all representatives.
    pub only_given: bool,
    /// Only nodes whose id contains this text, whatever its case, and the outside; empty for all.
    pub matching: String,
}

impl Default for GraphOptions {
    fn default() -> Self {
        Self { max_nodes: 200, show_hidden: false, only_given: false, matching: String::new() }
    }
}

impl Analysis {
    /// The picture: outside first, then nodes by namespace and name, and an edge for every pair.
    pub fn graph_view(&self, options: &GraphOptions) -> GraphView {
        let mut drawn: Vec<EndpointId> = self
            .endpoint_ids()
            .filter(|(_, endpoint)| endpoint.kind != EndpointKind::OwnNode && (options.show_hidden || !endpoint.hidden))
            .filter(|(_, endpoint)| !(options.only_given && endpoint.is_representative()))
            .map(|(id, _)| id)
            .collect();
        let wanted = options.matching.trim().to_lowercase();
        if !wanted.is_empty() {
            drawn.retain(|id| {
                let endpoint = self.endpoint(*id);
                endpoint.is_external() || endpoint.id.to_lowercase().contains(&wanted)
            });
        }
        if drawn.iter().all(|id| self.endpoint(*id).is_external()) {
            // An outside without an inside says nothing.
            drawn.clear();
        }
        let rank = |id: &EndpointId| {
            let endpoint = self.endpoint(*id);
            let place = (endpoint.namespace.clone(), endpoint.namespace_selector.as_ref().map(ToString::to_string));
            (!endpoint.is_external(), place.0.is_none(), place, endpoint.is_representative(), endpoint.id.clone())
        };
        drawn.sort_by_cached_key(rank);
        let left_out = drawn.len().saturating_sub(options.max_nodes);
        drawn.truncate(options.max_nodes);
        let GraphView { namespaces, mut nodes, .. } = self.nodes_view(&drawn);
        let edges = self.edge_views(&drawn, &mut nodes);
        let entries = self.entry_views(&drawn, &nodes, &namespaces);
        GraphView { namespaces, nodes, edges, entries, left_out, ..GraphView::default() }
    }

    /// These endpoints in this order, with their namespaces and without any edge.
    pub fn nodes_view(&self, drawn: &[EndpointId]) -> GraphView {
        let namespaces = self.namespace_views(drawn);
        let telling = self.telling_labels();
        let mut nodes: Vec<NodeView> = drawn.iter().map(|id| self.node_view(*id, &namespaces, &telling)).collect();
        self.name_wholes(drawn, &mut nodes);
        GraphView { namespaces, nodes, ..GraphView::default() }
    }

    /// Sets [`NodeView::whole`] where several parts of one workload are drawn.
    fn name_wholes(&self, drawn: &[EndpointId], nodes: &mut [NodeView]) {
        let whole = |id: &EndpointId| {
            let endpoint = self.endpoint(*id);
            endpoint.workload().map(|(kind, name)| (endpoint.namespace.as_deref(), kind, name))
        };
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        for key in drawn.iter().filter_map(whole) {
            *counts.entry(key).or_default() += 1;
        }
        for (id, node) in drawn.iter().zip(nodes) {
            let Some(key) = whole(id).filter(|key| counts.get(key).is_some_and(|count| *count > 1)) else { continue };
            node.whole = Some(WholeView { name: key.2.to_owned(), kind: key.1.to_string() });
        }
    }

    pub(super) fn namespace_views(&self, drawn: &[EndpointId]) -> Vec<NamespaceView> {
        let mut found: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
        for id in drawn {
            let endpoint = self.endpoint(*id);
            if let Some(namespace) = &endpoint.namespace {
                found.entry(namespace).or_default().extend(endpoint.workload());
            }
        }
        found
            .into_iter()
            .map(|(name, workloads)| NamespaceView {
                id: NodeId::namespace(name),
                kind: BoxKind::Namespace,
                name: name.into(),
                workloads: workloads.len(),
                policies: self.policies.list.iter().filter(|policy| policy.namespace.as_deref() == Some(name)).count(),
                implied: !self.namespaces.iter().any(|namespace| &*namespace.name == name && namespace.declared),
            })
            .collect()
    }

    /// Label keys that policies or Services select by: the labels worth drawing.
    pub(super) fn telling_labels(&self) -> BTreeSet<&str> {
        let asked = represented_scopes(&self.policies).flat_map(|scope| scope.pods.requirements());
        let asked = asked.map(|requirement| &*requirement.key);
        asked.chain(self.services.iter().flat_map(|node| node.service.selector.keys().map(|key| &**key))).collect()
    }

    pub(super) fn node_view(&self, id: EndpointId, namespaces: &[NamespaceView], telling: &BTreeSet<&str>) -> NodeView {
        let endpoint = self.endpoint(id);
        let kind = match endpoint.kind {
            EndpointKind::Workload(_) => NodeKind::Workload,
            EndpointKind::Representative => NodeKind::Representative,
            EndpointKind::External(_) | EndpointKind::OwnNode => NodeKind::External,
        };
        let subtitle = match &endpoint.kind {
            EndpointKind::Workload(kind) if endpoint.is_rest() => format!("{kind}, its other pods"),
            EndpointKind::Workload(kind) => kind.to_string(),
            EndpointKind::Representative => match &endpoint.namespace_selector {
                Some(NamespaceLabels::Any) if endpoint.labels.is_empty() => "not in your YAML".to_owned(),
                Some(NamespaceLabels::Any) => "in any namespace".to_owned(),
                Some(NamespaceLabels::Matching(selector)) => format!("in namespaces {selector}"),
                None => "not in your YAML".to_owned(),
            },
            EndpointKind::External(_) | EndpointKind::OwnNode => "outside the cluster".to_owned(),
        };
        let mut labels: Vec<String> = Vec::new();
        if endpoint.is_workload() {
            let shown =
                endpoint.labels.iter().filter(|(key, value)| telling.contains(&***key) && ***value != *UNKNOWN_VALUE);
            labels = shown.take(LABELS).map(|(key, value)| format!("{key}={value}")).collect();
        }
        let policies: BTreeSet<_> = endpoint.ingress.policies.iter().chain(&endpoint.egress.policies).collect();
        NodeView {
            id: NodeId::parse(&endpoint.id),
            kind,
            namespace: namespaces
                .iter()
                .position(|namespace| Some(namespace.name.as_str()) == endpoint.namespace.as_deref()),
            title: endpoint.name.clone(),
            subtitle,
            labels,
            replicas: endpoint.replicas,
            ports: self.declared_ports(id, endpoint),
            ingress_isolated: endpoint.ingress.isolated,
            egress_isolated: endpoint.egress.isolated,
            policies: policies.len(),
            host_network: endpoint.host_network,
            to_come: false,
            whole: None,
            fold: None,
            badges: Vec::new(),
            unlike: Vec::new(),
            existence: None,
        }
    }

    fn declared_ports(&self, id: EndpointId, endpoint: &Endpoint) -> Vec<PortView> {
        let mut ports: Vec<PortView> = Vec::new();
        for port in &endpoint.ports {
            if ports.iter().any(|known| known.number == Some(port.port) && known.protocol == port.protocol) {
                continue;
            }
            let name = port.name.as_deref().map(str::to_owned);
            ports.push(PortView { name, ..PortView::bare(port.port.to_string(), Some(port.port), port.protocol) });
        }
        if endpoint.is_external() {
            return ports;
        }
        for (at, node) in self.services.iter().enumerate().filter(|(_, node)| node.backends.contains(&id)) {
            let leads = node.service.ports.iter().enumerate().flat_map(|(index, port)| {
                self.target_ports(at, index, id).into_iter().flatten().map(move |target| (port, target))
            });
            for (port, target) in leads {
                let slot = pill_of(&mut ports, port.protocol, target);
                let words = match (node.service.kind, port.node_port) {
                    (ServiceType::LoadBalancer, _) => format!("LB {}", port.port),
                    (ServiceType::NodePort, Some(node_port)) => format!("node {node_port}"),
                    (ServiceType::NodePort, None) => format!("node {}", port.port),
                    _ => port.port.to_string(),
                };
                if let Some(pill) = ports.get_mut(slot) {
                    pill.services.push((NodeId::parse(&node.id), words));
                }
            }
        }
        for (protocol, port, entry, words) in self.entry_ports(id) {
            let slot = pill_of(&mut ports, protocol, port);
            if let Some(pill) = ports.get_mut(slot) {
                pill.entries.push((entry, words));
            }
        }
        ports
    }

    pub(super) fn edge_views(&self, drawn: &[EndpointId], nodes: &mut [NodeView]) -> Vec<EdgeView> {
        let (mut edges, mut looks) = (Vec::new(), super::LOOKS);
        let is_drawn = |source: EndpointId, _: EndpointId| !self.endpoint(source).is_only_reached();
        self.each_pair(drawn, drawn, is_drawn, |[from, to], pair| {
            let (Some(source), Some(destination)) = (drawn.get(from), drawn.get(to)) else { return };
            let by_address = self.rests_on_address(*source, *destination, pair.state, &mut looks);
            let lands_on = nodes.get_mut(to).and_then(|node| landing(node, pair.shown()));
            let ports = pair.shown().short_notation();
            edges.push(EdgeView {
                from,
                to,
                state: pair.state,
                ports,
                lands_on,
                by_address,
                on_selection: false,
                says: None,
                bundle: None,
                change: None,
            });
        });
        edges
    }
}

/// The index of a port among the pills, which is added when it is missing.
fn pill_of(ports: &mut Vec<PortView>, protocol: Protocol, port: u16) -> usize {
    let found = ports.iter().position(|known| known.number == Some(port) && known.protocol == protocol);
    found.unwrap_or_else(|| {
        ports.push(PortView::bare(port.to_string(), Some(port), protocol));
        ports.len() - 1
    })
}

impl Analysis {
    /// Whether a pod-to-pod pair passes only because an address block covers a pod's address. `looks` is how many more
    /// rules and peers may be looked at; when it reaches 0, pairs are no longer marked.
    pub(super) fn rests_on_address(
        &self,
        source: EndpointId,
        destination: EndpointId,
        state: PairState,
        looks: &mut usize,
    ) -> bool {
        let pod = |id: EndpointId| !self.endpoint(id).is_external();
        if state != PairState::Allowed || !pod(source) || !pod(destination) || !self.has_address_rules() {
            return false;
        }
        *looks = looks.saturating_sub(1 + self.verdict_weight(source, destination));
        if *looks == 0 {
            return false;
        }
        let verdict = self.verdict_by_default(source, destination);
        [&verdict.egress, &verdict.ingress]
            .into_iter()
            .any(|direction| !direction.hits.is_empty() && direction.hits.iter().all(|hit| hit.by_address))
    }
}
