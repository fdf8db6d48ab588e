//! The core group: Namespace, Pod, Service. Read leniently, except for label values.

use std::net::IpAddr;

use ipnet::IpNet;
use podreach_syntax::{Node, Value};

use crate::inventory::namespaces::NAME_LABEL;
use crate::sets::Protocol;

use super::added;
use super::fields;
use super::labels::labels;
use super::lists::Object;
use super::meta::{meta, owner};
use super::reader::{Reader, shown};
use super::resources::{
    ContainerPort, Namespace, NodeInfo, PodSpec, Service, ServicePort, ServiceType, TargetPort, WorkloadKind,
};

pub(crate) fn namespace(object: &Object<'_>, reader: &mut Reader) -> Option<Namespace> {
    let mut meta = meta(object, false, reader)?;
    meta.labels.insert(NAME_LABEL.into(), meta.name.value.clone());
    Some(Namespace { meta })
}

/// Says what is misspelt at the top of an object that is read leniently.
pub(crate) fn lenient_top(object: &Object<'_>, used: &[&str], reader: &mut Reader) {
    fields::check_misspelt(object.node.as_map().unwrap_or(&[]), used, "", reader);
    if let Some(metadata) = object.node.get("metadata").and_then(Node::as_map) {
        fields::check_misspelt(metadata, fields::METADATA, "metadata", reader);
    }
}

/// Says what is misspelt in an object that is read leniently, and gives its spec when that is a mapping.
pub(crate) fn lenient<'a>(object: &Object<'a>, used: &[&str], reader: &mut Reader) -> Option<&'a Node> {
    lenient_top(object, fields::OBJECT, reader);
    let spec = object.node.get("spec")?;
    fields::check_misspelt(reader.map(spec, "spec"), used, "spec", reader);
    spec.as_map().map(|_| spec)
}

pub(crate) fn pod(object: &Object<'_>, reader: &mut Reader) -> Option<PodSpec> {
    let meta = meta(object, true, reader)?;
    let spec = lenient(object, fields::POD, reader);
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
    let owner = owner(object);
    let mut labels = meta.labels.clone();
    added::to_pod(&meta.name.value, owner.as_ref(), &mut labels);
    Some(PodSpec {
        kind: WorkloadKind::Pod,
        labels,
        numbered: None,
        owner,
        ports: container_ports(spec, "spec", reader),
        images: images(spec),
        replicas: None,
        host_network: host_network(spec, "spec", reader),
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
    let listed = object.node.at(&["status", "addresses"]).and_then(Node::as_list).unwrap_or(&[]);
    let texts = listed.iter().filter_map(|item| item.get("address")).filter_map(Node::as_str);
    let mut addresses: Vec<IpAddr> = texts.filter_map(|text| text.parse().ok()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    Some(NodeInfo { meta, addresses })
}

/// `hostNetwork` of a pod's spec.
pub(crate) fn host_network(spec: Option<&Node>, path: &str, reader: &mut Reader) -> bool {
    match spec.and_then(|spec| spec.get("hostNetwork")).filter(|found| !found.is_null()) {
        None => false,
        Some(Node { value: Value::Bool(value), .. }) => *value,
        Some(other) => {
            reader.wrong_type(other, &format!("{path}.hostNetwork"), "true or false");
            other.as_str() == Some("true")
        }
    }
}

/// A whole number in a range; also one in quotes, which lenient reading forgives.
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
    let mut list = |key: &str| spec.get(key).map_or(&[][..], |found| reader.list(found, &format!("{path}.{key}")));
    let (containers, initial) = (list("containers"), list("initContainers"));
    let sidecar = |container: &&Node| container.get("restartPolicy").and_then(Node::as_str) == Some("Always");
    let mut ports = Vec::new();
    let mut written: Vec<&Node> = Vec::new();
    for container in containers.iter().chain(initial.iter().filter(sidecar)) {
        let path = format!("{path}.containers[]");
        fields::check_misspelt(reader.map(container, &path), fields::CONTAINER, &path, reader);
        if let Some(found) = container.get("ports") {
            written.extend(reader.list(found, &format!("{path}.ports")));
        }
    }
    for port in written {
        fields::check_misspelt(port.as_map().unwrap_or(&[]), fields::CONTAINER_PORT, "containers[].ports[]", reader);
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
            host_port: port.get("hostPort").and_then(port_number).filter(|_| !on_loopback(port)),
            span: port.span,
        });
    }
    ports
}

/// Images of the containers of a pod's spec. Init containers are gone when requests come.
pub(crate) fn images(spec: Option<&Node>) -> Vec<Box<str>> {
    let containers = spec.and_then(|spec| spec.get("containers")).and_then(Node::as_list).unwrap_or(&[]);
    containers.iter().filter_map(|one| one.get("image").and_then(Node::as_str)).map(Into::into).collect()
}

/// Whether a `hostPort` is offered to the node alone.
fn on_loopback(port: &Node) -> bool {
    let address = port.get("hostIP").and_then(Node::as_str).and_then(|text| text.parse::<IpAddr>().ok());
    address.is_some_and(|address| address.is_loopback())
}

/// A protocol; TCP unless written.
pub(crate) fn protocol(node: Option<&Node>, reader: &mut Reader) -> Protocol {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Protocol::Tcp };
    let found = node.as_str().and_then(Protocol::from_name);
    found.unwrap_or_else(|| {
        let message = format!("`{}` is not a protocol; TCP is assumed", shown(node));
        reader.warn("V06", node.span, message, "write `TCP`, `UDP` or `SCTP`");
        Protocol::Tcp
    })
}

/// The pod port that a Service port leads to; the same number when none is written.
fn target(node: Option<&Node>, number: u16, reader: &mut Reader) -> TargetPort {
    let Some(node) = node.filter(|found| !found.is_null()) else { return TargetPort::Number(number) };
    match &node.value {
        Value::String(name) if !name.is_empty() && name.parse::<i64>().is_err() => TargetPort::Name(name.clone()),
        // Zero is what a client writes that means nothing by it.
        Value::Int(0) => TargetPort::Number(number),
        _ => match port_number(node) {
            Some(target) => TargetPort::Number(target),
            None => {
                let message = format!("`{}` is not a port; {number} is assumed", shown(node));
                reader.warn(
                    "V06",
                    node.span,
                    message,
                    "write a number from 1 to 65535, or the name of a container port",
                );
                TargetPort::Number(number)
            }
        },
    }
}

pub(crate) fn service(object: &Object<'_>, reader: &mut Reader) -> Option<Service> {
    let meta = meta(object, true, reader)?;
    let empty = Node::new(Value::Null, object.node.span);
    let spec = lenient(object, fields::SERVICE, reader).unwrap_or(&empty);
    let text = |key: &str| spec.get(key).and_then(Node::as_str);
    let kind = match text("type") {
        Some("NodePort") => ServiceType::NodePort,
        Some("LoadBalancer") => ServiceType::LoadBalancer,
        Some("ExternalName") => ServiceType::ExternalName,
        Some(other) if other != "ClusterIP" => {
            let span = spec.get("type").map_or(object.node.span, |found| found.span);
            let message = format!("`{other}` is not a type of Service; ClusterIP is assumed");
            reader.warn("V06", span, message, "write `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`");
            ServiceType::ClusterIp
        }
        _ if text("clusterIP") == Some("None") => ServiceType::Headless,
        _ => ServiceType::ClusterIp,
    };
    let mut ports = Vec::new();
    let written = spec.get("ports").map_or(&[][..], |found| reader.list(found, "spec.ports"));
    for port in written {
        fields::check_misspelt(port.as_map().unwrap_or(&[]), fields::SERVICE_PORT, "spec.ports[]", reader);
        let Some(number) = port.get("port").and_then(port_number) else {
            reader.warn("V06", port.span, "this Service port has no number from 1 to 65535", "write `port: 80`");
            continue;
        };
        let target = target(port.get("targetPort"), number, reader);
        ports.push(ServicePort {
            name: port.get("name").and_then(Node::as_str).map(Into::into),
            protocol: protocol(port.get("protocol"), reader),
            port: number,
            target,
            node_port: port.get("nodePort").and_then(port_number),
            span: port.span,
        });
    }
    let [balancer_ips, proxy_ips] = balancer_ips(object, spec);
    Some(Service {
        cluster_ips: cluster_ips(spec),
        balancer_ips,
        proxy_ips,
        kind,
        selector: labels(spec.get("selector"), "spec.selector", reader),
        ports,
        external_name: text("externalName").map(Into::into),
        local_traffic: text("externalTrafficPolicy") == Some("Local"),
        external_ips: texts(spec, "externalIPs", reader).filter_map(|text| text.parse().ok()).collect(),
        source_ranges: source_ranges(spec, reader),
        meta,
    })
}

/// `clusterIP` and `clusterIPs`, as far as they are addresses.
fn cluster_ips(spec: &Node) -> Vec<IpAddr> {
    let listed = spec.get("clusterIPs").and_then(Node::as_list).unwrap_or(&[]);
    let texts = spec.get("clusterIP").into_iter().chain(listed).filter_map(Node::as_str);
    texts.filter_map(|text| text.parse().ok()).collect()
}

/// Addresses of the load balancer: those that nodes translate, and those that they leave to it (`ipMode: Proxy`).
fn balancer_ips(object: &Object<'_>, spec: &Node) -> [Vec<IpAddr>; 2] {
    let address = |node: Option<&Node>| node.and_then(Node::as_str).and_then(|text| text.parse::<IpAddr>().ok());
    let mut found = [address(spec.get("loadBalancerIP")).into_iter().collect(), Vec::new()];
    let [translated, left] = &mut found;
    let given = object.node.at(&["status", "loadBalancer", "ingress"]).and_then(Node::as_list).unwrap_or(&[]);
    for one in given {
        let proxy = one.get("ipMode").and_then(Node::as_str) == Some("Proxy");
        if proxy { left.extend(address(one.get("ip"))) } else { translated.extend(address(one.get("ip"))) }
    }
    translated.retain(|address| !left.contains(address));
    found
}

/// The texts of a list of the spec.
fn texts<'a>(spec: &'a Node, key: &str, reader: &mut Reader) -> impl Iterator<Item = &'a str> {
    let written = spec.get(key).map_or(&[][..], |found| reader.list(found, &format!("spec.{key}")));
    written.iter().filter_map(Node::as_str)
}

/// `loadBalancerSourceRanges`; blanks around a range are forgiven, as kube-proxy forgives them.
fn source_ranges(spec: &Node, reader: &mut Reader) -> Vec<IpNet> {
    let path = "spec.loadBalancerSourceRanges";
    let written = spec.get("loadBalancerSourceRanges").map_or(&[][..], |found| reader.list(found, path));
    let mut found = Vec::new();
    for node in written {
        match node.as_str().and_then(|text| text.trim().parse::<IpNet>().ok()) {
            Some(net) => found.push(net.trunc()),
            None => {
                let message = format!("`{}` is not a range of addresses", shown(node));
                reader.warn(
                    "V06",
                    node.span,
                    message,
                    "write a CIDR, `192.0.2.0/24`, or `192.0.2.7/32` for one address",
                );
            }
        }
    }
    found
}
