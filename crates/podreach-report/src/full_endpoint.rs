//! What `list -o full` says about namespaces, endpoints and Services.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::{EndpointId, EndpointKind, Isolation, NamespaceInfo, ServiceNode};
use podreach_eval::kinds::{ServiceType, TargetPort};
use podreach_syntax::Sources;
use serde::Serialize;

use crate::place::{Place, place};
use crate::rows::kind_word;

/// A namespace.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NamespaceOut<'a> {
    /// Its name.
    name: &'a str,
    /// False when no Namespace object is in the input, so that only its name is known.
    declared: bool,
    /// Its labels, `kubernetes.io/metadata.name` among them.
    labels: &'a BTreeMap<Box<str>, Box<str>>,
}

pub(crate) fn namespace(found: &NamespaceInfo) -> NamespaceOut<'_> {
    NamespaceOut { name: &found.name, declared: found.declared, labels: &found.labels }
}

/// An endpoint.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndpointOut<'a> {
    /// The endpoint id.
    id: &'a str,
    /// `workload`, `representative` or `external`.
    kind: &'static str,
    /// Of workloads: `Deployment`, `Pod` and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    workload_kind: Option<String>,
    /// Null where it is not known by name.
    namespace: Option<&'a str>,
    /// Of representatives in namespaces that are known by labels: `{name=kube-system}`, `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace_selector: Option<String>,
    /// As people call it.
    name: &'a str,
    /// Of its pods, with those that controllers add; `(unknown)` where the input does not hold the value.
    labels: &'a BTreeMap<Box<str>, Box<str>>,
    /// Declared container ports.
    ports: Vec<PortOut<'a>>,
    /// Pods, where known.
    replicas: Option<u32>,
    /// Whether policies leave it alone because it uses its node's network.
    host_network: bool,
    /// Known pod addresses; of the outside, its address ranges.
    addresses: Vec<String>,
    /// Whether ingress is isolated, and by what.
    ingress: IsolationOut,
    /// Whether egress is isolated, and by what.
    egress: IsolationOut,
    /// Where it is written; of a representative, the selector that names it.
    at: Option<Place<'a>>,
}

/// A container port.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PortOut<'a> {
    /// Its name.
    name: Option<&'a str>,
    /// `TCP`, `UDP` or `SCTP`.
    protocol: &'static str,
    /// 1 to 65535.
    port: u16,
}

/// Whether an endpoint is isolated in one direction.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct IsolationOut {
    /// Whether what no rule allows is dropped.
    isolated: bool,
    /// Ids of the policies that apply, in order.
    policies: Vec<u32>,
}

fn isolation(side: &Isolation) -> IsolationOut {
    IsolationOut { isolated: side.isolated, policies: side.policies.iter().map(|id| id.0).collect() }
}

pub(crate) fn endpoint<'a>(analysis: &'a Analysis, sources: &'a Sources, id: EndpointId) -> EndpointOut<'a> {
    let endpoint = analysis.endpoint(id);
    let addresses = match &endpoint.kind {
        EndpointKind::External(set) => set.ranges().map(|(first, last)| format!("{first}-{last}")).collect(),
        _ => endpoint.addresses.iter().map(ToString::to_string).collect(),
    };
    let workload_kind = match &endpoint.kind {
        EndpointKind::Workload(kind) => Some(kind.to_string()),
        _ => None,
    };
    let ports = endpoint.ports.iter();
    EndpointOut {
        id: &endpoint.id,
        kind: kind_word(endpoint),
        workload_kind,
        namespace: endpoint.namespace.as_deref(),
        namespace_selector: endpoint.namespace_selector.as_ref().map(ToString::to_string),
        name: &endpoint.name,
        labels: &endpoint.labels,
        ports: ports
            .map(|port| PortOut { name: port.name.as_deref(), protocol: port.protocol.as_str(), port: port.port })
            .collect(),
        replicas: endpoint.replicas,
        host_network: endpoint.host_network,
        addresses,
        ingress: isolation(&endpoint.ingress),
        egress: isolation(&endpoint.egress),
        at: endpoint.span.and_then(|span| place(sources, span)),
    }
}

/// A Service.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ServiceOut<'a> {
    /// `service:namespace/name`.
    id: &'a str,
    /// `ClusterIP`, `Headless`, `NodePort`, `LoadBalancer` or `ExternalName`.
    r#type: &'static str,
    /// As written.
    ports: Vec<ServicePortOut<'a>>,
    /// Endpoint ids of what it selects; without a selector, of what Endpoints and EndpointSlices of its name hold: workloads and
    /// parts of the outside.
    backends: Vec<&'a str>,
    /// Where it is written.
    at: Option<Place<'a>>,
}

/// A port of a Service.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct ServicePortOut<'a> {
    /// Its name.
    name: Option<&'a str>,
    /// `TCP`, `UDP` or `SCTP`.
    protocol: &'static str,
    /// The Service's port.
    port: u16,
    /// The pod's port.
    target_port: TargetOut<'a>,
}

/// A port by its number or its name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum TargetOut<'a> {
    Number(u16),
    Name(&'a str),
}

pub(crate) fn service<'a>(analysis: &'a Analysis, sources: &'a Sources, node: &'a ServiceNode) -> ServiceOut<'a> {
    let ports = node.service.ports.iter().map(|port| ServicePortOut {
        name: port.name.as_deref(),
        protocol: port.protocol.as_str(),
        port: port.port,
        target_port: match &port.target {
            TargetPort::Number(number) => TargetOut::Number(*number),
            TargetPort::Name(name) => TargetOut::Name(name),
        },
    });
    ServiceOut {
        id: &node.id,
        r#type: match node.service.kind {
            ServiceType::ClusterIp => "ClusterIP",
            ServiceType::Headless => "Headless",
            ServiceType::NodePort => "NodePort",
            ServiceType::LoadBalancer => "LoadBalancer",
            ServiceType::ExternalName => "ExternalName",
        },
        ports: ports.collect(),
        backends: node.backends.iter().map(|id| analysis.endpoint(*id).id.as_str()).collect(),
        at: place(sources, node.service.meta.span),
    }
}
