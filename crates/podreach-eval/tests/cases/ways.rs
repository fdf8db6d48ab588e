//! What `way`, `entry` and the like can say; see expect.rs.

use std::collections::BTreeMap;

use podreach_eval::inventory::{EndpointId, ProxyPods};
use podreach_eval::query::{ExposedBy, Hop, IngressPath};
use podreach_eval::sets::{AddressSet, ConnectionSet, PortSet, Protocol};
use podreach_eval::{Analysis, explain};

use crate::outcome::Outcome;

/// `DOOR [=> END]: words`.
pub(crate) fn check(
    outcome: &Outcome,
    what: &str,
    rest: &str,
    one: impl Fn(&str) -> Result<EndpointId, String>,
) -> Result<(), String> {
    let (about, expected) = rest.rsplit_once(" : ").or_else(|| rest.rsplit_once(": ")).ok_or("a colon is missing")?;
    let found = match what {
        "ways" => {
            let end = one(about)?;
            joined(outcome.analysis.ingress_paths(end).iter().map(|way| door(outcome, way)).collect())
        }
        "entry" => entry(outcome, about)?,
        "carrier" => carrier(outcome, about)?,
        _ => {
            let (name, end) = about.split_once(" => ").ok_or("say `DOOR => END`")?;
            let end = one(end)?;
            let ways = outcome.analysis.ingress_paths(end);
            let ways = ways.iter().filter(|way| door(outcome, way) == name);
            let said = ways.map(|way| match what {
                "way" => format!("{} {}", port(way), way.outcome.as_str()),
                "notes" => joined(way.notes.iter().map(|note| format!("{note:?}")).collect()),
                "legs" => joined(
                    way.sources
                        .iter()
                        .map(|leg| {
                            let name = leg
                                .addresses
                                .as_ref()
                                .map_or_else(|| outcome.analysis.endpoint(leg.source).id.clone(), AddressSet::label);
                            format!("{name} {}", if leg.verdict.allowed { "allowed" } else { "denied" })
                        })
                        .collect(),
                ),
                "tells" => explain::path(&outcome.analysis, way),
                _ => way.hops.iter().map(|hop| step(outcome, hop)).collect::<Vec<_>>().join(" > "),
            });
            joined(said.collect())
        }
    };
    if expected.trim() == found { Ok(()) } else { Err(format!("expected `{}`, found `{found}`", expected.trim())) }
}

/// Workloads of which the list and the ways say different things: a controller's row holds exactly the declared TCP ports
/// that some last step lets a controller through to.
pub(crate) fn disagreements(analysis: &Analysis) -> Vec<String> {
    let rows: BTreeMap<EndpointId, String> =
        analysis.controller_reaches().into_iter().map(|(id, set)| (id, set.to_string())).collect();
    let mut found = Vec::new();
    for (id, endpoint) in analysis.endpoint_ids() {
        let mut ports = ConnectionSet::none();
        for way in analysis.ingress_paths(id).iter().filter(|way| way.exposed_by == ExposedBy::Entry) {
            let Some((protocol, port)) = way.protocol.zip(way.port) else { continue };
            let declared = endpoint.ports.iter().any(|one| one.protocol == protocol && one.port == port);
            let through = way.sources.iter().any(|leg| leg.verdict.allowed);
            if through && declared && endpoint.is_workload() && protocol == Protocol::Tcp {
                ports = ports.union(&ConnectionSet::of(protocol, PortSet::range(port, port)));
            }
        }
        let expected = (!ports.is_none()).then(|| ports.to_string());
        if expected.as_ref() != rows.get(&id) {
            found.push(format!("{}: the ways say {expected:?}, the row {:?}", endpoint.id, rows.get(&id)));
        }
    }
    found
}

fn joined(names: Vec<String>) -> String {
    if names.is_empty() { "none".into() } else { names.join("; ") }
}

fn port(way: &IngressPath) -> String {
    match (way.protocol, way.port) {
        (Some(protocol), Some(port)) => format!("{protocol} {port}"),
        _ => "all".into(),
    }
}

/// `namespace/name:port` of a Service by place.
fn service(outcome: &Outcome, at: usize, port: usize) -> String {
    let node = outcome.analysis.services.get(at);
    let number = node.and_then(|node| node.service.ports.get(port)).map(|port| port.port);
    format!("{}:{}", node.map_or("", |node| &node.id).trim_start_matches("service:"), number.unwrap_or_default())
}

fn entry_id(outcome: &Outcome, at: usize) -> String {
    outcome.analysis.entries.get(at).map_or_else(String::new, |entry| entry.id.clone())
}

/// `LoadBalancer default/web:80`, `ingress:default/web`, `HostPort 8080`, `HostNetwork`.
fn door(outcome: &Outcome, way: &IngressPath) -> String {
    let opens = way.hops.iter().find_map(|hop| match (way.exposed_by, hop) {
        (ExposedBy::Entry, Hop::Entry(at, _)) => Some(entry_id(outcome, *at)),
        (ExposedBy::HostPort, Hop::Node(Some(port))) => Some(format!("HostPort {port}")),
        (ExposedBy::LoadBalancer | ExposedBy::NodePort | ExposedBy::ExternalIps, Hop::Service(at, port)) => {
            Some(format!("{:?} {}", way.exposed_by, service(outcome, *at, *port)))
        }
        _ => None,
    });
    opens.unwrap_or_else(|| format!("{:?}", way.exposed_by))
}

fn names(outcome: &Outcome, carrier: &ProxyPods) -> String {
    match carrier {
        ProxyPods::Pods(pods) => {
            pods.iter().map(|pod| outcome.analysis.endpoint(*pod).id.as_str()).collect::<Vec<_>>().join(",")
        }
        ProxyPods::Assumed(_) => "assumed".into(),
        ProxyPods::Outside => "outside".into(),
    }
}

fn step(outcome: &Outcome, hop: &Hop) -> String {
    match hop {
        Hop::Outside => "outside".into(),
        Hop::Node(port) => port.map_or("node".into(), |port| format!("node:{port}")),
        Hop::Entry(at, _) => entry_id(outcome, *at),
        Hop::ProxyPods(carrier) => names(outcome, carrier),
        Hop::Service(at, port) => format!("service:{}", service(outcome, *at, *port)),
        Hop::Pod(id, port) => {
            let name = &outcome.analysis.endpoint(*id).id;
            port.map_or(name.clone(), |port| format!("{name}:{port}"))
        }
    }
}

fn carrier(outcome: &Outcome, id: &str) -> Result<String, String> {
    let entry = outcome.analysis.entries.iter().find(|entry| entry.id == id).ok_or(format!("there is no {id}"))?;
    Ok(names(outcome, &entry.proxy_pods))
}

/// Its backends: what they name, what is wrong with them, the pod ports behind them.
fn entry(outcome: &Outcome, id: &str) -> Result<String, String> {
    let entry = outcome.analysis.entries.iter().find(|entry| entry.id == id).ok_or(format!("there is no {id}"))?;
    let backends = entry.backends.iter().map(|backend| {
        let place = format!("{}{}", backend.hosts.join(","), backend.path.as_deref().unwrap_or(""));
        let targets: Vec<String> = backend
            .targets
            .iter()
            .map(|(end, protocol, port)| format!("{} {protocol} {port}", outcome.analysis.endpoint(*end).id))
            .collect();
        let problem = backend.problem.as_ref().map(|problem| format!("{problem:?}")).into_iter();
        let words =
            std::iter::once(place).filter(|place| !place.is_empty()).chain([backend.name.clone()]).chain(problem);
        let words = words.collect::<Vec<_>>().join(" ");
        if targets.is_empty() { words } else { format!("{words} -> {}", targets.join(", ")) }
    });
    Ok(joined(backends.collect()))
}
