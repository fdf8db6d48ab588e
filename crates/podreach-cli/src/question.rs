//! `podreach can` and `podreach explain`.

use podreach_eval::ask::Request;
use podreach_eval::inventory::Endpoint;
use podreach_eval::query::{Outcome as Answered, Question};
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_eval::{Analysis, Written};
use podreach_report::{ExplainDoc, Format, VerdictStyle};

use crate::args::{Can, Common, Explain};
use crate::input::{Input, colored, load, strict};
use crate::names;
use crate::outcome::Outcome;
use crate::stderr::{eprint_line, eprint_notes};
use crate::stdout::{is_terminal, print_document};

pub(crate) fn can(arguments: &Can) -> Result<Outcome, String> {
    let question = question(&arguments.pair.destination, arguments.protocol.as_deref(), arguments.port.as_deref())?;
    let asked = Asked {
        source: &arguments.pair.source,
        destination: &arguments.pair.destination,
        question,
        style: VerdictStyle { full: false, color: colored(&arguments.pair.common.choices, is_terminal()) },
        output: arguments.output,
    };
    let (found, outcome) = ask(&arguments.pair.common, &asked)?;
    Ok(match Outcome::from(found) {
        Outcome::Fine => outcome,
        other => other,
    })
}

/// What is asked, by the protocol and the port that are given.
pub(crate) fn question(destination: &str, protocol: Option<&str>, port: Option<&str>) -> Result<Question, String> {
    let protocol = protocol.and_then(|name| Protocol::from_name(&name.to_ascii_uppercase()));
    let of_service = Written::read(destination).may_be_service();
    let port = port.map(|text| names::port(text, of_service)).transpose()?;
    Ok(match (protocol, port) {
        (None, None) => Question::Anything,
        (Some(protocol), None) => Question::Protocol(protocol),
        (protocol, Some(port)) => Question::Port(protocol.unwrap_or(Protocol::Tcp), port),
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
struct Asked<'a> {
    source: &'a str,
    destination: &'a str,
    question: Question,
    style: VerdictStyle,
    output: Format,
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
    let document = ExplainDoc::new(&analysis, &sources, &request, found, asked.style).files_missing(!complete);
    print_document(&document, asked.output)?;
    eprint_notes(document.other_notes());
    Ok((document.outcome(), strict(Outcome::Fine, common.choices.strict, errors)))
}

/// Whoever writes the address of a pod on its node's network should know that it is asked as the node's.
fn shared_address(analysis: &Analysis, text: &str) {
    let Written::Network(net) = Written::read(text) else { return };
    let Some(address) = AddressSet::network(net).single() else { return };
    let shares = |endpoint: &&Endpoint| endpoint.host_network && endpoint.addresses.contains(&address);
    if let Some(pod) = analysis.endpoints.iter().find(shares) {
        eprint_line(&format!("note: `{text}` is asked as the address of a node; `{}` shares it", pod.id));
    }
}
