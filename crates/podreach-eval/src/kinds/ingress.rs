//! Ingress of `networking.k8s.io` and its older shapes, IngressClass, and OpenShift's Route. Read leniently.

use podreach_syntax::{Node, Value};

use super::core::{lenient, number, port_number};
use super::entries::{BackendPort, BackendRef, EntryRule, Ingress, IngressClass, OpenShiftRoute};
use super::fields;
use super::lists::Object;
use super::meta::meta;
use super::reader::{Reader, shown};

/// The annotation that named the class before `ingressClassName` did.
pub(crate) const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";
/// The annotation of the class that an Ingress without one belongs to.
pub(crate) const DEFAULT_CLASS_ANNOTATION: &str = "ingressclass.kubernetes.io/is-default-class";

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty())
}

fn annotation<'a>(object: &Object<'a>, key: &str) -> Option<&'a str> {
    object.node.at(&["metadata", "annotations"]).and_then(|annotations| text(annotations, key))
}

pub(crate) fn ingress(object: &Object<'_>, reader: &mut Reader) -> Option<Ingress> {
    let meta = meta(object, true, reader)?;
    let spec = lenient(object, fields::INGRESS, reader);
    old_shape(object, spec, reader);
    let mut rules = Vec::new();
    let default = spec.and_then(|spec| spec.get("defaultBackend").or_else(|| spec.get("backend")));
    if let Some(node) = default.filter(|node| !node.is_null()) {
        let backends = backend(node, "spec.defaultBackend", reader).into_iter().collect();
        rules.push(EntryRule { hosts: Vec::new(), path: None, backends });
    }
    let written = spec.and_then(|spec| spec.get("rules")).map_or(&[][..], |found| reader.list(found, "spec.rules"));
    for rule in written {
        let path = "spec.rules[]";
        fields::check_misspelt(reader.map(rule, path), fields::INGRESS_HOST, path, reader);
        let hosts: Vec<Box<str>> = text(rule, "host").map(Into::into).into_iter().collect();
        let Some(http) = rule.get("http") else { continue };
        fields::check_misspelt(reader.map(http, "spec.rules[].http"), &["paths"], "spec.rules[].http", reader);
        let paths = http.get("paths").map_or(&[][..], |found| reader.list(found, "spec.rules[].http.paths"));
        for item in paths {
            let path = "spec.rules[].http.paths[]";
            fields::check_misspelt(reader.map(item, path), fields::INGRESS_PATH, path, reader);
            let found = item.get("backend").and_then(|node| backend(node, &format!("{path}.backend"), reader));
            rules.push(EntryRule {
                hosts: hosts.clone(),
                path: text(item, "path").map(Into::into),
                backends: found.into_iter().collect(),
            });
        }
    }
    let class = spec.and_then(|spec| text(spec, "ingressClassName"));
    Some(Ingress { class: class.or_else(|| annotation(object, CLASS_ANNOTATION)).map(Into::into), rules, meta })
}

/// The items of a list, if it is one.
fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    node.and_then(Node::as_list).unwrap_or(&[]).iter()
}

/// Says that `v1` knows no `serviceName`. It is followed all the same, as what is meant is plain.
fn old_shape(object: &Object<'_>, spec: Option<&Node>, reader: &mut Reader) {
    if object.api_version != "networking.k8s.io/v1" {
        return;
    }
    let default = ["defaultBackend", "backend"].into_iter().filter_map(|key| spec?.get(key));
    let paths = items(spec.and_then(|spec| spec.get("rules"))).flat_map(|rule| items(rule.at(&["http", "paths"])));
    let mut backends = default.chain(paths.filter_map(|path| path.get("backend")));
    if let Some(found) = backends.find_map(|backend| backend.entry("serviceName")) {
        let message = "`networking.k8s.io/v1` knows no `serviceName`: the API server refuses this Ingress";
        let help = "write `service: {name: web, port: {number: 80}}`; `serviceName` is of v1beta1";
        reader.warn("V06", found.key.span, message, help);
    }
}

/// `service: {name, port}`, `serviceName` with `servicePort`, or `resource`.
fn backend(node: &Node, path: &str, reader: &mut Reader) -> Option<BackendRef> {
    fields::check_misspelt(reader.map(node, path), fields::INGRESS_BACKEND, path, reader);
    let made = |kind: &str, name: &str, port: BackendPort| BackendRef {
        kind: kind.into(),
        namespace: None,
        name: name.into(),
        port,
        idle: false,
        span: node.span,
    };
    if let Some(service) = node.get("service").filter(|found| !found.is_null()) {
        let path = format!("{path}.service");
        fields::check_misspelt(reader.map(service, &path), &["name", "port"], &path, reader);
        let name = named(service, "name", &path, reader)?;
        let port = service.get("port").filter(|found| !found.is_null());
        if let Some(port) = port {
            let path = format!("{path}.port");
            fields::check_misspelt(reader.map(port, &path), &["name", "number"], &path, reader);
        }
        let name_of_port = port.and_then(|port| text(port, "name"));
        let number = port.and_then(|port| port.get("number")).filter(|found| !found.is_null());
        let port = match (name_of_port, number) {
            (Some(name), _) => BackendPort::Name(name.into()),
            (None, Some(number)) => numbered(number, reader)?,
            (None, None) => BackendPort::Any,
        };
        return Some(made("Service", name, port));
    }
    if let Some(resource) = node.get("resource").filter(|found| !found.is_null()) {
        let kind = text(resource, "kind").unwrap_or("resource");
        return Some(made(kind, text(resource, "name").unwrap_or(""), BackendPort::Any));
    }
    let name = named(node, "serviceName", path, reader)?;
    let port = match node.get("servicePort").filter(|found| !found.is_null()) {
        None => BackendPort::Any,
        Some(written) => match &written.value {
            Value::String(name) if name.parse::<u16>().is_err() => BackendPort::Name(name.clone()),
            _ => numbered(written, reader)?,
        },
    };
    Some(made("Service", name, port))
}

/// A name that has to be there.
fn named<'a>(node: &'a Node, key: &str, path: &str, reader: &mut Reader) -> Option<&'a str> {
    let found = text(node, key);
    if found.is_none() {
        let message = format!("`{path}` names no Service");
        reader.warn("V06", node.span, message, format!("add `{key}`; without it this leads nowhere"));
    }
    found
}

fn numbered(node: &Node, reader: &mut Reader) -> Option<BackendPort> {
    let found = port_number(node);
    if found.is_none() {
        let message = format!("`{}` is not a port", shown(node));
        reader.warn("V06", node.span, message, "write a number from 1 to 65535");
    }
    found.map(BackendPort::Number)
}

pub(crate) fn ingress_class(object: &Object<'_>, reader: &mut Reader) -> Option<IngressClass> {
    let meta = meta(object, false, reader)?;
    let spec = lenient(object, &["controller", "parameters"], reader);
    let controller = spec.and_then(|spec| text(spec, "controller")).unwrap_or("").into();
    Some(IngressClass { controller, is_default: annotation(object, DEFAULT_CLASS_ANNOTATION) == Some("true"), meta })
}

pub(crate) fn route(object: &Object<'_>, reader: &mut Reader) -> Option<OpenShiftRoute> {
    let meta = meta(object, true, reader)?;
    let spec = lenient(object, fields::OPENSHIFT_ROUTE, reader);
    let port = spec.and_then(|spec| spec.at(&["port", "targetPort"])).filter(|found| !found.is_null());
    let port = match port {
        None => BackendPort::Any,
        Some(written) => match &written.value {
            Value::String(name) if name.parse::<u16>().is_err() => BackendPort::Name(name.clone()),
            _ => match port_number(written) {
                Some(number) => BackendPort::Target(number),
                None => {
                    let message = format!("`{}` is not a port", shown(written));
                    let help = "write a number from 1 to 65535, or the name of a port of the Service";
                    reader.warn("V06", written.span, message, help);
                    BackendPort::Any
                }
            },
        },
    };
    let main = spec.and_then(|spec| spec.get("to"));
    let others = spec.and_then(|spec| spec.get("alternateBackends"));
    let others = others.map_or(&[][..], |found| reader.list(found, "spec.alternateBackends"));
    let mut backends = Vec::new();
    for node in main.into_iter().chain(others) {
        fields::check_misspelt(reader.map(node, "spec.to"), fields::ROUTE_TARGET, "spec.to", reader);
        let Some(name) = named(node, "name", "spec.to", reader) else { continue };
        backends.push(BackendRef {
            kind: text(node, "kind").unwrap_or("Service").into(),
            namespace: None,
            name: name.into(),
            port: port.clone(),
            idle: node.get("weight").and_then(number) == Some(0),
            span: node.span,
        });
    }
    let of_spec = |key: &str| spec.and_then(|spec| text(spec, key)).map(Into::into);
    let rule = EntryRule { hosts: of_spec("host").into_iter().collect(), path: of_spec("path"), backends };
    Some(OpenShiftRoute { meta, rule })
}
