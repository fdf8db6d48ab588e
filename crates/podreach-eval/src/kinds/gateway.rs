//! `gateway.networking.k8s.io`: Gateway, its routes, ReferenceGrant. The fields that are
//! decoded are the same in the versions v1, v1beta1, v1alpha2 and v1alpha3.

use podreach_syntax::Node;

use super::core::{items, number, port_number, spec};
use super::entries::{
    BackendPort, BackendRef, EntryRule, Gateway, GatewayClass, GatewayRoute, Listener, ParentRef, ReferenceGrant,
    RouteNamespaces, backend_name,
};
use super::lists::Object;
use super::meta::meta;
use super::reader::Reader;
use super::schema::MISSING;
use super::selectors::{self, Checks};

/// The API group.
pub(crate) const GROUP: &str = "gateway.networking.k8s.io";
/// What becomes of a selector that no controller can use.
const UNUSABLE: &str = "the listener allows no routes";

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty())
}

fn boxed(node: &Node, key: &str) -> Option<Box<str>> {
    text(node, key).map(Into::into)
}

pub(crate) fn gateway_class(object: &Object<'_>, reader: &mut Reader) -> Option<GatewayClass> {
    let meta = meta(object, false, reader)?;
    let controller = object.node.at(&["spec", "controllerName"]).and_then(Node::as_str);
    Some(GatewayClass { controller: controller.unwrap_or_default().into(), meta })
}

pub(crate) fn gateway(object: &Object<'_>, reader: &mut Reader) -> Option<Gateway> {
    let meta = meta(object, true, reader)?;
    let spec = spec(object);
    let written = spec.map_or(&[][..], |spec| items(spec, "listeners"));
    let listeners = written.iter().enumerate().map(|(at, node)| listener(at, node, reader)).collect();
    let addresses = spec.and_then(|spec| spec.get("addresses")).and_then(Node::as_list);
    Some(Gateway {
        class: spec.and_then(|spec| boxed(spec, "gatewayClassName")),
        addressed: addresses.is_some_and(|list| !list.is_empty()),
        listeners,
        meta,
    })
}

fn listener(at: usize, node: &Node, reader: &mut Reader) -> Listener {
    let allowed = node.get("allowedRoutes");
    let namespaces = allowed.and_then(|allowed| allowed.get("namespaces"));
    let namespaces = match namespaces.and_then(|found| text(found, "from")).unwrap_or("Same") {
        "All" => RouteNamespaces::All,
        "Same" => RouteNamespaces::Same,
        "Selector" => match namespaces.and_then(|found| found.get("selector")).filter(|found| !found.is_null()) {
            Some(found) => {
                let path = format!("spec.listeners[{at}].allowedRoutes.namespaces.selector");
                let found = selectors::read(found, &path, Checks::Crd(UNUSABLE), reader);
                if found.unusable { RouteNamespaces::Nobody } else { RouteNamespaces::Matching(found.selector) }
            }
            None => RouteNamespaces::Nobody,
        },
        _ => RouteNamespaces::Nobody,
    };
    let kinds = allowed.map_or(&[][..], |found| items(found, "kinds"));
    Listener {
        name: boxed(node, "name").unwrap_or_default(),
        port: node.get("port").and_then(port_number),
        protocol: boxed(node, "protocol").unwrap_or_default(),
        hostname: boxed(node, "hostname"),
        namespaces,
        kinds: kinds.iter().filter_map(|kind| boxed(kind, "kind")).collect(),
        span: node.span,
    }
}

pub(crate) fn route(object: &Object<'_>, reader: &mut Reader) -> Option<GatewayRoute> {
    let meta = meta(object, true, reader)?;
    let spec = spec(object);
    let Some(spec) = spec else {
        return Some(GatewayRoute { meta, parents: Vec::new(), hosts: Vec::new(), rules: Vec::new() });
    };
    let parents = items(spec, "parentRefs");
    let parents = parents.iter().filter_map(parent).collect();
    let hosts = items(spec, "hostnames");
    let hosts: Vec<Box<str>> = hosts.iter().filter_map(Node::as_str).map(Into::into).collect();
    let mut rules = Vec::new();
    for (at, node) in items(spec, "rules").iter().enumerate() {
        let place = format!("spec.rules[{at}]");
        let mut backends = Vec::new();
        for (index, written) in items(node, "backendRefs").iter().enumerate() {
            let place = format!("{place}.backendRefs[{index}]");
            backends.extend(backend(written, &place, reader));
            mirrors(written, &place, &mut backends, reader);
        }
        mirrors(node, &place, &mut backends, reader);
        let matches = items(node, "matches");
        rules.push(EntryRule { hosts: hosts.clone(), path: path(matches), backends });
    }
    Some(GatewayRoute { meta, parents, hosts, rules })
}

/// Backends that get a copy of every request.
fn mirrors(holder: &Node, path: &str, backends: &mut Vec<BackendRef>, reader: &mut Reader) {
    for (at, filter) in items(holder, "filters").iter().enumerate() {
        if let Some(node) = filter.at(&["requestMirror", "backendRef"]) {
            let path = format!("{path}.filters[{at}].requestMirror.backendRef");
            backends.extend(backend(node, &path, reader));
        }
    }
}

/// The first path or method that is asked for, with a sign when there are more.
fn path(matches: &[Node]) -> Option<Box<str>> {
    let one = |found: &Node| -> Option<String> {
        if let Some(path) = found.get("path") {
            return text(path, "value").map(str::to_owned);
        }
        let method = found.get("method").filter(|found| found.as_map().is_some())?;
        Some(format!("{}/{}", text(method, "service").unwrap_or("*"), text(method, "method").unwrap_or("*")))
    };
    let first = one(matches.first()?)?;
    Some(if matches.len() > 1 { format!("{first}, …").into() } else { first.into() })
}

fn parent(node: &Node) -> Option<ParentRef> {
    let group = node.get("group").and_then(Node::as_str).unwrap_or(GROUP);
    let kind = text(node, "kind").unwrap_or("Gateway");
    Some(ParentRef {
        // A Gateway of somebody else's group is no Gateway.
        kind: if group == GROUP || kind != "Gateway" { kind.into() } else { format!("{kind}.{group}").into() },
        namespace: boxed(node, "namespace"),
        name: boxed(node, "name")?,
        section: boxed(node, "sectionName"),
        port: node.get("port").and_then(port_number),
        span: node.span,
    })
}

/// A backend. The CRD wants a port of those that are Services.
fn backend(node: &Node, path: &str, reader: &mut Reader) -> Option<BackendRef> {
    let group = text(node, "group").unwrap_or("");
    let kind = text(node, "kind").unwrap_or("Service");
    let of_service = group.is_empty() && kind == "Service" && node.as_map().is_some();
    if of_service && node.get("port").is_none_or(Node::is_null) {
        let message = format!("`{path}` has no `port`; a Service needs one");
        reader.error(MISSING, node.span, message, "add the `port` of the Service that is meant");
    }
    Some(BackendRef {
        kind: if group.is_empty() { kind.into() } else { format!("{kind}.{group}").into() },
        namespace: boxed(node, "namespace"),
        name: boxed(node, "name")?,
        port: node.get("port").and_then(port_number).map_or(BackendPort::Any, BackendPort::Number),
        idle: node.get("weight").and_then(number) == Some(0),
        span: node.span,
        name_span: backend_name(node),
    })
}

pub(crate) fn grant(object: &Object<'_>, reader: &mut Reader) -> Option<ReferenceGrant> {
    let meta = meta(object, true, reader)?;
    let spec = spec(object);
    let list = |key: &str| spec.map_or(&[][..], |spec| items(spec, key)).iter();
    let from = list("from").filter(|node| text(node, "group") == Some(GROUP));
    let from = from.filter_map(|node| Some((boxed(node, "kind")?, boxed(node, "namespace")?))).collect();
    let to = list("to").filter(|node| text(node, "group").is_none() && text(node, "kind") == Some("Service"));
    let to = to.map(|node| boxed(node, "name")).collect();
    Some(ReferenceGrant { meta, from, to })
}
