//! Endpoints of the core group and `discovery.k8s.io` EndpointSlice.

use std::net::IpAddr;

use podreach_syntax::Node;

use super::core::{items, names_once, port_number, protocol};
use super::entries::{EndpointsObject, Subset, SubsetAddress, SubsetPort};
use super::lists::Object;
use super::meta::meta;
use super::reader::Reader;
use super::schema::MISSING;

/// The label that names the Service of an EndpointSlice.
const SERVICE_LABEL: &str = "kubernetes.io/service-name";

pub(crate) fn endpoints(object: &Object<'_>, reader: &mut Reader) -> Option<EndpointsObject> {
    let meta = meta(object, true, reader)?;
    let written = items(object.node, "subsets");
    for (at, subset) in written.iter().enumerate() {
        names_where_several(items(subset, "ports"), &format!("subsets[{at}].ports"), reader);
        let readable = |key: &str| subset.get(key).is_none_or(|node| node.is_null() || node.as_list().is_some());
        let keys = ["addresses", "notReadyAddresses"];
        if subset.as_map().is_some() && keys.iter().all(|key| readable(key) && items(subset, key).is_empty()) {
            let message = format!("`subsets[{at}]` has no `addresses`");
            reader.error(MISSING, subset.span, message, "write `addresses`, or remove the subset");
        }
    }
    let subset = |subset: &Node| Subset {
        ports: ports(subset),
        addresses: ["addresses", "notReadyAddresses"]
            .into_iter()
            .flat_map(|key| items(subset, key))
            .map(|node| address(node.get("ip"), node))
            .collect(),
    };
    Some(EndpointsObject { service: meta.name.value.clone(), meta, subsets: written.iter().map(subset).collect() })
}

pub(crate) fn slice(object: &Object<'_>, reader: &mut Reader) -> Option<EndpointsObject> {
    let meta = meta(object, true, reader)?;
    let family = object.node.get("addressType").and_then(Node::as_str);
    let mut addresses = Vec::new();
    for (at, endpoint) in items(object.node, "endpoints").iter().enumerate() {
        for (index, text) in items(endpoint, "addresses").iter().enumerate() {
            check_family(text, family, &format!("endpoints[{at}].addresses[{index}]"), reader);
            addresses.push(address(Some(text), endpoint));
        }
    }
    names_once(items(object.node, "ports"), "ports", reader);
    let service = meta.labels.get(SERVICE_LABEL)?.clone();
    let subset = Subset { ports: ports(object.node), addresses };
    Some(EndpointsObject { service, meta, subsets: vec![subset] })
}

/// An address is of the family that the slice names.
fn check_family(node: &Node, family: Option<&str>, path: &str, reader: &mut Reader) {
    let (Some(text), Some(family)) = (node.as_str(), family) else { return };
    let fits = match (family, text.parse::<IpAddr>()) {
        ("IPv4", Ok(address)) => address.is_ipv4(),
        ("IPv6", Ok(address)) => address.is_ipv6(),
        ("IPv4" | "IPv6", Err(_)) => false,
        _ => true,
    };
    if !fits {
        let message = format!("`{path}` is `{text}`, which is no {family} address");
        reader.error("V06", node.span, message, "an EndpointSlice holds addresses of its `addressType`");
    }
}

/// Several ports of one object need distinct names.
fn names_where_several(ports: &[Node], path: &str, reader: &mut Reader) {
    if ports.len() < 2 {
        return;
    }
    for (at, port) in ports.iter().enumerate() {
        if port.as_map().is_some() && port.get("name").is_none_or(|name| name.is_null() || name.as_str() == Some("")) {
            let message = format!("`{path}[{at}]` has no `name`; several ports have names");
            reader.error(MISSING, port.span, message, "add `name` to each");
        }
    }
}

fn address(text: Option<&Node>, holder: &Node) -> SubsetAddress {
    let target = |key: &str| holder.at(&["targetRef", key]).and_then(Node::as_str);
    SubsetAddress {
        address: text.and_then(Node::as_str).and_then(|text| text.parse().ok()),
        pod: target("name").filter(|_| target("kind") == Some("Pod")).map(Into::into),
        span: text.unwrap_or(holder).span,
    }
}

fn ports(holder: &Node) -> Vec<SubsetPort> {
    let port = |port: &Node| SubsetPort {
        name: port.get("name").and_then(Node::as_str).unwrap_or("").into(),
        protocol: protocol(port.get("protocol")),
        port: port.get("port").and_then(port_number),
    };
    items(holder, "ports").iter().map(port).collect()
}
