//! A question about two ends, answered part by part.

use std::fmt::Write as _;

use podreach_eval::Analysis;
use podreach_eval::reach::{Gate, Question, ServiceVerdict, Verdict};
use podreach_eval::sets::AddressSet;
use podreach_report::{Answer, headline, service_json, service_text, service_way, verdict_json, verdict_text};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::question::{Asked, End, is_one_pod, label};

/// The answer as a whole, told in text and JSON, and its parts for other formats.
pub(crate) struct Reply {
    pub(crate) allowed: bool,
    pub(crate) text: String,
    pub(crate) value: Value,
    /// In a sentence, where there are several parts or a Service.
    pub(crate) sentence: Option<String>,
    pub(crate) answers: Vec<Answer>,
}

/// An answer that names more parts, rules and policies than this, all of them together, is not given.
const LONGEST: usize = 500_000;

/// What a verdict adds to an answer.
fn length(verdict: &Verdict) -> usize {
    let gate = |gate: &Gate| gate.hits.len() + gate.misses.len() + gate.isolating.len();
    16 + gate(&verdict.egress) + gate(&verdict.ingress)
}

/// Why there is no answer.
fn too_long() -> String {
    format!(
        "the answer has more than {LONGEST} parts, rules and policies; ask about fewer addresses, or about one port"
    )
}

/// Parts of either end are asked one by one; all of them have to be allowed.
pub(crate) fn ask_endpoints(
    analysis: &Analysis,
    sources: &Sources,
    from: &[End],
    to: &[End],
    asked: &Asked<'_>,
) -> Result<Reply, String> {
    let mut room = LONGEST;
    let mut answers: Vec<([Option<String>; 2], Verdict)> = Vec::new();
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
            let at = [source.addresses.as_ref(), destination.addresses.as_ref()];
            if same_pod {
                answers.push((at.map(|at| at.map(label)), analysis.verdict_same_pod(source.id)));
                continue;
            }
            let verdicts = analysis.verdicts_at(source.id, destination.id, &asked.question, at);
            let named =
                |(at, verdict): ([Option<AddressSet>; 2], Verdict)| (at.map(|at| at.as_ref().map(label)), verdict);
            for (_, verdict) in &verdicts {
                room = room.checked_sub(length(verdict)).ok_or_else(too_long)?;
            }
            answers.extend(verdicts.into_iter().map(named));
        }
    }
    let open = answers.iter().filter(|(_, verdict)| verdict.allowed).count();
    let allowed = open > 0 && open == answers.len();
    let several = answers.len() > 1;
    let mut text = String::new();
    let mut values = Vec::new();
    if several {
        let part = if open > 0 && !allowed { " as a whole" } else { "" };
        text.push_str(&headline(allowed, &(asked.sentence(allowed) + part), asked.style));
        let _ = writeln!(text, "  {open} of {} parts can.", answers.len());
    }
    for (ends, verdict) in &answers {
        if several {
            text.push('\n');
        }
        let names = ends.each_ref().map(Option::as_deref);
        text.push_str(&verdict_text(analysis, sources, verdict, names, asked.style));
        values.push(with_addresses(verdict_json(analysis, sources, verdict), names));
    }
    let value = match values.as_slice() {
        [value] => value.clone(),
        _ => json!({"src": asked.source, "dst": asked.destination, "allowed": allowed, "parts": values}),
    };
    let sentence = several.then(|| asked.sentence(allowed));
    let answer = |(ends, verdict)| Answer { verdict: Some(verdict), ends, way: None };
    Ok(Reply { allowed, text, value, sentence, answers: answers.into_iter().map(answer).collect() })
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
pub(crate) fn ask_service(
    analysis: &Analysis,
    sources: &Sources,
    from: &[End],
    service: usize,
    asked: &Asked<'_>,
) -> Result<Reply, String> {
    let mut allowed = !from.is_empty();
    let mut body = String::new();
    let (mut values, mut told) = (Vec::new(), Vec::new());
    let (mut open, mut all) = (0, 0);
    let mut room = LONGEST;
    for source in from {
        if matches!(asked.question, Question::Anything | Question::Protocol(_)) {
            let answers = 16 * analysis.service_answers(service);
            room = (answers <= room).then_some(room).ok_or_else(too_long)?;
        }
        let name = source.addresses.as_ref().map(label);
        let verdicts = analysis.service_verdicts_at(source.id, source.addresses.as_ref(), service, &asked.question);
        if verdicts.is_empty() {
            return Err(no_such_port(analysis, service, asked.destination));
        }
        for verdict in verdicts.iter().filter_map(|answer| answer.verdict.as_ref()) {
            room = room.checked_sub(length(verdict)).ok_or_else(too_long)?;
        }
        let reached =
            verdicts.iter().filter(|answer| answer.verdict.as_ref().is_some_and(|verdict| verdict.allowed)).count();
        allowed &= reached > 0;
        open += reached;
        all += verdicts.len();
        let names = [name.as_deref(), None];
        body.push_str(&service_text(analysis, sources, &verdicts, names, asked.style));
        let answers = service_json(analysis, sources, &verdicts);
        values.extend(answers.into_iter().map(|value| with_addresses(value, names)));
        let answer = |answer: ServiceVerdict| Answer {
            way: Some(service_way(analysis, &answer)),
            verdict: answer.verdict,
            ends: [name.clone(), None],
        };
        told.extend(verdicts.into_iter().map(answer));
    }
    let mut text = headline(allowed, &asked.sentence(allowed), asked.style);
    if open > 0 && open < all {
        let _ = writeln!(text, "  Only {open} of {all} ways lead through; what is behind the Service differs.");
    }
    text.push_str(&body);
    let value = json!({"src": asked.source, "dst": asked.destination, "allowed": allowed, "backends": values});
    Ok(Reply { allowed, text, value, sentence: Some(asked.sentence(allowed)), answers: told })
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
