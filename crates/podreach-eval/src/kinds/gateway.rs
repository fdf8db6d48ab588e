//! `gateway.networking.k8s.io`: Gateway, its routes, ReferenceGrant. Versions v1, v1beta1, v1alpha2 and v1alpha3 look alike
//! where they are read. Read leniently.

use podreach_syntax::Node;

use super::core::{lenient, number, port_number};
use super::entries::{
    BackendPort, BackendRef, EntryRule, Gateway, GatewayClass, GatewayRoute, Listener, ParentRef, ReferenceGrant,
    RouteNamespaces,
};
use super::fields;
use super::lists::Object;
use super::meta::meta;
use super::networking::selector;
use super::reader::Reader;

/// The API group.
pub(crate) const GROUP: &str = "gateway.networking.k8s.io";

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty())
}

fn boxed(node: &Node, key: &str) -> Option<Box<str>> {
    text(node, key).map(Into::into)
}

fn items<'a>(node: &'a Node, key: &str, path: &str, reader: &mut Reader) -> &'a [Node] {
    node.get(key).map_or(&[][..], |found| reader.list(found, path))
}

pub(crate) fn gateway_class(object: &Object<'_>, reader: &mut Reader) -> Option<GatewayClass> {
    let meta = meta(object, false, reader)?;
    let controller = object.node.at(&["spec", "controllerName"]).and_then(Node::as_str);
    Some(GatewayClass { controller: controller.unwrap_or_default().into(), meta })
}

pub(crate) fn gateway(object: &Object<'_>, reader: &mut Reader) -> Option<Gateway> {
    let meta = meta(object, true, reader)?;
    let spec = lenient(object, fields::GATEWAY, reader);
    let written = spec.map_or(&[][..], |spec| items(spec, "listeners", "spec.listeners", reader));
    let listeners = written.iter().map(|node| listener(node, reader)).collect();
    let addresses = spec.and_then(|spec| spec.get("addresses")).and_then(Node::as_list);
    Some(Gateway {
        class: spec.and_then(|spec| boxed(spec, "gatewayClassName")),
        addressed: addresses.is_some_and(|list| !list.is_empty()),
        listeners,
        meta,
    })
}

fn listener(node: &Node, reader: &mut Reader) -> Listener {
    let path = "spec.listeners[]";
    fields::check_misspelt(reader.map(node, path), fields::LISTENER, path, reader);
    let allowed = node.get("allowedRoutes");
    if let Some(allowed) = allowed {
        let path = "spec.listeners[].allowedRoutes";
        fields::check_misspelt(reader.map(allowed, path), &["namespaces", "kinds"], path, reader);
    }
    let namespaces = allowed.and_then(|allowed| allowed.get("namespaces"));
    let namespaces = match namespaces.and_then(|found| text(found, "from")).unwrap_or("Same") {
        "All" => RouteNamespaces::All,
        "Same" => RouteNamespaces::Same,
        "Selector" => match namespaces.and_then(|found| found.get("selector")).filter(|found| !found.is_null()) {
            Some(found) => {
                let path = "spec.listeners[].allowedRoutes.namespaces.selector";
                RouteNamespaces::Matching(selector(found, path, reader))
            }
            None => RouteNamespaces::Nobody,
        },
        _ => RouteNamespaces::Nobody,
    };
    let kinds = allowed.map_or(&[][..], |found| items(found, "kinds", "spec.listeners[].allowedRoutes.kinds", reader));
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
    let spec = lenient(object, fields::GATEWAY_ROUTE, reader);
    let Some(spec) = spec else {
        return Some(GatewayRoute { meta, parents: Vec::new(), hosts: Vec::new(), rules: Vec::new() });
    };
    let parents = items(spec, "parentRefs", "spec.parentRefs", reader);
    let parents = parents.iter().filter_map(|node| parent(node, reader)).collect();
    let hosts = items(spec, "hostnames", "spec.hostnames", reader);
    let hosts: Vec<Box<str>> = hosts.iter().filter_map(Node::as_str).map(Into::into).collect();
    let mut rules = Vec::new();
    for node in items(spec, "rules", "spec.rules", reader) {
        fields::check_misspelt(reader.map(node, "spec.rules[]"), fields::GATEWAY_RULE, "spec.rules[]", reader);
        let mut backends = Vec::new();
        for written in items(node, "backendRefs", "spec.rules[].backendRefs", reader) {
            backends.extend(backend(written, reader));
            mirrors(written, &mut backends, reader);
        }
        mirrors(node, &mut backends, reader);
        let matches = items(node, "matches", "spec.rules[].matches", reader);
        rules.push(EntryRule { hosts: hosts.clone(), path: path(matches), backends });
    }
    Some(GatewayRoute { meta, parents, hosts, rules })
}

/// Backends that get a copy of every request.
fn mirrors(holder: &Node, backends: &mut Vec<BackendRef>, reader: &mut Reader) {
    for filter in items(holder, "filters", "spec.rules[].filters", reader) {
        if let Some(node) = filter.at(&["requestMirror", "backendRef"]) {
            backends.extend(backend(node, reader));
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

fn parent(node: &Node, reader: &mut Reader) -> Option<ParentRef> {
    fields::check_misspelt(reader.map(node, "spec.parentRefs[]"), fields::PARENT_REF, "spec.parentRefs[]", reader);
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

fn backend(node: &Node, reader: &mut Reader) -> Option<BackendRef> {
    let place = "spec.rules[].backendRefs[]";
    fields::check_misspelt(reader.map(node, place), fields::GATEWAY_BACKEND, place, reader);
    let group = text(node, "group").unwrap_or("");
    let kind = text(node, "kind").unwrap_or("Service");
    Some(BackendRef {
        kind: if group.is_empty() { kind.into() } else { format!("{kind}.{group}").into() },
        namespace: boxed(node, "namespace"),
        name: boxed(node, "name")?,
        port: node.get("port").and_then(port_number).map_or(BackendPort::Any, BackendPort::Number),
        idle: node.get("weight").and_then(number) == Some(0),
        span: node.span,
    })
}

pub(crate) fn grant(object: &Object<'_>, reader: &mut Reader) -> Option<ReferenceGrant> {
    let meta = meta(object, true, reader)?;
    let spec = lenient(object, &["from", "to"], reader);
    let list = |key: &str, reader: &mut Reader| {
        spec.map_or(&[][..], |spec| items(spec, key, &format!("spec.{key}"), reader)).iter()
    };
    let from = list("from", reader).filter(|node| text(node, "group") == Some(GROUP));
    let from = from.filter_map(|node| Some((boxed(node, "kind")?, boxed(node, "namespace")?))).collect();
    let to = list("to", reader).filter(|node| text(node, "group").is_none() && text(node, "kind") == Some("Service"));
    let to = to.map(|node| boxed(node, "name")).collect();
    Some(ReferenceGrant { meta, from, to })
}
