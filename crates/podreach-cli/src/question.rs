//! `podreach can` and `podreach explain`.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::net::IpAddr;

use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::{PortQuery, Question, Verdict};
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_eval::{Analysis, Target};
use podreach_report::{VerdictStyle, headline, service_json, service_lead, service_text, verdict_json, verdict_text};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::answer::{Answer, Part, picture};
use crate::args::{Can, Common, Explain, ExplainOutput};
use crate::input::{Input, colored, load, strict};
use crate::names;
use crate::outcome::{Outcome, print};
use crate::tell::tell;

pub(crate) fn can(arguments: &Can) -> Result<Outcome, String> {
    let protocol = arguments.protocol.as_deref().and_then(|name| Protocol::from_name(&name.to_ascii_uppercase()));
    let of_service = arguments.destination.starts_with("service:");
    let port = arguments.port.as_deref().map(|text| names::port(text, of_service)).transpose()?;
    let question = match (protocol, port) {
        (None, None) => Question::Anything,
        (Some(protocol), None) => Question::Protocol(protocol),
        (protocol, Some(port)) => Question::Port(protocol.unwrap_or(Protocol::Tcp), port),
    };
    let asked = Asked {
        source: &arguments.source,
        destination: &arguments.destination,
        question,
        style: VerdictStyle { full: false, color: colored(&arguments.common.choices, std::io::stdout().is_terminal()) },
        output: arguments.output.into(),
    };
    let (allowed, outcome) = ask(&arguments.common, &asked)?;
    Ok(if allowed { outcome } else { Outcome::Found })
}

pub(crate) fn explain(arguments: &Explain) -> Result<Outcome, String> {
    let asked = Asked {
        source: &arguments.source,
        destination: &arguments.destination,
        question: Question::Anything,
        style: VerdictStyle { full: true, color: colored(&arguments.common.choices, std::io::stdout().is_terminal()) },
        output: arguments.output,
    };
    ask(&arguments.common, &asked).map(|(_, outcome)| outcome)
}

struct Asked<'a> {
    source: &'a str,
    destination: &'a str,
    question: Question,
    style: VerdictStyle,
    output: ExplainOutput,
}

impl Asked<'_> {
    /// The whole question as a headline says it.
    fn sentence(&self, allowed: bool) -> String {
        let verb = if allowed { "reaches" } else { "cannot reach" };
        let port = match &self.question {
            Question::Anything => String::new(),
            Question::Protocol(protocol) => format!(" on any {protocol} port"),
            Question::Port(protocol, PortQuery::Number(port)) => format!(" on {protocol} {port}"),
            Question::Port(protocol, PortQuery::Name(name)) => format!(" on {protocol} {name}"),
        };
        format!("{} {verb} {}{port}", self.source, self.destination)
    }
}

/// An endpoint that a text means, with the addresses when the person wrote addresses.
struct End {
    id: EndpointId,
    addresses: Option<String>,
    /// Whether it is one pod, and not all pods of its workload.
    is_pod: bool,
}

fn ends(analysis: &Analysis, target: Target, text: &str) -> Result<Vec<End>, String> {
    match target {
        // The parts of a workload whose pods policies tell apart.
        Target::Endpoints(ids) => Ok(ids
            .iter()
            .map(|id| End { id: *id, addresses: None, is_pod: ids.len() > 1 && is_one_pod(analysis, *id) })
            .collect()),
        Target::Pod(id) => Ok(vec![End { id, addresses: None, is_pod: true }]),
        Target::Addresses(parts) => {
            let end = |(set, id): &(AddressSet, EndpointId)| End { id: *id, addresses: Some(label(set)), is_pod: true };
            Ok(parts.iter().map(end).collect())
        }
        Target::Service(at) => {
            let backends = analysis.services.get(at).map(|node| node.backends.clone()).unwrap_or_default();
            if backends.is_empty() {
                return Err(format!("`{text}` has no workload behind it in the input"));
            }
            Ok(backends.into_iter().map(|id| End { id, addresses: None, is_pod: false }).collect())
        }
    }
}

fn is_one_pod(analysis: &Analysis, id: EndpointId) -> bool {
    analysis.endpoint(id).pods.len() == 1
}

/// Addresses as people write them: a single one without its length.
fn label(set: &AddressSet) -> String {
    let mut ranges = set.ranges();
    match (ranges.next(), ranges.next()) {
        (Some((first, last)), None) if first == last => first.to_string(),
        _ => set.label(),
    }
}

fn ask(common: &Common, asked: &Asked<'_>) -> Result<(bool, Outcome), String> {
    let Input { sources, analysis, errors } = load(common)?;
    let find = |text| analysis.find(text, &common.choices.namespace).map_err(|error| error.to_string());
    for text in [asked.source, asked.destination] {
        pod_address(&analysis, text);
    }
    let from = ends(&analysis, find(asked.source)?, asked.source)?;
    let Answer { allowed, text, value, sentence, parts } = match find(asked.destination)? {
        Target::Service(service) => ask_service(&analysis, &sources, &from, service, asked)?,
        target => {
            let to = ends(&analysis, target, asked.destination)?;
            ask_endpoints(&analysis, &sources, &from, &to, asked)
        }
    };
    match asked.output {
        ExplainOutput::Txt => print(&text)?,
        ExplainOutput::Svg => print(&picture(&analysis, &sources, sentence.as_deref(), &parts))?,
        ExplainOutput::Json => print(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"))?,
    }
    Ok((allowed, strict(Outcome::Fine, common.choices.strict, errors)))
}

/// Whoever writes a pod's address should know that the pod has a name.
fn pod_address(analysis: &Analysis, text: &str) {
    if let Ok(address) = text.parse::<IpAddr>()
        && let Some(pod) = analysis.endpoints.iter().find(|endpoint| endpoint.addresses.contains(&address))
    {
        if pod.host_network {
            tell(&format!("note: `{text}` is asked as the address of a node; `{}` shares it", pod.id));
        } else {
            tell(&format!("note: `{text}` is the address of `{}`", pod.id));
        }
    }
}

/// Parts of either end are asked one by one; all of them have to be allowed.
fn ask_endpoints(analysis: &Analysis, sources: &Sources, from: &[End], to: &[End], asked: &Asked<'_>) -> Answer {
    let mut answers: Vec<(&End, &End, Verdict)> = Vec::new();
    for source in from {
        for destination in to {
            let same_pod = source.id == destination.id
                && source.is_pod
                && destination.is_pod
                && (asked.source == asked.destination || is_one_pod(analysis, source.id))
                && !analysis.endpoint(source.id).is_external();
            let parts = from.len() > 1 && to.len() > 1;
            if same_pod && parts {
                // Two different pods were asked about; this part is one pod.
                continue;
            }
            let verdict = if same_pod {
                analysis.verdict_same_pod(source.id)
            } else {
                analysis.verdict(source.id, destination.id, &asked.question)
            };
            answers.push((source, destination, verdict));
        }
    }
    let open = answers.iter().filter(|(_, _, verdict)| verdict.allowed).count();
    let allowed = open > 0 && open == answers.len();
    let several = answers.len() > 1;
    let mut sentence = None;
    let mut text = String::new();
    let mut values = Vec::new();
    if several {
        let part = if open > 0 && !allowed { " as a whole" } else { "" };
        let whole = asked.sentence(allowed) + part;
        let count = format!("{open} of {} parts can.", answers.len());
        text.push_str(&headline(allowed, &whole, asked.style));
        let _ = writeln!(text, "  {count}");
        sentence = Some(format!("{whole}: {count}"));
    }
    for (source, destination, verdict) in &answers {
        if several {
            text.push('\n');
        }
        let names = [source.addresses.as_deref(), destination.addresses.as_deref()];
        text.push_str(&verdict_text(analysis, sources, verdict, names, asked.style));
        values.push(with_addresses(verdict_json(analysis, sources, verdict), names));
    }
    let value = match values.as_slice() {
        [value] => value.clone(),
        _ => json!({"src": asked.source, "dst": asked.destination, "allowed": allowed, "parts": values}),
    };
    let part = |(source, destination, verdict): (&End, &End, Verdict)| Part {
        lead: None,
        verdict: Some(verdict),
        ends: [source.addresses.clone(), destination.addresses.clone()],
    };
    let parts = answers.into_iter().map(part).collect();
    Answer { allowed, text, value, sentence, parts }
}

fn with_addresses(mut value: Value, [source, destination]: [Option<&str>; 2]) -> Value {
    if let Value::Object(map) = &mut value {
        for (key, addresses) in [("srcAddresses", source), ("dstAddresses", destination)] {
            if let Some(addresses) = addresses {
                map.insert(key.into(), addresses.into());
            }
        }
    }
    value
}

/// A Service answers by its backends: it is reachable when one of them is.
fn ask_service(
    analysis: &Analysis,
    sources: &Sources,
    from: &[End],
    service: usize,
    asked: &Asked<'_>,
) -> Result<Answer, String> {
    let mut allowed = !from.is_empty();
    let mut body = String::new();
    let (mut values, mut parts) = (Vec::new(), Vec::new());
    let (mut open, mut all) = (0, 0);
    for source in from {
        let verdicts = analysis.service_verdicts(source.id, service, &asked.question);
        if verdicts.is_empty() {
            return Err(no_such_port(analysis, service, asked.destination));
        }
        let reached =
            verdicts.iter().filter(|answer| answer.verdict.as_ref().is_some_and(|verdict| verdict.allowed)).count();
        allowed &= reached > 0;
        open += reached;
        all += verdicts.len();
        let names = [source.addresses.as_deref(), None];
        body.push_str(&service_text(analysis, sources, &verdicts, names, asked.style));
        let answers = service_json(analysis, sources, &verdicts);
        values.extend(answers.into_iter().map(|value| with_addresses(value, names)));
        parts.extend(verdicts.into_iter().map(|answer| Part {
            lead: Some(service_lead(analysis, &answer)),
            verdict: answer.verdict,
            ends: [source.addresses.clone(), None],
        }));
    }
    let mut text = headline(allowed, &asked.sentence(allowed), asked.style);
    if open > 0 && open < all {
        let _ = writeln!(text, "  Only {open} of {all} ways lead through; what is behind the Service differs.");
    }
    text.push_str(&body);
    let value = json!({"src": asked.source, "dst": asked.destination, "allowed": allowed, "backends": values});
    Ok(Answer { allowed, text, value, sentence: Some(asked.sentence(allowed)), parts })
}

fn no_such_port(analysis: &Analysis, service: usize, name: &str) -> String {
    let Some(node) = analysis.services.get(service) else { return format!("`{name}` is not in the input") };
    if node.backends.is_empty() {
        return format!("`{name}` has no workload behind it in the input");
    }
    let ports: Vec<String> = node
        .service
        .ports
        .iter()
        .map(|port| match &port.name {
            Some(name) => format!("{} {} ({name})", port.protocol, port.port),
            None => format!("{} {}", port.protocol, port.port),
        })
        .collect();
    if ports.is_empty() {
        format!("`{name}` has no ports")
    } else {
        format!("`{name}` has no such port; it has {}", ports.join(", "))
    }
}
