//! What the inspector says about a Service and about a namespace, as plain data.

use podreach_eval::Analysis;
use podreach_eval::inventory::ServiceNode;
use podreach_eval::kinds::{ServicePort, ServiceType, TargetPort};
use podreach_eval::view::NodeId;
use podreach_syntax::Span;

use super::policy::directions;

/// A Service with what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServiceModel {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) span: Span,
    pub(crate) says: String,
    pub(crate) ports: Vec<(String, String)>,
    pub(crate) backends: Vec<(NodeId, String)>,
}

/// A namespace with what is in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NamespaceModel {
    pub(crate) name: String,
    pub(crate) declared: bool,
    pub(crate) labels: Vec<String>,
    pub(crate) workloads: Vec<(NodeId, String)>,
    pub(crate) policies: Vec<(usize, String, &'static str)>,
}

/// Says everything about a Service.
pub(crate) fn service(analysis: &Analysis, node: &ServiceNode) -> ServiceModel {
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
pub(crate) fn mappings(node: &ServiceNode) -> Vec<String> {
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
pub(crate) fn namespace(analysis: &Analysis, name: &str) -> Option<NamespaceModel> {
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
            .map(|(index, policy)| (index, policy.name.to_string(), directions(policy)))
            .collect(),
    })
}
