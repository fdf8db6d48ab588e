//! What `list -o full` says about entry points.

use podreach_eval::inventory::{Carrier, EntryBackend, EntryNode};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::place::place;

pub(crate) fn entry(analysis: &Analysis, sources: &Sources, node: &EntryNode) -> Value {
    let carrier = match &node.carrier {
        Carrier::Pods(pods) => {
            json!({"kind": "pods", "pods": pods.iter().map(|pod| &analysis.endpoint(*pod).id).collect::<Vec<_>>()})
        }
        Carrier::Assumed(_) => json!({"kind": "assumed"}),
        Carrier::Outside => json!({"kind": "outside"}),
    };
    let listeners: Vec<Value> = node
        .listeners
        .iter()
        .map(|one| json!({"name": one.name, "port": one.port, "protocol": one.protocol, "hostname": one.hostname}))
        .collect();
    let backends: Vec<Value> = node.backends.iter().map(|one| backend(analysis, sources, node, one)).collect();
    json!({"id": node.id, "kind": node.kind.as_str(), "class": node.class, "implied": node.implied, "carrier": carrier,
           "listeners": listeners, "backends": backends, "at": place(sources, node.span)})
}

fn backend(analysis: &Analysis, sources: &Sources, node: &EntryNode, backend: &EntryBackend) -> Value {
    let service = backend.service.and_then(|at| analysis.services.get(at));
    let ports = backend.ports.iter().filter_map(|at| service?.service.ports.get(*at)).map(|port| port.port);
    let targets: Vec<Value> = backend
        .targets
        .iter()
        .map(|(endpoint, protocol, port)| {
            json!({"endpoint": analysis.endpoint(*endpoint).id, "protocol": protocol.as_str(), "port": port})
        })
        .collect();
    let listeners: Vec<&str> =
        backend.listeners.iter().filter_map(|at| node.listeners.get(*at)).map(|listener| &*listener.name).collect();
    json!({"route": backend.route, "hosts": backend.hosts, "path": backend.path, "listeners": listeners,
           "name": backend.name, "service": service.map(|node| &node.id), "ports": ports.collect::<Vec<u16>>(),
           "targets": targets, "problem": backend.problem.as_ref().map(explain::entry_problem),
           "at": place(sources, backend.span)})
}
