//! `podreach can` and `podreach explain`.

use std::net::IpAddr;

use podreach_eval::Analysis;
use podreach_eval::ask::Request;
use podreach_eval::explain::question_words;
use podreach_eval::inventory::Endpoint;
use podreach_eval::reach::{Outcome as Answered, Question};
use podreach_eval::sets::Protocol;
use podreach_report::{Context, ExplainFormat, Explanation, VerdictStyle, verdicts_svg, write_explanation};

use crate::answer::{self, Reply};
use crate::args::{Can, Common, Explain, Output, ReportOutput};
use crate::input::{Input, colored, load, strict};
use crate::names;
use crate::outcome::Outcome;
use crate::stdout::{is_terminal, print, print_document, print_json, print_with};
use crate::tell::{tell, tell_notes};

pub(crate) fn can(arguments: &Can) -> Result<Outcome, String> {
    let protocol = arguments.protocol.as_deref().and_then(|name| Protocol::from_name(&name.to_ascii_uppercase()));
    let to = &arguments.pair.destination;
    // An address may be that of a Service.
    let of_service =
        to.starts_with("service:") || to.starts_with(|first: char| first.is_ascii_digit()) || to.contains(':');
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
        style: VerdictStyle { full: false, color: colored(&arguments.pair.common.choices, is_terminal()) },
        output: match arguments.output {
            Output::Txt => ReportOutput::Txt,
            Output::Json => ReportOutput::Json,
        },
    };
    let (found, outcome) = ask(&arguments.pair.common, &asked)?;
    Ok(match Outcome::from(found) {
        Outcome::Fine => outcome,
        other => other,
    })
}

pub(crate) fn explain(arguments: &Explain) -> Result<Outcome, String> {
    let asked = Asked {
        source: &arguments.pair.source,
        destination: &arguments.pair.destination,
        question: Question::Anything,
        style: VerdictStyle { full: true, color: colored(&arguments.pair.common.choices, is_terminal()) },
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
    pub(crate) fn sentence(&self, outcome: Answered) -> String {
        self.between(self.source, self.destination, outcome)
    }

    /// The same between particular ends.
    pub(crate) fn between(&self, source: &str, destination: &str, outcome: Answered) -> String {
        let verb = match outcome {
            Answered::Allowed => "reaches",
            Answered::Denied => "cannot reach",
            Answered::Depends => "may reach",
        };
        let port = question_words(&self.question);
        format!("{source} {verb} {destination}{port}")
    }
}

fn ask(common: &Common, asked: &Asked<'_>) -> Result<(Answered, Outcome), String> {
    let Input { sources, analysis, errors, complete } = load(common)?;
    for text in [asked.source, asked.destination] {
        shared_address(&analysis, text);
    }
    let request = Request {
        source: asked.source,
        destination: asked.destination,
        namespace: &common.choices.namespace,
        question: &asked.question,
    };
    let found = analysis.ask(&request).map_err(|error| error.to_string())?;
    let targets = found.targets.clone();
    let Reply { outcome, text, value, sentence, answers } = answer::tell(&analysis, &sources, found, asked);
    let context = Context::of_answers(&analysis, &sources, &answers, &targets).files_missing(!complete);
    let (mut value, mut text) = (value, text);
    text.append(&context.text(asked.style));
    context.add_to(&mut value);
    let whole = sentence.clone();
    let report = |format: ExplainFormat| {
        let explanation = Explanation { analysis: &analysis, sources: &sources, outcome, sentence, answers: &answers };
        print_with(|out| write_explanation(out, &explanation, format))
    };
    match asked.output {
        ReportOutput::Txt => print(&text)?,
        ReportOutput::Json => print_json(&value)?,
        ReportOutput::Csv => report(ExplainFormat::Csv)?,
        ReportOutput::Md => {
            report(ExplainFormat::Markdown)?;
            print_document(&context.markdown())?;
        }
        ReportOutput::Dot => report(ExplainFormat::Dot)?,
        ReportOutput::Mermaid => report(ExplainFormat::Mermaid)?,
        ReportOutput::Svg => print_document(&verdicts_svg(&analysis, &sources, whole.as_deref(), &answers))?,
    }
    tell_notes(context.other_notes());
    Ok((outcome, strict(Outcome::Fine, common.choices.strict, errors)))
}

/// Whoever writes the address of a pod on its node's network should know that it is asked as the node's.
fn shared_address(analysis: &Analysis, text: &str) {
    let Ok(address) = text.parse::<IpAddr>() else { return };
    let shares = |endpoint: &&Endpoint| endpoint.host_network && endpoint.addresses.contains(&address);
    if let Some(pod) = analysis.endpoints.iter().find(shares) {
        tell(&format!("note: `{text}` is asked as the address of a node; `{}` shares it", pod.id));
    }
}
