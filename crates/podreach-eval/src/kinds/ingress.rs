//! Ingress of `networking.k8s.io` and its older shapes, IngressClass, and OpenShift's Route.

use std::net::IpAddr;

use podreach_syntax::{Node, Value};

use super::core::{items, number, port_number, spec};
use super::entries::{BackendPort, BackendRef, EntryRule, Ingress, IngressClass, OpenShiftRoute, backend_name};
use super::lists::Object;
use super::meta::meta;
use super::reader::Reader;
use super::schema::MISSING;

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
    let spec = spec(object);
    // Older versions have other backends, and no `pathType`.
    let current = object.api_version == "networking.k8s.io/v1";
    let mut reading = Reading { current, reader };
    let mut rules = Vec::new();
    let default = spec.and_then(|spec| spec.entry("defaultBackend").or_else(|| spec.entry("backend")));
    let default = default.filter(|entry| !entry.value.is_null());
    if let Some(entry) = default {
        let backends = reading.backend(&entry.value, &format!("spec.{}", entry.key.value)).into_iter().collect();
        rules.push(EntryRule { hosts: Vec::new(), path: None, backends });
    }
    let written = spec.map_or(&[][..], |spec| items(spec, "rules"));
    let readable =
        spec.and_then(|spec| spec.get("rules")).is_none_or(|node| matches!(node.value, Value::List(_) | Value::Null));
    if written.is_empty() && default.is_none() && readable {
        let entry = object.node.entry("spec").or_else(|| object.node.entry("metadata"));
        let span = entry.map_or(object.node.span, |entry| entry.key.span);
        let help = "write `rules`, or a `defaultBackend`; without them this leads nowhere";
        reading.reader.error(MISSING, span, "`spec` has neither `rules` nor a `defaultBackend`", help);
    }
    for (at, rule) in written.iter().enumerate() {
        let hosts: Vec<Box<str>> = text(rule, "host").map(Into::into).into_iter().collect();
        reading.host(rule, at);
        let paths = rule.get("http").map_or(&[][..], |http| items(http, "paths"));
        for (index, item) in paths.iter().enumerate() {
            let path = format!("spec.rules[{at}].http.paths[{index}]");
            reading.path(item, &path);
            let found = item.get("backend").filter(|node| !node.is_null());
            let found = found.and_then(|node| reading.backend(node, &format!("{path}.backend")));
            rules.push(EntryRule {
                hosts: hosts.clone(),
                path: text(item, "path").map(Into::into),
                backends: found.into_iter().collect(),
            });
        }
    }
    let class = spec.and_then(|spec| text(spec, "ingressClassName"));
    let annotated = annotation(object, CLASS_ANNOTATION);
    if let (Some(class), Some(annotated)) = (class, annotated)
        && class != annotated
    {
        let span = spec.and_then(|spec| spec.get("ingressClassName")).map_or(object.node.span, |node| node.span);
        let message =
            format!("`spec.ingressClassName` is `{class}`, and the annotation `{CLASS_ANNOTATION}` says `{annotated}`");
        reading.reader.error("V06", span, message, "remove the annotation, which is the older way to say it");
    }
    Some(Ingress { class: class.or(annotated).map(Into::into), rules, meta })
}

/// Reads the parts of an Ingress. Source of the checks: `ValidateIngressCreate` of Kubernetes 1.36.
struct Reading<'a> {
    current: bool,
    reader: &'a mut Reader,
}

impl Reading<'_> {
    /// A host is a name; the schema looks at how it is written.
    fn host(&mut self, rule: &Node, at: usize) {
        let Some((node, text)) = rule.get("host").and_then(|node| Some((node, node.as_str()?))) else { return };
        if text.parse::<IpAddr>().is_ok() {
            let message = format!("`spec.rules[{at}].host` is `{text}`; it has to be a name, not an address");
            self.reader.error("V06", node.span, message, "leave it out for all hosts");
        }
    }

    /// Paths are absolute, and in their plain form where the controller is not free to read them as it likes.
    fn path(&mut self, item: &Node, place: &str) {
        let plain = match item.get("pathType").and_then(Node::as_str) {
            Some("Exact" | "Prefix") if self.current => true,
            Some("ImplementationSpecific") if self.current => false,
            _ => return,
        };
        let Some((node, path)) = item.get("path").and_then(|node| Some((node, text(item, "path")?))) else {
            if plain && item.get("path").is_none_or(|node| node.is_null() || node.as_str() == Some("")) {
                let message = format!("`{place}` has no `path`");
                self.reader.error(MISSING, item.span, message, "write `path: /` for all paths");
            }
            return;
        };
        let part = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|part| path.contains(part));
        let end = ["/..", "/."].into_iter().find(|end| path.ends_with(end));
        if !path.starts_with('/') {
            let message = format!("`{place}.path` is `{path}`; it has to begin with `/`");
            self.reader.error("V06", node.span, message, "write an absolute path such as `/shop`");
        } else if let (true, Some(part)) = (plain, part.or(end)) {
            let message = format!("`{place}.path` is `{path}`; it may not hold `{part}`");
            self.reader.error("V06", node.span, message, "write the path in its plain form");
        }
    }

    /// `service: {name, port}`, `serviceName` with `servicePort`, or `resource`.
    fn backend(&mut self, node: &Node, path: &str) -> Option<BackendRef> {
        let made = |kind: &str, name: &str, port: BackendPort| BackendRef {
            kind: kind.into(),
            namespace: None,
            name: name.into(),
            port,
            idle: false,
            span: node.span,
            name_span: backend_name(node),
        };
        let set = |key: &str| node.get(key).filter(|found| !found.is_null());
        let (service, resource) = (set("service"), set("resource"));
        if let (Some(_), Some(resource)) = (service, resource) {
            let message = format!("`{path}` has both a `service` and a `resource`");
            self.reader.error("V06", resource.span, message, "write one of them");
        }
        if let Some(service) = service {
            let port = self.port(service, path);
            return Some(made("Service", text(service, "name")?, port?));
        }
        if let Some(resource) = resource {
            let kind = text(resource, "kind").unwrap_or("resource");
            return Some(made(kind, text(resource, "name").unwrap_or(""), BackendPort::Any));
        }
        let Some(name) = text(node, "serviceName") else {
            if node.as_map().is_some() {
                let message = format!("`{path}` names no Service");
                let help = "write `service: {name: web, port: {number: 80}}`; without it this leads nowhere";
                self.reader.error(MISSING, node.span, message, help);
            }
            return None;
        };
        let port = match set("servicePort") {
            None => BackendPort::Any,
            Some(written) => match &written.value {
                Value::String(name) if name.parse::<u16>().is_err() => BackendPort::Name(name.clone()),
                _ => BackendPort::Number(port_number(written)?),
            },
        };
        Some(made("Service", name, port))
    }

    /// The port of a Service, by its name or its number; `None` for one that is no port.
    fn port(&mut self, service: &Node, path: &str) -> Option<BackendPort> {
        let port = service.get("port");
        let name = port.and_then(|port| text(port, "name"));
        let number = port.and_then(|port| port.get("number"));
        let number = number.filter(|found| !found.is_null() && found.value != Value::Int(0));
        let readable = port.is_none_or(|port| matches!(port.value, Value::Map(_) | Value::Null));
        match (name, number) {
            (Some(name), number) => {
                if let Some(number) = number {
                    let message = format!("`{path}.service.port` has both a `name` and a `number`");
                    self.reader.error("V06", number.span, message, "write one of them");
                }
                Some(BackendPort::Name(name.into()))
            }
            (None, Some(number)) => port_number(number).map(BackendPort::Number),
            (None, None) => {
                if self.current && readable {
                    let message = format!("`{path}.service` names no port");
                    self.reader.error(
                        MISSING,
                        service.span,
                        message,
                        "add `port: {number: 80}` or `port: {name: http}`",
                    );
                }
                Some(BackendPort::Any)
            }
        }
    }
}

pub(crate) fn ingress_class(object: &Object<'_>, reader: &mut Reader) -> Option<IngressClass> {
    let meta = meta(object, false, reader)?;
    let spec = spec(object);
    let controller = spec.and_then(|spec| text(spec, "controller")).unwrap_or("").into();
    Some(IngressClass { controller, is_default: annotation(object, DEFAULT_CLASS_ANNOTATION) == Some("true"), meta })
}

pub(crate) fn route(object: &Object<'_>, reader: &mut Reader) -> Option<OpenShiftRoute> {
    let meta = meta(object, true, reader)?;
    let spec = spec(object);
    let port = spec.and_then(|spec| spec.at(&["port", "targetPort"])).filter(|found| !found.is_null());
    let port = match port {
        None => BackendPort::Any,
        Some(written) => match &written.value {
            Value::String(name) if name.parse::<u16>().is_err() => BackendPort::Name(name.clone()),
            _ => match port_number(written) {
                Some(number) => BackendPort::Target(number),
                None => {
                    if written.as_str().is_some() || matches!(written.value, Value::Int(_)) {
                        let message = "`spec.port.targetPort` is no port";
                        let help = "write a number from 1 to 65535, or the name of a port of the Service";
                        reader.error("V06", written.span, message, help);
                    }
                    BackendPort::Any
                }
            },
        },
    };
    let main = spec.and_then(|spec| spec.get("to")).map(|node| ("spec.to".to_owned(), node));
    let others = spec.map_or(&[][..], |spec| items(spec, "alternateBackends")).iter().enumerate();
    let others = others.map(|(at, node)| (format!("spec.alternateBackends[{at}]"), node));
    let mut backends = Vec::new();
    for (path, node) in main.into_iter().chain(others) {
        let Some(name) = text(node, "name") else {
            if node.as_map().is_some() {
                let help = "add `name`; without it this leads nowhere";
                reader.error(MISSING, node.span, format!("`{path}` names no Service"), help);
            }
            continue;
        };
        backends.push(BackendRef {
            kind: text(node, "kind").unwrap_or("Service").into(),
            namespace: None,
            name: name.into(),
            port: port.clone(),
            idle: node.get("weight").and_then(number) == Some(0),
            span: node.span,
            name_span: backend_name(node),
        });
    }
    let of_spec = |key: &str| spec.and_then(|spec| text(spec, key)).map(Into::into);
    let rule = EntryRule { hosts: of_spec("host").into_iter().collect(), path: of_spec("path"), backends };
    Some(OpenShiftRoute { meta, rule })
}
