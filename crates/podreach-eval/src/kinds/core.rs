//! The core group: Namespace, Pod, Node, and what pod templates hold. The schema reports errors; decoding is lenient and
//! keeps whatever it can use.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use podreach_syntax::{Node, Span, Value};

use crate::kinds::well_known::NAME_LABEL;
use crate::sets::Protocol;

use super::added;
use super::lists::Object;
use super::meta::{meta, owner};
use super::objects::{ContainerPort, Namespace, NodeInfo, WorkloadKind, WorkloadSpec};
use super::reader::Reader;

pub(crate) fn namespace(object: &Object<'_>, reader: &mut Reader) -> Option<Namespace> {
    let mut meta = meta(object, false, reader)?;
    meta.labels.insert(NAME_LABEL.into(), meta.name.value.clone());
    Some(Namespace { meta })
}

/// The spec of an object, when it is a mapping.
pub(crate) fn spec<'a>(object: &Object<'a>) -> Option<&'a Node> {
    object.node.get("spec").filter(|spec| spec.as_map().is_some())
}

/// The items of a list under a key; none where there is no list.
pub(crate) fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).and_then(Node::as_list).unwrap_or(&[])
}

pub(crate) fn pod(object: &Object<'_>, reader: &mut Reader) -> Option<WorkloadSpec> {
    let meta = meta(object, true, reader)?;
    let spec = spec(object);
    let status = object.node.get("status");
    let phase = status.and_then(|status| status.get("phase")).and_then(Node::as_str);
    let addresses = |one: &str, many: &str| {
        let listed = status.map_or(&[][..], |status| items(status, many));
        let single = status.and_then(|status| status.get(one));
        let texts = single.into_iter().chain(listed.iter().filter_map(|item| item.get("ip"))).filter_map(Node::as_str);
        let mut found: Vec<IpAddr> = texts.filter_map(|text| text.parse().ok()).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let owner = owner(object);
    let mut labels = meta.labels.clone();
    added::to_pod(&meta.name.value, owner.as_ref(), &mut labels);
    Some(WorkloadSpec {
        kind: WorkloadKind::Pod,
        labels: Arc::new(labels),
        numbered: None,
        owner,
        ports: container_ports(spec, "spec", reader).into(),
        images: images(spec),
        replicas: None,
        host_network: host_network(spec),
        host_network_key: host_network_key(spec),
        finished: matches!(phase, Some("Succeeded" | "Failed" | "Completed")),
        addresses: addresses("podIP", "podIPs"),
        host_addresses: addresses("hostIP", "hostIPs"),
        node: spec.and_then(|spec| spec.get("nodeName")).and_then(Node::as_str).map(Into::into),
        meta,
    })
}

/// A Node with the addresses that it has. Source: `NodeAddress`; host names among them are no addresses.
pub(crate) fn node(object: &Object<'_>, reader: &mut Reader) -> Option<NodeInfo> {
    let meta = meta(object, false, reader)?;
    let listed = object.node.get("status").map_or(&[][..], |status| items(status, "addresses"));
    let texts = listed.iter().filter_map(|item| item.get("address")).filter_map(Node::as_str);
    let mut addresses: Vec<IpAddr> = texts.filter_map(|text| text.parse().ok()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let spec = object.node.get("spec");
    let many = spec.map_or(&[][..], |spec| items(spec, "podCIDRs")).iter();
    let networks = many.chain(spec.and_then(|spec| spec.get("podCIDR"))).filter_map(Node::as_str);
    let mut pod_networks: Vec<IpNet> = networks.filter_map(|text| text.parse().ok()).collect();
    pod_networks.sort_unstable();
    pod_networks.dedup();
    Some(NodeInfo { meta, addresses, pod_networks })
}

/// `hostNetwork` of a pod's spec; in quotes it is wrong, and plain enough.
pub(crate) fn host_network(spec: Option<&Node>) -> bool {
    match spec.and_then(|spec| spec.get("hostNetwork")).map(|found| &found.value) {
        Some(Value::Bool(value)) => *value,
        Some(Value::String(text)) => &**text == "true",
        _ => false,
    }
}

/// Where a pod's spec says `hostNetwork`.
pub(crate) fn host_network_key(spec: Option<&Node>) -> Option<Span> {
    Some(spec?.entry("hostNetwork")?.key.span)
}

/// A whole number in a range; also one in quotes, which is wrong, and plain enough.
pub(crate) fn number(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Int(value) => Some(*value),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A port number.
pub(crate) fn port_number(node: &Node) -> Option<u16> {
    number(node).and_then(|value| u16::try_from(value).ok()).filter(|port| *port > 0)
}

/// Ports of containers and of sidecars, which are init containers that always restart.
pub(crate) fn container_ports(spec: Option<&Node>, path: &str, reader: &mut Reader) -> Vec<ContainerPort> {
    let Some(spec) = spec else { return Vec::new() };
    let sidecar = |container: &Node| container.get("restartPolicy").and_then(Node::as_str) == Some("Always");
    let mut ports = Vec::new();
    for key in ["containers", "initContainers"] {
        names_once(items(spec, key), &format!("{path}.{key}"), reader);
        for (at, container) in items(spec, key).iter().enumerate() {
            let written = items(container, "ports");
            let place = format!("{path}.{key}[{at}].ports");
            names_once(written, &place, reader);
            if host_network(Some(spec)) {
                same_ports(written, &place, reader);
            }
            if key == "containers" || sidecar(container) {
                ports.extend(written.iter().filter_map(container_port));
            }
        }
    }
    ports
}

/// Images of the containers of a pod's spec. Init containers are gone when requests come.
pub(crate) fn images(spec: Option<&Node>) -> Vec<Box<str>> {
    let containers = spec.and_then(|spec| spec.get("containers")).and_then(Node::as_list).unwrap_or(&[]);
    containers.iter().filter_map(|one| one.get("image").and_then(Node::as_str)).map(Into::into).collect()
}

fn container_port(node: &Node) -> Option<ContainerPort> {
    Some(ContainerPort {
        name: node.get("name").and_then(Node::as_str).filter(|name| !name.is_empty()).map(Into::into),
        port: node.get("containerPort").and_then(port_number)?,
        protocol: protocol(node.get("protocol")),
        host_port: node.get("hostPort").and_then(port_number).filter(|_| !on_loopback(node)),
        span: node.span,
    })
}

/// On its node's network a container is reached at the port that it listens on.
fn same_ports(ports: &[Node], path: &str, reader: &mut Reader) {
    for (at, port) in ports.iter().enumerate() {
        let Some(node) = port.get("hostPort") else { continue };
        let (outer, inner) = (port_number(node), port.get("containerPort").and_then(port_number));
        if let (Some(outer), Some(inner)) = (outer, inner)
            && outer != inner
        {
            let message = format!(
                "`{path}[{at}].hostPort` is {outer}; with `hostNetwork` it has to be the `containerPort`, {inner}"
            );
            reader.error("V06", node.span, message, "remove it");
        }
    }
}

/// Says which names stand in a list of ports or containers twice.
pub(crate) fn names_once(list: &[Node], path: &str, reader: &mut Reader) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, item) in list.iter().enumerate() {
        let Some(node) = item.get("name") else { continue };
        if let Some(name) = node.as_str().filter(|name| !name.is_empty())
            && !seen.insert(name)
        {
            let message = format!("`{path}[{at}].name` is `{name}`, as an earlier one is");
            reader.error("V06", node.span, message, "names have to be unique");
        }
    }
}

/// Whether a `hostPort` is offered to the node alone.
fn on_loopback(port: &Node) -> bool {
    let address = port.get("hostIP").and_then(Node::as_str).and_then(|text| text.parse::<IpAddr>().ok());
    address.is_some_and(|address| address.is_loopback())
}

/// A protocol; TCP unless written. Of a protocol that the API server rejects for its case it is plain what is meant.
pub(crate) fn protocol(node: Option<&Node>) -> Protocol {
    let text = node.and_then(Node::as_str).unwrap_or("");
    Protocol::from_name(&text.to_ascii_uppercase()).unwrap_or(Protocol::Tcp)
}
