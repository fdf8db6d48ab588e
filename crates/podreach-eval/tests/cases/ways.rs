//! What `way`, `entry` and the like can say; see expect.rs.

use podreach_eval::inventory::{Carrier, EndpointId};
use podreach_eval::reach::{Door, Hop, Way};

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
            joined(outcome.analysis.ways_in(end).iter().map(|way| door(outcome, way)).collect())
        }
        "entry" => entry(outcome, about)?,
        "carrier" => carrier(outcome, about)?,
        _ => {
            let (name, end) = about.split_once(" => ").ok_or("say `DOOR => END`")?;
            let end = one(end)?;
            let ways = outcome.analysis.ways_in(end);
            let ways = ways.iter().filter(|way| door(outcome, way) == name);
            let said = ways.map(|way| match what {
                "way" => format!("{} {}", port(way), if way.allowed { "allowed" } else { "denied" }),
                "notes" => joined(way.notes.iter().map(|note| format!("{note:?}")).collect()),
                "legs" => joined(
                    way.legs
                        .iter()
                        .map(|leg| {
                            let name = leg
                                .addresses
                                .as_ref()
                                .map_or_else(|| outcome.analysis.endpoint(leg.source).id.clone(), |set| set.label());
                            format!("{name} {}", if leg.verdict.allowed { "allowed" } else { "denied" })
                        })
                        .collect(),
                ),
                _ => way.hops.iter().map(|hop| step(outcome, hop)).collect::<Vec<_>>().join(" > "),
            });
            joined(said.collect())
        }
    };
    if expected.trim() == found { Ok(()) } else { Err(format!("expected `{}`, found `{found}`", expected.trim())) }
}

fn joined(names: Vec<String>) -> String {
    if names.is_empty() { "none".into() } else { names.join("; ") }
}

fn port(way: &Way) -> String {
    match (way.protocol, way.port) {
        (Some(protocol), Some(port)) => format!("{protocol} {port}"),
        _ => "all".into(),
    }
}

/// `LoadBalancer default/web:80`, `ingress:default/web`, `HostPort 8080`.
fn door(outcome: &Outcome, way: &Way) -> String {
    let analysis = &outcome.analysis;
    let of = |wanted: fn(&Hop) -> bool| way.hops.iter().find(|hop| wanted(hop));
    match way.door {
        Door::Entry => match of(|hop| matches!(hop, Hop::Entry(..))) {
            Some(Hop::Entry(at, _)) => analysis.entries[*at].id.clone(),
            _ => "an entry".into(),
        },
        Door::LoadBalancer | Door::NodePort | Door::ExternalIps => match of(|hop| matches!(hop, Hop::Service(..))) {
            Some(Hop::Service(at, port)) => {
                let service = &analysis.services[*at].service;
                format!(
                    "{:?} {}/{}:{}",
                    way.door, service.meta.namespace, service.meta.name.value, service.ports[*port].port
                )
            }
            _ => "a Service".into(),
        },
        Door::HostPort => match of(|hop| matches!(hop, Hop::Node(_))) {
            Some(Hop::Node(Some(port))) => format!("HostPort {port}"),
            _ => "HostPort".into(),
        },
        Door::HostNetwork => "HostNetwork".into(),
    }
}

fn names(outcome: &Outcome, carrier: &Carrier) -> String {
    match carrier {
        Carrier::Pods(pods) => {
            pods.iter().map(|pod| outcome.analysis.endpoint(*pod).id.as_str()).collect::<Vec<_>>().join(",")
        }
        Carrier::Assumed(_) => "assumed".into(),
        Carrier::Outside => "outside".into(),
    }
}

fn step(outcome: &Outcome, hop: &Hop) -> String {
    let analysis = &outcome.analysis;
    match hop {
        Hop::Outside => "outside".into(),
        Hop::Node(port) => port.map_or("node".into(), |port| format!("node:{port}")),
        Hop::Entry(at, _) => analysis.entries[*at].id.clone(),
        Hop::Carrier(carrier) => names(outcome, carrier),
        Hop::Service(at, port) => {
            format!("{}:{}", analysis.services[*at].id, analysis.services[*at].service.ports[*port].port)
        }
        Hop::Pod(id, port) => {
            let name = &analysis.endpoint(*id).id;
            port.map_or(name.clone(), |port| format!("{name}:{port}"))
        }
    }
}

fn carrier(outcome: &Outcome, id: &str) -> Result<String, String> {
    let entry = outcome.analysis.entries.iter().find(|entry| entry.id == id).ok_or(format!("there is no {id}"))?;
    Ok(names(outcome, &entry.carrier))
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
