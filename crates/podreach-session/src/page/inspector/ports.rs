//! What the inspector says about ports of a connection: those worth a line, and any that is asked about.

use std::collections::BTreeSet;

use podreach_eval::inventory::EndpointId;
use podreach_eval::kinds::TargetPort;
use podreach_eval::query::{Outcome, PairState, PortQuery, Question, Verdict};
use podreach_eval::sets::Protocol;
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use serde::{Deserialize, Serialize};

use super::standing::{Standing, decided};
use crate::evaluation::Evaluation;

/// Rows of the table of ports.
const LISTED_PORTS: usize = 12;

/// Of a port that hangs on the same facts as the connection.
const AS_ABOVE: &str = "depends, as above";

/// What happens to a port between two endpoints that no row shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The source.
    pub from: NodeId,
    /// The destination.
    pub to: NodeId,
    /// The protocol of the port.
    pub protocol: Protocol,
    /// The port; without one there is no answer.
    pub port: Option<PortQuery>,
}

/// A line of the table of ports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortRow {
    /// Protocol and port, or `every port`.
    pub port: String,
    /// What happens to it.
    pub standing: Standing,
    /// Where it is decided, in a few words.
    pub says: String,
}

/// Answers for one port; not where an end is no longer in the input.
pub(in crate::page) fn answer(asked: Ask, evaluation: &Evaluation) -> Option<PortRow> {
    let analysis = &evaluation.analysis;
    let (from, to) = (analysis.endpoint_of_node(&asked.from)?, analysis.endpoint_of_node(&asked.to)?);
    Some(ask(analysis, from, to, asked.protocol, asked.port?))
}

/// The answer for one port, about these two endpoints and nothing else.
pub(super) fn ask(
    analysis: &Analysis,
    from: EndpointId,
    to: EndpointId,
    protocol: Protocol,
    port: PortQuery,
) -> PortRow {
    let label = format!("{protocol} {port}");
    let number = port.number();
    let verdict = analysis.ask_endpoints(from, to, &Question::Port(protocol, port));
    let mut says = decided(analysis, &verdict);
    if verdict.allowed {
        let services = number.map(|number| services_to(analysis, to, protocol, number)).unwrap_or_default();
        if !services.is_empty() {
            says = format!("{says}; {}", services.join(", "));
        }
    }
    let standing = match (verdict.outcome(), verdict.state) {
        (Outcome::Depends, _) => Standing::Depends,
        (Outcome::Denied, _) => Standing::Blocked,
        (Outcome::Allowed, PairState::Open) => Standing::Open,
        (Outcome::Allowed, _) => Standing::Allowed,
    };
    PortRow { port: label, standing, says }
}

/// The ports worth a line: what passes or might, what the destination declares, and what its Services are dialled on.
pub(super) fn port_rows(analysis: &Analysis, verdict: &Verdict) -> Vec<PortRow> {
    let (from, to) = (verdict.source, verdict.destination);
    let pair = analysis.pair(from, to);
    let passes = if verdict.state == PairState::Depends { pair.shown() } else { &verdict.connections };
    let whole = |port: String, says: &str| PortRow {
        port,
        standing: Standing::of(verdict.state),
        says: if verdict.state == PairState::Depends { AS_ABOVE.to_owned() } else { says.to_owned() },
    };
    let mut rows = Vec::new();
    let mut asked = BTreeSet::new();
    if passes.is_all() {
        let says = if verdict.state == PairState::Open { "open: no policy isolates either end" } else { "allowed" };
        return vec![whole("every port".to_owned(), says)];
    }
    for protocol in [Protocol::Tcp, Protocol::Udp, Protocol::Sctp] {
        let ports = passes.ports(protocol);
        if ports.is_all() {
            rows.push(whole(protocol.to_string(), "every port allowed"));
            continue;
        }
        for (first, last) in ports.numbers().ranges() {
            if first == last {
                asked.insert((protocol, *first));
                rows.push(ask(analysis, from, to, protocol, PortQuery::Number(*first)));
            } else {
                rows.push(whole(format!("{protocol} {first}-{last}"), "allowed"));
            }
        }
        for name in ports.names() {
            rows.push(ask(analysis, from, to, protocol, PortQuery::Name(name.to_owned())));
        }
    }
    for (protocol, port) in known_ports(analysis, to) {
        if !passes.contains(protocol, port) && asked.insert((protocol, port)) {
            rows.push(ask(analysis, from, to, protocol, PortQuery::Number(port)));
        }
    }
    rows.truncate(LISTED_PORTS);
    if let Some(found) = &verdict.depends {
        let facts = explain::depends(analysis, found).into_iter().next();
        for row in rows.iter_mut().filter(|row| row.standing == Standing::Depends && Some(&row.says) == facts.as_ref())
        {
            AS_ABOVE.clone_into(&mut row.says);
        }
    }
    rows
}

/// Declared container ports, then the ports that Services in front are dialled on: people ask for those by mistake.
fn known_ports(analysis: &Analysis, endpoint: EndpointId) -> Vec<(Protocol, u16)> {
    let declared = analysis.endpoint(endpoint).ports.iter().map(|port| (port.protocol, port.port));
    let dialled = analysis
        .services
        .iter()
        .filter(|node| node.backends.contains(&endpoint))
        .flat_map(|node| node.service.ports.iter().map(|port| (port.protocol, port.port)));
    declared.chain(dialled).collect()
}

/// Services that lead to a pod port, as `Service api, 8080`.
fn services_to(analysis: &Analysis, endpoint: EndpointId, protocol: Protocol, number: u16) -> Vec<String> {
    let declared = &analysis.endpoint(endpoint).ports;
    let leads = |target: &TargetPort| match target {
        TargetPort::Number(port) => *port == number,
        TargetPort::Name(name) => declared.iter().any(|port| port.name.as_ref() == Some(name) && port.port == number),
    };
    let mut found = Vec::new();
    for node in analysis.services.iter().filter(|node| node.backends.contains(&endpoint)) {
        for port in node.service.ports.iter().filter(|port| port.protocol == protocol && leads(&port.target)) {
            found.push(format!("Service {}, {}", node.service.meta.name.value, port.port));
        }
    }
    found
}
