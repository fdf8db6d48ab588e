//! An answer with all its parts, told as text and JSON.

use podreach_eval::Analysis;
use podreach_eval::ask::{Label, Part};
use podreach_eval::explain;
use podreach_eval::reach::{Outcome, Verdict};
use podreach_report::{
    Answer, Text, headline, service_json, service_text, service_way, titled, verdict_json, verdict_text,
};
use podreach_syntax::Sources;
use serde_json::{Value, json};

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

fn texts(labels: &Labels) -> [Option<&str>; 2] {
    labels.each_ref().map(|label| label.as_ref().map(Label::text))
}

/// Tells an answer.
pub(crate) fn tell(
    analysis: &Analysis,
    sources: &Sources,
    found: podreach_eval::ask::Reply,
    asked: &Asked<'_>,
) -> Reply {
    let (outcome, services, parts) = (found.outcome, found.of_services, found.parts);
    let (text, value) = match parts.as_slice() {
        [Part::Pair { labels, verdict }] => {
            let value = verdict_value(analysis, sources, verdict, labels);
            (verdict_text(analysis, sources, verdict, texts(labels), asked.style), value)
        }
        several if services => of_services(analysis, sources, several, outcome, asked),
        several => of_parts(analysis, sources, several, outcome, asked),
    };
    let sentence = (services || parts.len() > 1).then(|| whole_sentence(&parts, outcome, asked, services));
    let answers = parts.into_iter().flat_map(|part| answers(analysis, part)).collect();
    Reply { outcome, text, value, sentence, answers }
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
            Part::Pair { labels, verdict } => {
                text.append(&verdict_text(analysis, sources, verdict, texts(labels), asked.style));
                values.push(verdict_value(analysis, sources, verdict, labels));
            }
            Part::Service { labels, service: at, verdicts } => {
                let [source, label] = texts(labels);
                let id = analysis.services.get(*at).map_or("", |node| &node.id);
                let sentence = asked.between(source.unwrap_or(asked.source), label.unwrap_or(id), part.outcome());
                text.append(&headline(part.outcome(), &sentence, asked.style));
                if verdicts.is_empty() {
                    let _ = writeln!(text, "  {}.", analysis.no_such_port(*at, id));
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
    let (mut values, mut labels): (Vec<Value>, Vec<String>) = (Vec::new(), Vec::new());
    let mut first: Option<&Label> = None;
    let (mut open, mut ways) = (0, 0);
    for part in parts {
        let Part::Service { labels: names, verdicts, .. } = part else { continue };
        let [source, label] = texts(names);
        first = first.or(names[1].as_ref());
        body.append(&service_text(analysis, sources, verdicts, source, asked.style));
        let answers = service_json(analysis, sources, verdicts).into_iter();
        values.extend(answers.map(|value| named(value, [names[0].as_ref(), None])));
        labels.extend(label.map(str::to_owned).filter(|label| !labels.contains(label)));
        open += verdicts.iter().filter(|one| one.outcome() == Some(Outcome::Allowed)).count();
        ways += verdicts.iter().filter(|one| one.outcome().is_some()).count();
    }
    let destination = if labels.is_empty() { asked.destination.to_owned() } else { explain::list(&labels) };
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
        Part::Pair { labels: ends, verdict } => {
            let ends = ends.map(|end| end.map(|label| label.text().to_owned()));
            vec![Answer { verdict: Some(*verdict), ends, way: None }]
        }
        Part::Service { labels: [source, _], verdicts, .. } => verdicts
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
