//! Services of the core group, with the checks across several fields.
//!
//! Source: `ValidateService` of Kubernetes 1.36.

use std::net::IpAddr;

use ipnet::IpNet;
use podreach_syntax::{Node, Value};

use super::cidr_words::plain_form;
use super::core::{items, names_once, port_number, protocol, spec};
use super::labels::labels;
use super::lists::Object;
use super::meta::meta;
use super::objects::{Service, ServicePort, ServiceType, TargetPort};
use super::reader::{Reader, shown};
use super::schema::MISSING;
use super::validate;

pub(crate) fn service(object: &Object<'_>, reader: &mut Reader) -> Option<Service> {
    let meta = meta(object, true, reader)?;
    let empty = Node::new(Value::Null, object.node.span);
    let spec = spec(object).unwrap_or(&empty);
    let text = |key: &str| spec.get(key).and_then(Node::as_str);
    let kind = match text("type") {
        Some("NodePort") => ServiceType::NodePort,
        Some("LoadBalancer") => ServiceType::LoadBalancer,
        Some("ExternalName") => ServiceType::ExternalName,
        _ if text("clusterIP") == Some("None") => ServiceType::Headless,
        _ => ServiceType::ClusterIp,
    };
    check_ports(object, spec, kind, reader);
    check_type(spec, kind, reader);
    let [balancer_ips, proxy_ips] = balancer_ips(object, spec);
    Some(Service {
        cluster_ips: cluster_ips(spec),
        balancer_ips,
        proxy_ips,
        kind,
        selector: labels(spec.get("selector"), "spec.selector", reader),
        ports: items(spec, "ports").iter().filter_map(port).collect(),
        external_name: text("externalName").map(Into::into),
        local_traffic: text("externalTrafficPolicy") == Some("Local"),
        external_ips: items(spec, "externalIPs").iter().filter_map(|node| node.as_str()?.parse().ok()).collect(),
        source_ranges: source_ranges(spec, reader),
        meta,
    })
}

/// `clusterIP` and `clusterIPs`, as far as they are addresses.
fn cluster_ips(spec: &Node) -> Vec<IpAddr> {
    let texts = spec.get("clusterIP").into_iter().chain(items(spec, "clusterIPs")).filter_map(Node::as_str);
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

fn port(node: &Node) -> Option<ServicePort> {
    let number = node.get("port").and_then(port_number)?;
    Some(ServicePort {
        name: node.get("name").and_then(Node::as_str).map(Into::into),
        protocol: protocol(node.get("protocol")),
        port: number,
        target: target(node.get("targetPort"), number),
        node_port: node.get("nodePort").and_then(port_number),
        span: node.span,
    })
}

/// The pod port that a Service port leads to; the same number when none is written, or none that can be understood.
fn target(node: Option<&Node>, number: u16) -> TargetPort {
    let Some(node) = node else { return TargetPort::Number(number) };
    match &node.value {
        Value::String(name) if !name.is_empty() && name.parse::<i64>().is_err() => TargetPort::Name(name.clone()),
        // Zero is what a client writes that means nothing by it.
        _ => TargetPort::Number(port_number(node).unwrap_or(number)),
    }
}

/// Ports have to be there, to have names where there are several, and to differ.
fn check_ports(object: &Object<'_>, spec: &Node, kind: ServiceType, reader: &mut Reader) {
    let ports = items(spec, "ports");
    let listed = spec.get("ports").is_none_or(|node| matches!(node.value, Value::List(_) | Value::Null));
    if ports.is_empty() && listed && !matches!(kind, ServiceType::Headless | ServiceType::ExternalName) {
        let entry = spec.entry("ports").or_else(|| object.node.entry("spec")).or_else(|| object.node.entry("metadata"));
        let span = entry.map_or(object.node.span, |entry| entry.key.span);
        let help = "write `ports: [{port: 80}]`; only headless and ExternalName Services have none";
        reader.error(MISSING, span, "`spec.ports` is empty; this Service needs a port", help);
    }
    names_once(ports, "spec.ports", reader);
    let mut numbers = std::collections::BTreeSet::new();
    let mut node_ports = std::collections::BTreeSet::new();
    for (at, port) in ports.iter().enumerate() {
        let path = format!("spec.ports[{at}]");
        if ports.len() > 1 && port.as_map().is_some() && port.get("name").is_none_or(is_nothing) {
            let message = format!("`{path}` has no `name`; the ports of a Service with several of them have names");
            reader.error(MISSING, port.span, message, "add `name` to each");
        }
        let protocol = protocol(port.get("protocol"));
        if let Some(number) = port.get("port").and_then(port_number)
            && !numbers.insert((protocol, number))
        {
            let message = format!("`{path}` is {protocol} {number}, as an earlier port is");
            reader.error("V06", port.span, message, "remove one of them");
        }
        let Some((node, number)) = port.get("nodePort").and_then(|node| Some((node, port_number(node)?))) else {
            continue;
        };
        if matches!(kind, ServiceType::ClusterIp | ServiceType::Headless) {
            let message = format!("`{path}.nodePort` is not allowed in a Service of type ClusterIP");
            reader.error("V06", node.span, message, "remove it, or write `type: NodePort`");
        }
        if !node_ports.insert((protocol, number)) {
            let message = format!("`{path}.nodePort` is {protocol} {number}, as an earlier one is");
            reader.error("V06", node.span, message, "remove one of them");
        }
    }
}

fn is_nothing(node: &Node) -> bool {
    node.is_null() || node.as_str() == Some("")
}

/// Fields that only some types of Services have.
fn check_type(spec: &Node, kind: ServiceType, reader: &mut Reader) {
    let set = |key: &str| spec.entry(key).filter(|entry| !is_nothing(&entry.value));
    let headless = set("clusterIP").filter(|entry| entry.value.as_str() == Some("None"));
    if let (Some(entry), ServiceType::NodePort | ServiceType::LoadBalancer) = (headless, kind) {
        let message = "`spec.clusterIP` cannot be `None` in a Service of this type";
        reader.error("V06", entry.value.span, message, "remove it, or remove `type`");
    }
    let filled = |key: &str| set(key).filter(|entry| entry.value.as_list().is_some_and(|list| !list.is_empty()));
    if let (Some(entry), false) = (filled("loadBalancerSourceRanges"), kind == ServiceType::LoadBalancer) {
        let message = "`spec.loadBalancerSourceRanges` is only allowed in a Service of type LoadBalancer";
        reader.error("V06", entry.key.span, message, "remove it, or write `type: LoadBalancer`");
    }
    if kind != ServiceType::ExternalName {
        let outside =
            matches!(kind, ServiceType::NodePort | ServiceType::LoadBalancer) || filled("externalIPs").is_some();
        if let (Some(entry), false) = (set("externalTrafficPolicy"), outside) {
            let message = "`spec.externalTrafficPolicy` is only allowed in a Service that is reached from outside";
            reader.error("V06", entry.key.span, message, "remove it, or write `type: NodePort` or `LoadBalancer`");
        }
        return;
    }
    if let Some(entry) = set("clusterIP").or_else(|| filled("clusterIPs")) {
        let message = format!("`spec.{}` is not allowed in an ExternalName Service", entry.key.value);
        reader.error("V06", entry.key.span, message, "remove it");
    }
    match set("externalName") {
        None => {
            let span = spec.entry("type").map_or(spec.span, |entry| entry.value.span);
            reader.error(MISSING, span, "this ExternalName Service has no `spec.externalName`", "add `externalName`");
        }
        Some(entry) => {
            let name = entry.value.as_str().map(|text| text.strip_suffix('.').unwrap_or(text));
            if let Some((name, why)) = name.and_then(|name| Some((name, validate::subdomain(name)?))) {
                let message = format!("`spec.externalName` is `{name}`; {why}");
                reader.error("V06", entry.value.span, message, "write a DNS name such as `db.example.com`");
            }
        }
    }
}

/// `loadBalancerSourceRanges`; blanks around a range are forgiven, as kube-proxy forgives them.
fn source_ranges(spec: &Node, reader: &mut Reader) -> Vec<IpNet> {
    let mut found = Vec::new();
    for (at, node) in items(spec, "loadBalancerSourceRanges").iter().enumerate() {
        let Some(text) = node.as_str() else { continue };
        match validate::cidr(text.trim()) {
            Some(range) => {
                if !range.canonical {
                    let message = format!("`{}` is read as `{}`", shown(node), range.net);
                    let help = format!(
                        "write {}; Kubernetes rejects this form in new Services since 1.36",
                        plain_form(&range, false)
                    );
                    reader.warn("L08", node.span, message, help);
                    reader.offer(node.span, text, &range.net.to_string());
                }
                found.push(range.net);
            }
            None => {
                let message =
                    format!("`spec.loadBalancerSourceRanges[{at}]` is `{text}`, which is no range of addresses");
                let help = "write a CIDR, `192.0.2.0/24`, or `192.0.2.7/32` for one address";
                reader.error("V06", node.span, message, help);
            }
        }
    }
    found
}
