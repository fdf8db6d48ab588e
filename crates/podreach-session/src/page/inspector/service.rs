//! What the inspector says about a Service and about a namespace.

use std::borrow::Cow;

use podreach_eval::Analysis;
use podreach_eval::inventory::ServiceNode;
use podreach_eval::kinds::{ServicePort, ServiceType, TargetPort};
use podreach_eval::view::NodeId;
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::policy::directions;

/// A Service with what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceModel {
    /// Its name.
    pub name: String,
    /// `Service in` its namespace.
    pub kind: String,
    /// The Service in the sources.
    pub span: Span,
    /// From where it is reachable.
    pub says: String,
    /// Its ports, each with where it leads.
    pub ports: Vec<(String, String)>,
    /// Endpoints behind it, with their names.
    pub backends: Vec<(NodeId, String)>,
}

/// A namespace with what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceModel {
    /// Its name.
    pub name: String,
    /// Whether its object is in the input.
    pub declared: bool,
    /// Labels as `key=value`.
    pub labels: Vec<String>,
    /// Workloads in it, with their names.
    pub workloads: Vec<(NodeId, String)>,
    /// Policies in it: index in the analysis, name, and what each isolates.
    pub policies: Vec<(usize, String, Cow<'static, str>)>,
}

/// Says everything about a Service.
pub(super) fn service(analysis: &Analysis, node: &ServiceNode) -> ServiceModel {
    let meta = &node.service.meta;
    let offered = match node.service.kind {
        ServiceType::ClusterIp => "Reachable inside the cluster",
        ServiceType::Headless => "Headless: its name leads straight to the pods",
        ServiceType::NodePort => "Reachable inside the cluster and on every node",
        ServiceType::LoadBalancer => "Reachable inside the cluster, on every node and from outside",
        ServiceType::ExternalName => "An alias of a name outside the cluster",
    };
    let says = if node.backends.is_empty() && node.service.kind != ServiceType::ExternalName {
        format!("{offered}. No workload of your YAML stands behind it.")
    } else {
        format!("{offered}. Policies see the pod port that a Service port leads to, not the port that clients dial.")
    };
    ServiceModel {
        name: meta.name.value.to_string(),
        kind: format!("Service in {}", meta.namespace),
        span: meta.span,
        says,
        ports: node.service.ports.iter().map(|port| (dialled(port), target(port))).collect(),
        backends: node
            .backends
            .iter()
            .map(|id| analysis.endpoint(*id))
            .map(|endpoint| (NodeId::parse(&endpoint.id), endpoint.name.clone()))
            .collect(),
    }
}

/// Ports of a Service as `8080 › 3000`.
pub(super) fn mappings(node: &ServiceNode) -> Vec<String> {
    node.service.ports.iter().map(|port| format!("{} › {}", port.port, target_port(port))).collect()
}

fn dialled(port: &ServicePort) -> String {
    format!("{} {}", port.protocol, port.port)
}

fn target(port: &ServicePort) -> String {
    let node_port = port.node_port.map(|number| format!(", node port {number}")).unwrap_or_default();
    format!("pod port {}{node_port}", target_port(port))
}

fn target_port(port: &ServicePort) -> String {
    match &port.target {
        TargetPort::Number(number) => number.to_string(),
        TargetPort::Name(name) => name.to_string(),
    }
}

/// Says everything about a namespace.
pub(super) fn namespace(analysis: &Analysis, name: &str) -> Option<NamespaceModel> {
    let info = analysis.namespaces.iter().find(|info| &*info.name == name)?;
    Some(NamespaceModel {
        name: info.name.to_string(),
        declared: info.declared,
        labels: info.labels.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        workloads: analysis
            .endpoints
            .iter()
            .filter(|endpoint| endpoint.is_workload() && endpoint.namespace.as_deref() == Some(name))
            .map(|endpoint| (NodeId::parse(&endpoint.id), endpoint.name.clone()))
            .collect(),
        policies: analysis
            .policies
            .list
            .iter()
            .enumerate()
            .filter(|(_, policy)| policy.namespace.as_deref() == Some(name))
            .map(|(index, policy)| (index, policy.name.to_string(), Cow::Borrowed(directions(policy))))
            .collect(),
    })
}
