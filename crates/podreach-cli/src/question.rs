//! `podreach can` and `podreach explain`.

use std::fmt::Write as _;

use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::{PortQuery, Question, Verdict};
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_eval::{Analysis, Target};
use podreach_report::{VerdictText, service_json, service_text, verdict_json, verdict_text};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::args::{Can, Common, Explain, Output};
use crate::input::{load, strict};
use crate::outcome::{Outcome, print};

pub(crate) fn can(arguments: &Can) -> Result<Outcome, String> {
    let port = arguments.port.as_deref().map(port).transpose()?;
    let protocol = Protocol::from_name(&arguments.protocol.to_ascii_uppercase()).unwrap_or(Protocol::Tcp);
    let asked = Asked {
        source: &arguments.source,
        destination: &arguments.destination,
        port: port.map(|port| (protocol, port)),
        text: VerdictText::Short,
        output: arguments.output,
    };
    ask(&arguments.common, &asked).map(|(allowed, outcome)| if allowed { outcome } else { Outcome::Found })
}

pub(crate) fn explain(arguments: &Explain) -> Result<Outcome, String> {
    let asked = Asked {
        source: &arguments.source,
        destination: &arguments.destination,
        port: None,
        text: VerdictText::Full,
        output: arguments.output,
    };
    ask(&arguments.common, &asked).map(|(_, outcome)| outcome)
}

struct Asked<'a> {
    source: &'a str,
    destination: &'a str,
    port: Option<(Protocol, PortQuery)>,
    text: VerdictText,
    output: Output,
}

fn port(text: &str) -> Result<PortQuery, String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        return match text.parse::<u16>() {
            Ok(port) if port > 0 => Ok(PortQuery::Number(port)),
            _ => Err(format!("port `{text}` is not between 1 and 65535")),
        };
    }
    Ok(PortQuery::Name(text.into()))
}

/// One end: endpoints, with the addresses they stand for when the person wrote addresses.
fn ends(analysis: &Analysis, text: &str, namespace: &str) -> Result<Vec<(Option<AddressSet>, EndpointId)>, String> {
    match analysis.find(text, namespace).map_err(|error| error.to_string())? {
        Target::Endpoints(ids) => Ok(ids.into_iter().map(|id| (None, id)).collect()),
        Target::Addresses(parts) => Ok(parts.into_iter().map(|(set, id)| (Some(set), id)).collect()),
        Target::Service(at) => {
            let backends = analysis.services.get(at).map(|node| node.backends.clone()).unwrap_or_default();
            if backends.is_empty() {
                return Err(format!("`{text}` has no workload behind it in the input"));
            }
            Ok(backends.into_iter().map(|id| (None, id)).collect())
        }
    }
}

fn ask(common: &Common, asked: &Asked<'_>) -> Result<(bool, Outcome), String> {
    let (sources, analysis) = load(common)?;
    let namespace = &common.choices.namespace;
    let from = ends(&analysis, asked.source, namespace)?;
    let destination = analysis.find(asked.destination, namespace).map_err(|error| error.to_string())?;
    let (allowed, text, value) = if let Target::Service(service) = destination {
        ask_service(&analysis, &sources, &from, service, asked)?
    } else {
        let to = ends(&analysis, asked.destination, namespace)?;
        ask_endpoints(&analysis, &sources, &from, &to, asked)
    };
    match asked.output {
        Output::Txt => print(&text),
        Output::Json => print(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n")),
    }
    Ok((allowed, strict(Outcome::Fine, &common.choices, &analysis)))
}

/// Parts of either end are asked one by one; all of them have to be allowed.
fn ask_endpoints(
    analysis: &Analysis,
    sources: &Sources,
    from: &[(Option<AddressSet>, EndpointId)],
    to: &[(Option<AddressSet>, EndpointId)],
    asked: &Asked<'_>,
) -> (bool, String, Value) {
    let question = match &asked.port {
        Some((protocol, port)) => Question::Port(*protocol, port.clone()),
        None => Question::Anything,
    };
    let mut answers: Vec<(String, Verdict)> = Vec::new();
    for (from_part, source) in from {
        for (to_part, destination) in to {
            let parts = [from_part, to_part].into_iter().flatten().map(AddressSet::label).collect::<Vec<_>>();
            answers.push((parts.join(" to "), analysis.verdict(*source, *destination, &question)));
        }
    }
    let allowed = !answers.is_empty() && answers.iter().all(|(_, verdict)| verdict.allowed);
    let several = answers.len() > 1;
    let mut text = String::new();
    let mut values = Vec::new();
    for (part, verdict) in &answers {
        if several && !part.is_empty() {
            let _ = writeln!(text, "{part}:");
        }
        text.push_str(&verdict_text(analysis, sources, verdict, asked.text));
        let mut value = verdict_json(analysis, sources, verdict);
        if let (Value::Object(map), false) = (&mut value, part.is_empty()) {
            map.insert("part".into(), json!(part));
        }
        values.push(value);
    }
    let value = if let ([value], false) = (values.as_slice(), several) {
        value.clone()
    } else {
        json!({"allowed": allowed, "parts": values})
    };
    (allowed, text, value)
}

/// A Service answers by its backends: it is reachable when one of them is.
fn ask_service(
    analysis: &Analysis,
    sources: &Sources,
    from: &[(Option<AddressSet>, EndpointId)],
    service: usize,
    asked: &Asked<'_>,
) -> Result<(bool, String, Value), String> {
    let mut text = String::new();
    let mut values = Vec::new();
    let mut allowed = !from.is_empty();
    for (_, source) in from {
        let verdicts = analysis.service_verdicts(*source, service, asked.port.as_ref());
        if verdicts.is_empty() {
            let node = analysis.services.get(service);
            let ports = node.map(|node| {
                let ports = node.service.ports.iter().map(|port| format!("{} {}", port.protocol, port.port));
                ports.collect::<Vec<_>>().join(", ")
            });
            let behind = node.is_some_and(|node| !node.backends.is_empty());
            return Err(if behind {
                format!("`{}` has no such port; it has {}", asked.destination, ports.unwrap_or_default())
            } else {
                format!("`{}` has no workload behind it in the input", asked.destination)
            });
        }
        allowed &= verdicts.iter().any(|answer| answer.verdict.as_ref().is_some_and(|verdict| verdict.allowed));
        text.push_str(&service_text(analysis, sources, &verdicts, asked.text));
        values.push(service_json(analysis, sources, &verdicts));
    }
    let head = if allowed { "allowed" } else { "denied" };
    let text = format!("{head}: {} to {}\n{text}", asked.source, asked.destination);
    Ok((allowed, text, json!({"allowed": allowed, "backends": values})))
}
