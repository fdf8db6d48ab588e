//! `list -o full`: the richer schema, versioned. It names endpoints with their isolation, every connection with its state
//! and the rules behind it, and where each rule stands.
//!
//! Schema 1: `{version, endpoints: [{id, kind, namespace, name, labels, ports, ingress, egress}], policies: [{id, kind,
//! namespace, name, at}], connections: [{src, dst, conn, state, egress: [rule], ingress: [rule], caveats}], diagnostics}`.
//! A rule is `{policy, direction, index, at}`; `at` is `{source, line, column, start, end}` with byte offsets.

use std::collections::BTreeSet;

use podreach_eval::Analysis;
use podreach_eval::inventory::{EndpointId, EndpointKind, Isolation};
use podreach_eval::policy::{Direction, RuleRef};
use podreach_eval::reach::{Gate, Question};
use podreach_syntax::{Sources, Span};
use serde_json::{Value, json};

use crate::rows::kind_word;

/// Version of the schema.
pub const FULL_SCHEMA_VERSION: u32 = 1;

/// The whole analysis as JSON.
pub(crate) fn full(analysis: &Analysis, sources: &Sources) -> String {
    let shown: Vec<EndpointId> = analysis
        .endpoint_ids()
        .filter(|(_, endpoint)| !endpoint.hidden && endpoint.kind != EndpointKind::OwnNode)
        .map(|(id, _)| id)
        .collect();
    let endpoints: Vec<Value> = shown.iter().map(|id| endpoint(analysis, *id)).collect();
    let policies: Vec<Value> = analysis
        .policies
        .list
        .iter()
        .map(|policy| {
            json!({"id": policy.id.0, "kind": policy.kind, "namespace": policy.namespace, "name": policy.name,
                   "at": place(sources, policy.name_span)})
        })
        .collect();
    let kept: BTreeSet<EndpointId> = shown.iter().copied().collect();
    let reach = analysis.reachability_graph(|id| kept.contains(&id));
    let mut connections = Vec::new();
    for edge in reach.graph.edge_indices() {
        let Some((from, to)) = reach.graph.edge_endpoints(edge) else { continue };
        if let (Some(from), Some(to)) = (reach.graph.node_weight(from), reach.graph.node_weight(to)) {
            connections.push(connection(analysis, sources, *from, *to));
        }
    }
    let diagnostics: Vec<Value> = analysis
        .diagnostics
        .iter()
        .map(|found| {
            json!({"code": found.code, "severity": found.severity.as_str(), "message": found.message,
                   "help": found.help, "at": found.span.map(|span| place(sources, span))})
        })
        .collect();
    let document = json!({"version": FULL_SCHEMA_VERSION, "endpoints": endpoints, "policies": policies,
                          "connections": connections, "diagnostics": diagnostics});
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn endpoint(analysis: &Analysis, id: EndpointId) -> Value {
    let endpoint = analysis.endpoint(id);
    let isolation = |side: &Isolation| json!({"isolated": side.isolated, "policies": side.policies.iter().map(|id| id.0).collect::<Vec<_>>()});
    let ports: Vec<Value> = endpoint
        .ports
        .iter()
        .map(|port| json!({"name": port.name, "port": port.port, "protocol": port.protocol.as_str()}))
        .collect();
    json!({"id": endpoint.id, "kind": kind_word(endpoint), "namespace": endpoint.namespace, "name": endpoint.name,
           "labels": endpoint.labels, "ports": ports, "ingress": isolation(&endpoint.ingress),
           "egress": isolation(&endpoint.egress)})
}

fn connection(analysis: &Analysis, sources: &Sources, from: EndpointId, to: EndpointId) -> Value {
    let verdict = analysis.verdict(from, to, &Question::Anything);
    let caveats: Vec<&str> = verdict.caveats.iter().map(|caveat| caveat.text()).collect();
    json!({"src": analysis.endpoint(from).id, "dst": analysis.endpoint(to).id,
           "conn": verdict.connections.list_notation(), "state": verdict.state.as_str(),
           "egress": rules(analysis, sources, &verdict.egress), "ingress": rules(analysis, sources, &verdict.ingress),
           "caveats": caveats})
}

pub(crate) fn rules(analysis: &Analysis, sources: &Sources, gate: &Gate) -> Vec<Value> {
    gate.hits.iter().map(|hit| rule(analysis, sources, hit.rule)).collect()
}

pub(crate) fn rule(analysis: &Analysis, sources: &Sources, rule: RuleRef) -> Value {
    let policy = analysis.policy(rule.policy);
    let name = policy.map(|policy| match &policy.namespace {
        Some(namespace) => format!("{namespace}/{}", policy.name),
        None => policy.name.to_string(),
    });
    let direction = if rule.direction == Direction::Ingress { "ingress" } else { "egress" };
    json!({"policy": name, "direction": direction, "index": rule.index,
           "at": analysis.rule(rule).map(|rule| place(sources, rule.span))})
}

pub(crate) fn place(sources: &Sources, span: Span) -> Value {
    let Some(source) = sources.get(span.source) else { return Value::Null };
    let at = source.line_column(span.start);
    json!({"source": source.name(), "line": at.line, "column": at.column, "start": span.start, "end": span.end})
}
