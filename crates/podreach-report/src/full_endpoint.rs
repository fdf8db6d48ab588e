//! What `list -o full` says about namespaces, endpoints and Services.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::{EndpointId, EndpointKind, Isolation, NamespaceInfo, ServiceNode};
use podreach_eval::kinds::{ServiceType, TargetPort};
use podreach_syntax::Sources;
use serde::Serialize;
use serde_json::{Value, json};

use crate::place::{Place, place};
use crate::rows::kind_word;

pub(crate) fn namespace(found: &NamespaceInfo) -> Value {
    json!({"name": found.name, "declared": found.declared, "labels": found.labels})
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndpointOut<'a> {
    id: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    workload_kind: Option<String>,
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace_selector: Option<&'a str>,
    name: &'a str,
    labels: &'a BTreeMap<Box<str>, Box<str>>,
    ports: Vec<PortOut<'a>>,
    replicas: Option<u32>,
    host_network: bool,
    addresses: Vec<String>,
    ingress: IsolationOut,
    egress: IsolationOut,
    at: Option<Place<'a>>,
}

#[derive(Serialize)]
struct PortOut<'a> {
    name: Option<&'a str>,
    protocol: &'static str,
    port: u16,
}

#[derive(Serialize)]
struct IsolationOut {
    isolated: bool,
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
        namespace_selector: endpoint.namespace_selector.as_deref(),
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

pub(crate) fn service(analysis: &Analysis, sources: &Sources, node: &ServiceNode) -> Value {
    let kind = match node.service.kind {
        ServiceType::ClusterIp => "ClusterIP",
        ServiceType::Headless => "Headless",
        ServiceType::NodePort => "NodePort",
        ServiceType::LoadBalancer => "LoadBalancer",
        ServiceType::ExternalName => "ExternalName",
    };
    let ports: Vec<Value> = node
        .service
        .ports
        .iter()
        .map(|port| {
            let target = match &port.target {
                TargetPort::Number(number) => json!(number),
                TargetPort::Name(name) => json!(name),
            };
            json!({"name": port.name, "protocol": port.protocol.as_str(), "port": port.port, "targetPort": target})
        })
        .collect();
    let backends: Vec<&str> = node.backends.iter().map(|id| analysis.endpoint(*id).id.as_str()).collect();
    json!({"id": node.id, "type": kind, "ports": ports, "backends": backends,
           "at": place(sources, node.service.meta.span)})
}
