//! A question about two ends, answered part by part: all of them have to be allowed.

use podreach_eval::Analysis;
use podreach_eval::reach::{DirectionVerdict, Outcome, Question, ServiceVerdict, Verdict};
use podreach_report::{
    Answer, Text, headline, service_json, service_text, service_way, titled, verdict_json, verdict_text,
};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::ends::{Destination, End, Label};
use crate::question::Asked;

/// The answer as a whole, told in text and JSON, and its parts for other formats.
pub(crate) struct Reply {
    pub(crate) outcome: Outcome,
    pub(crate) text: Text,
    pub(crate) value: Value,
    /// In a sentence, where there are several parts or a Service.
    pub(crate) sentence: Option<String>,
    pub(crate) answers: Vec<Answer>,
}

/// What the person called source and destination.
type Labels = [Option<Label>; 2];

/// The answer for one source and one destination.
enum Part {
    Pair(Labels, Box<Verdict>),
    Service(Labels, usize, Vec<ServiceVerdict>),
}

fn texts(labels: &Labels) -> [Option<&str>; 2] {
    labels.each_ref().map(|label| label.as_ref().map(Label::text))
}

impl Part {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Pair(_, verdict) => verdict.outcome(),
            Self::Service(_, _, verdicts) => ServiceVerdict::all(verdicts),
        }
    }
}

/// An answer that names more parts, rules and policies than this, all of them together, is not given.
const LONGEST: usize = 500_000;

/// What a verdict adds to an answer.
fn length(verdict: &Verdict) -> usize {
    let gate = |gate: &DirectionVerdict| gate.hits.len() + gate.misses.len() + gate.isolating.len();
    // A rule comes with its ports.
    16 + 4 * (gate(&verdict.egress) + gate(&verdict.ingress))
}

/// What a part adds to an answer.
fn part_length(part: &Part) -> usize {
    match part {
        Part::Pair(_, verdict) => length(verdict),
        Part::Service(_, _, verdicts) => verdicts.iter().filter_map(|one| one.verdict.as_ref()).map(length).sum(),
    }
}

/// Takes from the room of an answer; why there is no answer where it is too small.
fn take(room: usize, length: usize) -> Result<usize, String> {
    room.checked_sub(length).ok_or_else(|| {
        format!(
            "the answer has more than {LONGEST} parts, rules and policies; ask about fewer addresses, or about one port"
        )
    })
}

/// Asks every source about every destination.
pub(crate) fn ask(
    analysis: &Analysis,
    sources: &Sources,
    from: &[End],
    to: &[Destination],
    asked: &Asked<'_>,
) -> Result<Reply, String> {
    let mut parts = Vec::new();
    let mut room = LONGEST;
    for source in from {
        for destination in to {
            let known = parts.len();
            match destination {
                // Two different pods were asked about; a part that is one pod is not both of them.
                Destination::End(end) => {
                    let one_of_several = from.len() > 1 && to.len() > 1;
                    pair(analysis, source, end, asked, one_of_several, &mut parts);
                }
                Destination::Service(at, label) => {
                    let addresses = source.addresses.as_ref();
                    if matches!(asked.question, Question::Anything | Question::Protocol(_)) {
                        take(room, 16 * analysis.service_answers(*at))?;
                    }
                    let verdicts = analysis.service_verdicts_at(source.id, addresses, *at, &asked.question);
                    // Among other things a Service without anybody behind it is a part that cannot be reached.
                    if verdicts.is_empty() && to.len() == 1 {
                        return Err(no_such_port(analysis, *at, label.as_deref().unwrap_or(asked.destination)));
                    }
                    let called = label.clone().map(Label::Addresses);
                    parts.push(Part::Service([source.label.clone(), called], *at, verdicts));
                }
            }
            room = take(room, parts.get(known..).unwrap_or(&[]).iter().map(part_length).sum())?;
        }
    }
    let outcome = Outcome::all(parts.iter().map(Part::outcome));
    let services = !to.is_empty() && to.iter().all(|end| matches!(end, Destination::Service(..)));
    let (text, value) = match parts.as_slice() {
        [Part::Pair(labels, verdict)] => {
            let value = verdict_value(analysis, sources, verdict, labels);
            (verdict_text(analysis, sources, verdict, texts(labels), asked.style), value)
        }
        several if services => of_services(analysis, sources, several, outcome, asked),
        several => of_parts(analysis, sources, several, outcome, asked),
    };
    let sentence = (services || parts.len() > 1).then(|| whole_sentence(&parts, outcome, asked, services));
    let answers = parts.into_iter().flat_map(|part| answers(analysis, part)).collect();
    Ok(Reply { outcome, text, value, sentence, answers })
}

fn pair(
    analysis: &Analysis,
    source: &End,
    destination: &End,
    asked: &Asked<'_>,
    one_of_several: bool,
    parts: &mut Vec<Part>,
) {
    let labels = || [source.label.clone(), destination.label.clone()];
    if source.is_same_pod(destination, analysis, asked.source == asked.destination) {
        if !one_of_several {
            parts.push(Part::Pair(labels(), Box::new(analysis.verdict_same_pod(source.id))));
        }
        return;
    }
    let at = [source.addresses.as_ref(), destination.addresses.as_ref()];
    for (cut, verdict) in analysis.verdicts_at(source.id, destination.id, &asked.question, at) {
        // Addresses that rules tell apart have names of their own.
        let label = |end: &End, cut: &Option<podreach_eval::sets::AddressSet>| match (&end.label, cut) {
            (Some(Label::Addresses(_)), Some(cut)) if end.addresses.as_ref() != Some(cut) => {
                Some(Label::Addresses(cut.short_label()))
            }
            (label, _) => label.clone(),
        };
        let [left, right] = &cut;
        parts.push(Part::Pair([label(source, left), label(destination, right)], Box::new(verdict)));
    }
}

/// What came of the parts, as a headline has it behind the sentence.
fn counted(parts: &[Part]) -> String {
    let of = |wanted: Outcome| parts.iter().filter(|part| part.outcome() == wanted).count();
    let (open, unknown) = (of(Outcome::Allowed), of(Outcome::Depends));
    let depends = if unknown > 0 { format!(", {unknown} depend on what is not in the input") } else { String::new() };
    format!("{open} of {} parts can{depends}", parts.len())
}

fn is_mixed(parts: &[Part], outcome: Outcome) -> bool {
    outcome == Outcome::Denied && parts.iter().any(|part| part.outcome() != Outcome::Denied)
}

/// The sentence over several parts, with how many of them can where they differ.
fn whole_sentence(parts: &[Part], outcome: Outcome, asked: &Asked<'_>, services: bool) -> String {
    let sentence = asked.sentence(outcome);
    if is_mixed(parts, outcome) && !services {
        return format!("{sentence} as a whole: {}.", counted(parts));
    }
    sentence
}

fn of_parts(
    analysis: &Analysis,
    sources: &Sources,
    parts: &[Part],
    outcome: Outcome,
    asked: &Asked<'_>,
) -> (Text, Value) {
    let whole = if is_mixed(parts, outcome) { " as a whole" } else { "" };
    let mut text = headline(outcome, &(asked.sentence(outcome) + whole), asked.style);
    let _ = writeln!(text, "  {}.", counted(parts));
    let (mut values, mut services) = (Vec::new(), Vec::new());
    for part in parts {
        text.blank();
        match part {
            Part::Pair(labels, verdict) => {
                text.append(&verdict_text(analysis, sources, verdict, texts(labels), asked.style));
                values.push(verdict_value(analysis, sources, verdict, labels));
            }
            Part::Service(labels, at, verdicts) => {
                let [source, label] = texts(labels);
                let id = analysis.services.get(*at).map_or("", |node| &node.id);
                let sentence = asked.between(source.unwrap_or(asked.source), label.unwrap_or(id), part.outcome());
                text.append(&headline(part.outcome(), &sentence, asked.style));
                if verdicts.is_empty() {
                    let _ = writeln!(text, "  {}.", no_such_port(analysis, *at, id));
                }
                text.append(&service_text(analysis, sources, verdicts, source, asked.style));
                let backends = service_json(analysis, sources, verdicts);
                let value = json!({"src": asked.source, "dst": id, "allowed": part.outcome() == Outcome::Allowed,
                                   "verdict": part.outcome().as_str(), "backends": backends});
                services.push(named(value, labels.each_ref().map(Option::as_ref)));
            }
        }
    }
    let mut value = json!({"src": asked.source, "dst": asked.destination, "allowed": outcome == Outcome::Allowed,
                       "verdict": outcome.as_str(), "parts": values});
    if let (Value::Object(map), false) = (&mut value, services.is_empty()) {
        map.insert("services".into(), services.into());
    }
    (text, value)
}

/// A Service, or several that share an address.
fn of_services(
    analysis: &Analysis,
    sources: &Sources,
    parts: &[Part],
    outcome: Outcome,
    asked: &Asked<'_>,
) -> (Text, Value) {
    let mut body = Text::new();
    let (mut values, mut labels): (Vec<Value>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut first: Option<&Label> = None;
    let (mut open, mut ways) = (0, 0);
    for part in parts {
        let Part::Service(names, _, verdicts) = part else { continue };
        let [source, label] = texts(names);
        first = first.or(names[1].as_ref());
        body.append(&service_text(analysis, sources, verdicts, source, asked.style));
        let answers = service_json(analysis, sources, verdicts).into_iter();
        values.extend(answers.map(|value| named(value, [names[0].as_ref(), None])));
        labels.extend(label.filter(|label| !labels.contains(label)));
        open += verdicts.iter().filter(|one| one.outcome() == Some(Outcome::Allowed)).count();
        ways += verdicts.iter().filter(|one| one.outcome().is_some()).count();
    }
    let destination = if labels.is_empty() { asked.destination.to_owned() } else { labels.join(" and ") };
    let mut text = headline(outcome, &asked.between(asked.source, &destination, outcome), asked.style);
    if open > 0 && open < ways {
        let _ = writeln!(text, "  Only {open} of {ways} paths are open; the backends of the Service differ.");
    }
    text.append(&body);
    let value = json!({"src": asked.source, "dst": asked.destination, "allowed": outcome == Outcome::Allowed,
                       "verdict": outcome.as_str(), "backends": values});
    (text, named(value, [None, first]))
}

/// A verdict with what the person called the ends.
fn verdict_value(analysis: &Analysis, sources: &Sources, verdict: &Verdict, labels: &Labels) -> Value {
    let mut value = verdict_json(analysis, sources, verdict);
    if let Value::Object(map) = &mut value {
        map.insert("title".into(), titled(analysis, verdict, texts(labels)).into());
    }
    named(value, labels.each_ref().map(Option::as_ref))
}

/// A value with what the person called the ends.
fn named(mut value: Value, [source, destination]: [Option<&Label>; 2]) -> Value {
    if let Value::Object(map) = &mut value {
        for (end, label) in [("src", source), ("dst", destination)] {
            let key = match label {
                Some(Label::Addresses(_)) => "Addresses",
                Some(Label::Pod(_)) => "Pod",
                None => continue,
            };
            map.insert(format!("{end}{key}"), label.map(Label::text).into());
        }
    }
    value
}

fn answers(analysis: &Analysis, part: Part) -> Vec<Answer> {
    match part {
        Part::Pair(ends, verdict) => {
            let ends = ends.map(|end| end.map(|label| label.text().to_owned()));
            vec![Answer { verdict: Some(*verdict), ends, way: None }]
        }
        Part::Service([source, _], _, verdicts) => verdicts
            .into_iter()
            .map(|answer| {
                let address = answer.address.map(|address| analysis.address_label(address));
                let way = Some(service_way(analysis, &answer));
                Answer {
                    way,
                    verdict: answer.verdict,
                    ends: [source.as_ref().map(|label| label.text().to_owned()), address],
                }
            })
            .collect(),
    }
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
