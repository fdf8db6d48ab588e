//! What `list -o full` says about entry points.

use podreach_eval::inventory::{EntryBackend, EntryNode, ProxyPods};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::place::{Place, place};

/// An entry point, its backends made one by one while they are written: there may be very many with many pods each.
#[derive(Serialize)]
pub(crate) struct EntryOut<'a> {
    at: Option<Place<'a>>,
    backends: Each<'a, EntryBackend, BackendOut<'a>>,
    carrier: Value,
    class: Option<&'a str>,
    id: &'a str,
    implied: bool,
    kind: &'static str,
    listeners: Vec<Value>,
}

/// What stands for each element of a list.
struct Each<'a, T, U>(&'a [T], Box<dyn Fn(&'a T) -> U + 'a>);

impl<T, U: Serialize> Serialize for Each<'_, T, U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

pub(crate) fn entry<'a>(analysis: &'a Analysis, sources: &'a Sources, node: &'a EntryNode) -> EntryOut<'a> {
    let carrier = match &node.carrier {
        ProxyPods::Pods(pods) => {
            json!({"kind": "pods", "pods": pods.iter().map(|pod| &analysis.endpoint(*pod).id).collect::<Vec<_>>()})
        }
        ProxyPods::Assumed(_) => json!({"kind": "assumed"}),
        ProxyPods::Outside => json!({"kind": "outside"}),
    };
    let listeners: Vec<Value> = node
        .listeners
        .iter()
        .map(|one| json!({"name": one.name, "port": one.port, "protocol": one.protocol, "hostname": one.hostname}))
        .collect();
    let backends = Each(&node.backends, Box::new(move |one| backend(analysis, sources, node, one)));
    EntryOut {
        at: place(sources, node.span),
        backends,
        carrier,
        class: node.class.as_deref(),
        id: &node.id,
        implied: node.implied,
        kind: node.kind.as_str(),
        listeners,
    }
}

#[derive(Serialize)]
struct BackendOut<'a> {
    at: Option<Place<'a>>,
    hosts: &'a [Box<str>],
    listeners: Vec<&'a str>,
    name: &'a str,
    path: Option<&'a str>,
    ports: Vec<u16>,
    problem: Option<String>,
    route: Option<&'a str>,
    service: Option<&'a str>,
    targets: Vec<TargetOut<'a>>,
}

#[derive(Serialize)]
struct TargetOut<'a> {
    endpoint: &'a str,
    port: u16,
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
