//! What `list -o full` says about entry points.

use podreach_eval::inventory::{EntryBackend, EntryNode, ProxyPods};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde::Serialize;

use crate::json::Each;
use crate::place::{Place, place};

/// An Ingress, an OpenShift Route or a Gateway. Its backends are made one by one while they are written: there may be very many
/// with many pods each.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EntryOut<'a> {
    /// Where it is written.
    at: Option<Place<'a>>,
    /// Where requests go.
    #[cfg_attr(test, schemars(with = "Vec<BackendOut<'_>>"))]
    backends: Each<'a, BackendOut<'a>>,
    /// The controller that proxies requests.
    #[serde(rename = "carrier")]
    proxy_pods: ControllerOut<'a>,
    /// `ingressClassName` (or the annotation before it), `gatewayClassName`.
    class: Option<&'a str>,
    /// `ingress:<namespace>/<name>`, `route:…` or `gateway:…`.
    id: &'a str,
    /// Whether it is a Gateway that routes attach to and that is not in the input.
    implied: bool,
    /// `Ingress`, `Route` or `Gateway`.
    kind: &'static str,
    /// Of a Gateway.
    listeners: Vec<ListenerOut<'a>>,
}

/// The controller that proxies requests.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "CarrierOut"))]
#[serde(tag = "kind", rename_all = "camelCase")]
enum ControllerOut<'a> {
    /// The controller's pods are in the input.
    Pods {
        /// Endpoint ids of the controller's pods.
        pods: Vec<&'a str>,
    },
    /// An unlabelled pod of an unknown namespace stands for them.
    Assumed,
    /// A load balancer outside.
    Outside,
}

/// A listener of a Gateway.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListenerOut<'a> {
    /// The host that it is for.
    hostname: Option<&'a str>,
    /// Its name.
    name: &'a str,
    /// The port that clients dial.
    port: Option<u16>,
    /// As written: `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`.
    protocol: &'a str,
}

pub(crate) fn entry<'a>(analysis: &'a Analysis, sources: &'a Sources, node: &'a EntryNode) -> EntryOut<'a> {
    let proxy_pods = match &node.proxy_pods {
        ProxyPods::Pods(pods) => {
            ControllerOut::Pods { pods: pods.iter().map(|pod| analysis.endpoint(*pod).id.as_str()).collect() }
        }
        ProxyPods::Assumed(_) => ControllerOut::Assumed,
        ProxyPods::Outside => ControllerOut::Outside,
    };
    let listeners = node.listeners.iter().map(|one| ListenerOut {
        hostname: one.hostname.as_deref(),
        name: &one.name,
        port: one.port,
        protocol: &one.protocol,
    });
    EntryOut {
        at: place(sources, node.span),
        backends: Each::new(move || node.backends.iter().map(move |one| backend(analysis, sources, node, one))),
        proxy_pods,
        class: node.class.as_deref(),
        id: &node.id,
        implied: node.implied,
        kind: node.kind.as_str(),
        listeners: listeners.collect(),
    }
}

/// Where requests go.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BackendOut<'a> {
    /// Where it is written.
    at: Option<Place<'a>>,
    /// Hosts of the requests.
    hosts: &'a [Box<str>],
    /// Names of the listeners that let the route in.
    listeners: Vec<&'a str>,
    /// What is named, `namespace/name`.
    name: &'a str,
    /// Path of the requests.
    path: Option<&'a str>,
    /// The Service's ports.
    ports: Vec<u16>,
    /// Why it leads nowhere.
    problem: Option<String>,
    /// The route of a Gateway that says so: `HTTPRoute shop/web`.
    route: Option<&'a str>,
    /// The Service's id.
    service: Option<&'a str>,
    /// The pod ports behind it.
    targets: Vec<TargetOut<'a>>,
}

/// A pod port behind an entry point.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TargetOut<'a> {
    /// An endpoint id.
    endpoint: &'a str,
    /// The pod's port.
    port: u16,
    /// `TCP`, `UDP` or `SCTP`.
    protocol: &'static str,
}

fn backend<'a>(
    analysis: &'a Analysis,
    sources: &'a Sources,
    node: &'a EntryNode,
    backend: &'a EntryBackend,
) -> BackendOut<'a> {
    let service = backend.service.and_then(|at| analysis.services.get(at));
    let ports = backend.ports.iter().filter_map(|at| service?.service.ports.get(*at)).map(|port| port.port);
    let targets = backend.targets.iter().map(|(endpoint, protocol, port)| TargetOut {
        endpoint: &analysis.endpoint(*endpoint).id,
        port: *port,
        protocol: protocol.as_str(),
    });
    let listeners = backend.listeners.iter().filter_map(|at| node.listeners.get(*at)).map(|listener| &*listener.name);
    BackendOut {
        at: place(sources, backend.span),
        hosts: &backend.hosts,
        listeners: listeners.collect(),
        name: &backend.name,
        path: backend.path.as_deref(),
        ports: ports.collect(),
        problem: backend.problem.as_ref().map(explain::entry_problem),
        route: backend.route.as_deref(),
        service: service.map(|node| node.id.as_str()),
        targets: targets.collect(),
    }
}
