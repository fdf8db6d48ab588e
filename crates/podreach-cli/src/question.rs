//! `podreach can` and `podreach explain`.

use std::io::IsTerminal as _;
use std::net::IpAddr;

use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::{PortQuery, Question};
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_eval::{Analysis, Target};
use podreach_report::{Answer, ExplainFormat, Explanation, VerdictStyle, verdicts_svg, write_explanation};

use crate::answer::{Reply, ask_endpoints, ask_service};
use crate::args::{Can, Common, Explain, Output, ReportOutput};
use crate::input::{Input, colored, load, strict};
use crate::names;
use crate::outcome::{Outcome, print, print_with};
use crate::tell::tell;

pub(crate) fn can(arguments: &Can) -> Result<Outcome, String> {
    let protocol = arguments.protocol.as_deref().and_then(|name| Protocol::from_name(&name.to_ascii_uppercase()));
    let of_service = arguments.pair.destination.starts_with("service:");
    let port = arguments.port.as_deref().map(|text| names::port(text, of_service)).transpose()?;
    let question = match (protocol, port) {
        (None, None) => Question::Anything,
        (Some(protocol), None) => Question::Protocol(protocol),
        (protocol, Some(port)) => Question::Port(protocol.unwrap_or(Protocol::Tcp), port),
    };
    let asked = Asked {
        source: &arguments.pair.source,
        destination: &arguments.pair.destination,
        question,
        style: VerdictStyle {
            full: false,
            color: colored(&arguments.pair.common.choices, std::io::stdout().is_terminal()),
        },
        output: match arguments.output {
            Output::Txt => ReportOutput::Txt,
            Output::Json => ReportOutput::Json,
        },
    };
    let (allowed, outcome) = ask(&arguments.pair.common, &asked)?;
    Ok(if allowed { outcome } else { Outcome::Found })
}

pub(crate) fn explain(arguments: &Explain) -> Result<Outcome, String> {
    let asked = Asked {
        source: &arguments.pair.source,
        destination: &arguments.pair.destination,
        question: Question::Anything,
        style: VerdictStyle {
            full: true,
            color: colored(&arguments.pair.common.choices, std::io::stdout().is_terminal()),
        },
        output: arguments.output,
    };
    ask(&arguments.pair.common, &asked).map(|(_, outcome)| outcome)
}

/// What was asked, and how it is to be answered.
pub(crate) struct Asked<'a> {
    pub(crate) source: &'a str,
    pub(crate) destination: &'a str,
    pub(crate) question: Question,
    pub(crate) style: VerdictStyle,
    output: ReportOutput,
}

impl Asked<'_> {
    /// The whole question as a headline says it.
    pub(crate) fn sentence(&self, allowed: bool) -> String {
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
pub(crate) struct End {
    pub(crate) id: EndpointId,
    pub(crate) addresses: Option<AddressSet>,
    /// Whether it is one pod, and not all pods of its workload.
    pub(crate) is_pod: bool,
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
            let end =
                |(set, id): &(AddressSet, EndpointId)| End { id: *id, addresses: Some(set.clone()), is_pod: true };
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

pub(crate) fn is_one_pod(analysis: &Analysis, id: EndpointId) -> bool {
    analysis.endpoint(id).pods.len() == 1
}

/// Addresses as people write them: a single one without its length.
pub(crate) fn label(set: &AddressSet) -> String {
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
    let Reply { allowed, text, value, sentence, answers } = match find(asked.destination)? {
        Target::Service(service) => ask_service(&analysis, &sources, &from, service, asked)?,
        target => {
            let to = ends(&analysis, target, asked.destination)?;
            ask_endpoints(&analysis, &sources, &from, &to, asked)?
        }
    };
    let whole = sentence.as_deref().map(|sentence| whole(sentence, allowed, &answers));
    let report = |format: ExplainFormat| {
        let explanation = Explanation { analysis: &analysis, sources: &sources, allowed, sentence, answers: &answers };
        print_with(|out| write_explanation(out, &explanation, format))
    };
    match asked.output {
        ReportOutput::Txt => print(&text)?,
        ReportOutput::Json => print(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"))?,
        ReportOutput::Csv => report(ExplainFormat::Csv)?,
        ReportOutput::Md => report(ExplainFormat::Markdown)?,
        ReportOutput::Dot => report(ExplainFormat::Dot)?,
        ReportOutput::Mermaid => report(ExplainFormat::Mermaid)?,
        ReportOutput::Svg => print(&verdicts_svg(&analysis, &sources, whole.as_deref(), &answers))?,
    }
    Ok((allowed, strict(Outcome::Fine, common.choices.strict, errors)))
}

/// The sentence over several parts, with how many of them can where they differ.
fn whole(sentence: &str, allowed: bool, answers: &[Answer]) -> String {
    let can = |answer: &&Answer| answer.verdict.as_ref().is_some_and(|verdict| verdict.allowed);
    match (allowed, answers.iter().filter(can).count()) {
        (false, open) if open > 0 => format!("{sentence} as a whole: {open} of {} parts can.", answers.len()),
        _ => sentence.to_owned(),
    }
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
