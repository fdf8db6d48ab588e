//! Ingresses, Routes and Gateways: backends that lead nowhere (L62). Pods that deny the controller are in `closed`.

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::analysis::Analysis;
use crate::inventory::{EntryBackend, EntryKind, EntryNode, EntryProblem};
use crate::kinds::{GatewayRoute, Resources};

use super::closed::Closed;

/// Findings about entry points.
pub(crate) fn entries(analysis: &Analysis, resources: &Resources) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // A route that attaches to several Gateways is reported once.
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let mut closed = Closed::new(analysis);
    for entry in analysis.entries.iter() {
        let proxies = analysis.controller_pods(entry);
        // Many paths often lead to one port of a Service.
        let mut known: BTreeSet<(Option<usize>, &[usize])> = BTreeSet::new();
        for backend in &entry.backends {
            if let Some(finding) = leads_nowhere(analysis, entry, backend)
                && seen.insert(backend.span)
            {
                found.push(finding);
            }
            if !backend.targets.is_empty() && known.insert((backend.service, &backend.ports)) {
                found.extend(closed.finding(entry, &proxies, backend));
            }
        }
    }
    for route in &resources.gateway_routes {
        found.extend(no_gateway(route));
    }
    found
}

/// L62, for routes that attach to other things.
fn no_gateway(route: &GatewayRoute) -> Option<Diagnostic> {
    if route.parents.iter().any(|parent| &*parent.kind == "Gateway") {
        return None;
    }
    let name = &route.meta.name;
    let who = format!("the {} `{}`", route.meta.kind, name.value);
    let (message, help) = match route.parents.first() {
        None => (format!("{who} attaches to no Gateway"), "name a Gateway in `parentRefs`"),
        Some(parent) if &*parent.kind == "Service" => (
            format!(
                "{who} is for traffic between Services, not for ingress: it attaches to the Service `{}`",
                parent.name
            ),
            "where a mesh sends such traffic is not evaluated",
        ),
        Some(parent) => (
            format!("{who} attaches to the {} `{}`, which is not followed", parent.kind, parent.name),
            "only paths through a Gateway are shown",
        ),
    };
    Some(Diagnostic::note("L62", name.span, message).help(help))
}

/// What says where requests go: the object, or the route of a Gateway.
pub(super) fn speaker(entry: &EntryNode, backend: &EntryBackend) -> String {
    backend.route.clone().map_or_else(
        || format!("{} `{}`", entry.kind.as_str(), entry.name),
        |route| {
            let (kind, name) = route.split_once(' ').unwrap_or(("route", &route));
            format!("{kind} `{}`", name.rsplit('/').next().unwrap_or(name))
        },
    )
}

/// L62.
fn leads_nowhere(analysis: &Analysis, entry: &EntryNode, backend: &EntryBackend) -> Option<Diagnostic> {
    let who = speaker(entry, backend);
    let name = &backend.name;
    let ports = || {
        let node = backend.service.and_then(|at| analysis.services.get(at));
        let ports = node.into_iter().flat_map(|node| &node.service.ports).map(|port| match &port.name {
            Some(name) => format!("{} ({name})", port.port),
            None => port.port.to_string(),
        });
        let ports: Vec<String> = ports.collect();
        if ports.is_empty() { "it has no ports".to_owned() } else { format!("it has {}", ports.join(", ")) }
    };
    let (severity, message, help) = match backend.problem.as_ref()? {
        EntryProblem::NotAService(kind) => (
            Severity::Note,
            format!("the {who} leads to a {kind}, which is not followed"),
            "only Services are followed to pods".to_owned(),
        ),
        EntryProblem::NoService => {
            let partial = analysis.services.is_empty();
            let severity = if partial { Severity::Note } else { Severity::Warning };
            let help = match entry.kind {
                EntryKind::Gateway => "a Service of another namespace is named with `namespace:`",
                _ => "it has to be in the same namespace",
            };
            (severity, format!("the Service `{name}` of the {who} is not in the input"), help.to_owned())
        }
        EntryProblem::NoPort if entry.kind == EntryKind::Route => (
            Severity::Warning,
            format!("no port of the Service `{name}` leads where the {who} says"),
            format!("`targetPort` of a Route is a pod port by number or a Service port by name; {}", ports()),
        ),
        EntryProblem::NoPort => (
            Severity::Warning,
            format!("the Service `{name}` has no port that the {who} names"),
            format!("name a port of the Service; {}", ports()),
        ),
        EntryProblem::ByTarget => (
            Severity::Warning,
            format!("the {who} names a target port of the Service `{name}`, not a port of it"),
            format!("ingress-nginx takes it, other controllers do not; {}", ports()),
        ),
        EntryProblem::NoGrant => (
            Severity::Warning,
            format!("no ReferenceGrant allows the {who} to refer to the Service `{name}`"),
            "add a ReferenceGrant to the Service's namespace, for the route's kind and namespace".to_owned(),
        ),
        EntryProblem::NotAttached => (
            Severity::Warning,
            format!("no listener of the Gateway `{}/{}` allows the {who}", entry.namespace, entry.name),
            "compare `sectionName`, `port` and `hostnames` with its listeners, and their `allowedRoutes` with the route's \
             kind and namespace"
                .to_owned(),
        ),
        EntryProblem::ExternalName => (
            Severity::Note,
            format!("the {who} leads out of the cluster again: `{name}` is an ExternalName Service"),
            "policies of the controller's pods decide about that".to_owned(),
        ),
        EntryProblem::Unknown => (
            Severity::Note,
            format!("what is behind the Service `{name}` of the {who} is not known: it has no selector"),
            "add its Endpoints or EndpointSlices to the input".to_owned(),
        ),
        EntryProblem::Idle => return None,
    };
    let finding = match severity {
        Severity::Warning => Diagnostic::warning,
        _ => Diagnostic::note,
    };
    Some(finding("L62", backend.span, message).help(help))
}
