//! An Ingress, a Route or a route of a Gateway leads nowhere.
//!
//! Found at a backend whose Service is not in the input or lacks the port, in a namespace that no ReferenceGrant opens to the
//! route, at a route that no listener of its Gateway takes, and at Ingress backends that name a target port in place of the
//! Service's. Notes say where a path is not followed: backends that are no Services, routes that attach to no Gateway, ExternalName
//! Services, and Services without selector and Endpoints.
//!
//! ## Why it matters
//!
//! The controller answers requests to such a path with an error, whatever policies allow.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: Ingress
//! metadata: {name: shop, namespace: shop}
//! spec:
//!   rules:
//!     - http:
//!         paths:
//!           - path: /
//!             pathType: Prefix
//!             backend: {service: {name: website, port: {number: 80}}} # L62
//!           - path: /admin
//!             pathType: Prefix
//!             backend: {service: {name: web, port: {number: 81}}} # L62
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: Ingress
//! metadata: {name: shop, namespace: shop}
//! spec:
//!   rules:
//!     - http:
//!         paths:
//!           - path: /
//!             pathType: Prefix
//!             backend: {service: {name: web, port: {number: 80}}}
//! ```
//!
//! ## How to fix it
//!
//! Name a Service of the same namespace and one of its ports. For a Service of another namespace, a route of a Gateway gives the
//! namespace, and a ReferenceGrant there allows it.
//!
//! ## Sources
//!
//! * [Kubernetes: Ingress](https://kubernetes.io/docs/concepts/services-networking/ingress/)
//! * [Gateway API: ReferenceGrant](https://gateway-api.sigs.k8s.io/api-types/referencegrant/)
//! * [OpenShift: Route](https://docs.okd.io/latest/rest_api/network_apis/route-route-openshift-io-v1.html)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::analysis::Analysis;
use crate::inventory::{EntryBackend, EntryKind, EntryNode, EntryProblem};
use crate::kinds::GatewayRoute;

use super::words::speaker;
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::Sink;

pub(super) static LINT: Lint = Lint {
    code: "L62",
    name: "backend-missing",
    severity: Severity::Warning,
    needs: &[],
    source: source!("backend_missing.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // A route that attaches to several Gateways is reported once.
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    for entry in input.analysis.entries.iter() {
        if !sink.spend(entry.backends.len()) {
            return;
        }
        for backend in &entry.backends {
            if let Some(found) = leads_nowhere(input.analysis, entry, backend)
                && seen.insert(backend.span)
            {
                sink.push(found);
            }
        }
    }
    input.resources.gateway_routes.iter().filter_map(no_gateway).for_each(|found| sink.push(found));
}

/// For routes that attach to other things.
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
    Some(Diagnostic::note(LINT.code, name.span, message).help(help))
}

/// What is wrong with a backend.
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
        if ports.is_empty() {
            "the Service has no ports".to_owned()
        } else {
            format!("the Service has {}", ports.join(", "))
        }
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
            format!("ingress-nginx takes it, some other controllers do not; {}", ports()),
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
    Some(finding(LINT.code, backend.span, message).help(help))
}
