//! The core group: Namespace, Pod, Service. Read leniently, except for label values.

use std::net::IpAddr;

use podreach_syntax::{Node, Value};

use crate::inventory::namespaces::NAME_LABEL;
use crate::sets::Protocol;

use super::labels::labels;
use super::lists::Object;
use super::meta::{meta, owner};
use super::reader::{Reader, shown};
use super::resources::{
    ContainerPort, Namespace, PodSpec, Service, ServicePort, ServiceType, TargetPort, WorkloadKind,
};

pub(crate) fn namespace(object: &Object<'_>, reader: &mut Reader) -> Option<Namespace> {
    let mut meta = meta(object, false, reader)?;
    meta.labels.insert(NAME_LABEL.into(), meta.name.value.clone());
    Some(Namespace { meta })
}

pub(crate) fn pod(object: &Object<'_>, reader: &mut Reader) -> Option<PodSpec> {
    let meta = meta(object, true, reader)?;
    let spec = object.node.get("spec");
    let status = object.node.get("status");
    let phase = status.and_then(|status| status.get("phase")).and_then(Node::as_str);
    let addresses = |one: &str, many: &str| {
        let listed = status.and_then(|status| status.get(many)).and_then(Node::as_list).unwrap_or(&[]);
        let single = status.and_then(|status| status.get(one));
        let texts = single.into_iter().chain(listed.iter().filter_map(|item| item.get("ip"))).filter_map(Node::as_str);
        let mut found: Vec<IpAddr> = texts.filter_map(|text| text.parse().ok()).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    Some(PodSpec {
        kind: WorkloadKind::Pod,
        labels: meta.labels.clone(),
        owner: owner(object),
        ports: container_ports(spec, reader),
        replicas: None,
        host_network: is_true(spec.and_then(|spec| spec.get("hostNetwork"))),
        finished: matches!(phase, Some("Succeeded" | "Failed" | "Completed")),
        addresses: addresses("podIP", "podIPs"),
        host_addresses: addresses("hostIP", "hostIPs"),
        meta,
    })
}

pub(crate) fn is_true(node: Option<&Node>) -> bool {
    matches!(node.map(|node| &node.value), Some(Value::Bool(true)))
}

/// A whole number in a range; also one in quotes, which lenient reading forgives.
pub(crate) fn number(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Int(value) => Some(*value),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn port_number(node: &Node) -> Option<u16> {
    number(node).and_then(|value| u16::try_from(value).ok()).filter(|port| *port > 0)
}

/// Ports of containers and of sidecars, which are init containers that always restart.
pub(crate) fn container_ports(spec: Option<&Node>, reader: &mut Reader) -> Vec<ContainerPort> {
    let Some(spec) = spec else { return Vec::new() };
    let list = |key: &str| spec.get(key).and_then(Node::as_list).unwrap_or(&[]);
    let sidecar = |container: &&Node| container.get("restartPolicy").and_then(Node::as_str) == Some("Always");
    let containers = list("containers").iter().chain(list("initContainers").iter().filter(sidecar));
    let mut ports = Vec::new();
    for port in containers.flat_map(|container| container.get("ports").and_then(Node::as_list).unwrap_or(&[])) {
        let Some(number) = port.get("containerPort").and_then(port_number) else {
            reader.warn(
                "V06",
                port.span,
                "this container port has no number from 1 to 65535",
                "write `containerPort: 80`",
            );
            continue;
        };
        ports.push(ContainerPort {
            name: port.get("name").and_then(Node::as_str).filter(|name| !name.is_empty()).map(Into::into),
            port: number,
            protocol: protocol(port.get("protocol"), reader),
            span: port.span,
        });
    }
    ports
}

fn protocol(node: Option<&Node>, reader: &mut Reader) -> Protocol {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Protocol::Tcp };
    let found = node.as_str().and_then(Protocol::from_name);
    found.unwrap_or_else(|| {
        let message = format!("`{}` is not a protocol; TCP is assumed", shown(node));
        reader.warn("V06", node.span, message, "write `TCP`, `UDP` or `SCTP`");
        Protocol::Tcp
    })
}

pub(crate) fn service(object: &Object<'_>, reader: &mut Reader) -> Option<Service> {
    let meta = meta(object, true, reader)?;
    let empty = Node::new(Value::Null, object.node.span);
    let spec = object.node.get("spec").unwrap_or(&empty);
    let text = |key: &str| spec.get(key).and_then(Node::as_str);
    let kind = match text("type") {
        Some("NodePort") => ServiceType::NodePort,
        Some("LoadBalancer") => ServiceType::LoadBalancer,
        Some("ExternalName") => ServiceType::ExternalName,
        _ if text("clusterIP") == Some("None") => ServiceType::Headless,
        _ => ServiceType::ClusterIp,
    };
    let mut ports = Vec::new();
    for port in spec.get("ports").and_then(Node::as_list).unwrap_or(&[]) {
        let Some(number) = port.get("port").and_then(port_number) else {
            reader.warn("V06", port.span, "this Service port has no number from 1 to 65535", "write `port: 80`");
            continue;
        };
        let target = match port.get("targetPort").map(|target| &target.value) {
            Some(Value::Int(value)) if *value > 0 => {
                u16::try_from(*value).map_or(TargetPort::Number(number), TargetPort::Number)
            }
            Some(Value::String(name)) if !name.is_empty() => {
                name.parse().map_or_else(|_| TargetPort::Name(name.clone()), TargetPort::Number)
            }
            _ => TargetPort::Number(number),
        };
        ports.push(ServicePort {
            name: port.get("name").and_then(Node::as_str).map(Into::into),
            protocol: protocol(port.get("protocol"), reader),
            port: number,
            target,
            node_port: port.get("nodePort").and_then(port_number),
            span: port.span,
        });
    }
    Some(Service {
        kind,
        selector: labels(spec.get("selector"), "spec.selector", reader),
        ports,
        external_name: text("externalName").map(Into::into),
        local_traffic: text("externalTrafficPolicy") == Some("Local"),
        meta,
    })
}
