//! Answers as JSON. `schema/explain.json` describes them.

use std::fmt;

use podreach_eval::ask::{Label, Part};
use podreach_eval::query::{Outcome, ServiceVerdict, Verdict};
use serde::Serialize;

use super::verdict_json::VerdictOut;
use super::{ExplainDoc, called};
use crate::Printer;
use crate::context::ContextOut;
use crate::json::{Sorted, indented};

pub(crate) fn json(doc: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    indented(&mut out.json(), &Sorted(answer(doc)))
}

/// One verdict where one pair of endpoints is meant, else an answer in parts.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum AnswerOut<'a> {
    Verdict(Box<AskedVerdict<'a>>),
    Parts(Box<PartsOut<'a>>),
}

/// A verdict with what the person called the ends.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct AskedVerdict<'a> {
    #[serde(flatten)]
    source: SourceCalled<'a>,
    #[serde(flatten)]
    destination: DestinationCalled<'a>,
    #[serde(flatten)]
    verdict: VerdictOut<'a>,
    #[serde(flatten)]
    context: ContextOut<'a>,
}

/// What the person called the source.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct SourceCalled<'a> {
    /// Where addresses were asked for: the part of them that this is about, with what the input says that they are,
    /// `192.0.2.7 (Node worker-1)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    src_addresses: Option<&'a str>,
    /// Where one pod of several was asked for: its name with its namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    src_pod: Option<&'a str>,
}

impl<'a> SourceCalled<'a> {
    fn new(label: Option<&'a Label>) -> Self {
        let (src_addresses, src_pod) = split(label);
        Self { src_addresses, src_pod }
    }
}

/// What the person called the destination.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct DestinationCalled<'a> {
    /// As of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_addresses: Option<&'a str>,
    /// As of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_pod: Option<&'a str>,
}

/// Addresses and a pod's name of which a label is one.
fn split(label: Option<&Label>) -> (Option<&str>, Option<&str>) {
    match label {
        Some(Label::Addresses { text, .. }) => (Some(text), None),
        Some(Label::Pod(text)) => (None, Some(text)),
        None => (None, None),
    }
}

/// An answer in parts: an end means several endpoints, or a Service.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PartsOut<'a> {
    /// As asked.
    src: &'a str,
    /// As asked; of a Service beside other parts, its id.
    dst: &'a str,
    #[serde(flatten)]
    source: SourceCalled<'a>,
    /// Where addresses were asked for: those of the Service, with what the input says that they are.
    #[serde(rename = "dstAddresses", skip_serializing_if = "Option::is_none")]
    dst_addresses: Option<&'a str>,
    /// The answer as a whole: `allowed`, `denied` or `depends`.
    verdict: &'static str,
    /// Whether it is `allowed`: all parts are; of a Service, all backends of one of its ports are.
    allowed: bool,
    /// Part by part.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<AskedVerdict<'a>>>,
    /// Services at addresses that were asked for, beside such parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    services: Vec<PartsOut<'a>>,
    /// Of a Service: its ports and what is behind them.
    #[serde(skip_serializing_if = "Option::is_none")]
    backends: Option<Vec<BackendOut<'a>>>,
    #[serde(flatten)]
    context: ContextOut<'a>,
}

/// What a Service's port answers at one of its backends.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct BackendOut<'a> {
    #[serde(flatten)]
    source: SourceCalled<'a>,
    /// The Service's port.
    service_port: u16,
    /// `TCP`, `UDP` or `SCTP`.
    protocol: &'static str,
    /// An endpoint id.
    backend: &'a str,
    /// The pod's port; null where the backend declares no port of the target's name.
    target_port: Option<u16>,
    /// Of a Service without selector: the address that Endpoints or EndpointSlices put behind it.
    address: Option<String>,
    /// The same with what it is.
    label: Option<String>,
    /// `allowed`, `denied` or `depends`; null where no connections are led to the backend.
    outcome: Option<&'static str>,
    /// Null likewise.
    verdict: Option<VerdictOut<'a>>,
}

/// The answer of a document.
pub(crate) fn answer<'a>(doc: &'a ExplainDoc<'_>) -> AnswerOut<'a> {
    let context = doc.context.json();
    match doc.parts.as_slice() {
        [Part::Pair { labels, verdict }] => {
            AnswerOut::Verdict(Box::new(AskedVerdict { context, ..pair(doc, verdict, labels) }))
        }
        several if doc.of_services => AnswerOut::Parts(Box::new(PartsOut { context, ..of_services(doc, several) })),
        several => AnswerOut::Parts(Box::new(PartsOut { context, ..of_parts(doc, several) })),
    }
}

fn pair<'a>(doc: &'a ExplainDoc<'_>, verdict: &'a Verdict, labels: &'a [Option<Label>; 2]) -> AskedVerdict<'a> {
    let [source, destination] = called(labels);
    let (dst_addresses, dst_pod) = split(destination);
    AskedVerdict {
        source: SourceCalled::new(source),
        destination: DestinationCalled { dst_addresses, dst_pod },
        verdict: VerdictOut::titled(doc.analysis, doc.sources, doc.findings(), verdict, called(labels)),
        context: ContextOut::default(),
    }
}

fn whole<'a>(src: &'a str, dst: &'a str, outcome: Outcome) -> PartsOut<'a> {
    PartsOut {
        src,
        dst,
        source: SourceCalled::default(),
        dst_addresses: None,
        verdict: outcome.as_str(),
        allowed: outcome == Outcome::Allowed,
        parts: None,
        services: Vec::new(),
        backends: None,
        context: ContextOut::default(),
    }
}

fn of_parts<'a>(doc: &'a ExplainDoc<'_>, parts: &'a [Part]) -> PartsOut<'a> {
    let (mut pairs, mut services) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::Pair { labels, verdict } => pairs.push(pair(doc, verdict, labels)),
            Part::Service { labels: [source, destination], service, verdicts } => {
                let id = doc.analysis.services.get(*service).map_or("", |node| &node.id);
                services.push(PartsOut {
                    source: SourceCalled::new(source.as_ref()),
                    dst_addresses: split(destination.as_ref()).0,
                    backends: Some(backends(doc, verdicts, None).collect()),
                    ..whole(doc.asked.source, id, part.outcome())
                });
            }
        }
    }
    PartsOut { parts: Some(pairs), services, ..whole(doc.asked.source, doc.asked.destination, doc.outcome) }
}

/// A Service, or several that share an address.
fn of_services<'a>(doc: &'a ExplainDoc<'_>, parts: &'a [Part]) -> PartsOut<'a> {
    let (mut values, mut first): (Vec<BackendOut<'_>>, Option<&Label>) = (Vec::new(), None);
    for part in parts {
        let Part::Service { labels: [source, destination], verdicts, .. } = part else { continue };
        first = first.or(destination.as_ref());
        values.extend(backends(doc, verdicts, source.as_ref()));
    }
    let whole = whole(doc.asked.source, doc.asked.destination, doc.outcome);
    PartsOut { dst_addresses: split(first).0, backends: Some(values), ..whole }
}

/// What a Service's ports and backends answer.
fn backends<'a>(
    doc: &'a ExplainDoc<'_>,
    verdicts: &'a [ServiceVerdict],
    source: Option<&'a Label>,
) -> impl Iterator<Item = BackendOut<'a>> {
    let (analysis, sources, findings) = (doc.analysis, doc.sources, doc.findings());
    verdicts.iter().map(move |answer| BackendOut {
        source: SourceCalled::new(source),
        service_port: answer.service_port,
        protocol: answer.protocol.as_str(),
        backend: &analysis.endpoint(answer.backend).id,
        target_port: answer.target,
        address: answer.address.map(|address| address.to_string()),
        label: answer.address.map(|address| analysis.address_label(address)),
        outcome: answer.outcome().map(Outcome::as_str),
        verdict: answer.verdict.as_ref().map(|verdict| VerdictOut::new(analysis, sources, findings, verdict)),
    })
}
