//! What a page asks about an input for the page around it: answers as the command line writes them, in JSON.

use podreach_eval::ask;
use podreach_eval::is_port_name;
use podreach_eval::query::{PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_report::{ExplainDoc, Format, ListDoc, VerdictStyle};
use serde::{Deserialize, Serialize};

use super::export::{MOST, written};
use crate::evaluation::Evaluation;

/// May one reach the other? The answer is what `podreach can -o json` writes, or why there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The source: a name, an id, an address or a block.
    pub from: String,
    /// The destination, likewise, or `service:NAMESPACE/NAME`.
    pub to: String,
    /// A pod port, of a Service its own port, by number or name; empty for any.
    pub port: String,
    /// `TCP`, `UDP` or `SCTP`; empty for TCP where there is a port, and for any protocol where there is none.
    pub protocol: String,
}

/// All connections, as `podreach list -o json` writes them with representatives, or why they are not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections;

pub(super) fn verdict(asked: Verdict, evaluation: &Evaluation) -> Result<String, String> {
    let analysis = &evaluation.analysis;
    let question = question(&asked)?;
    let request = ask::Request {
        source: &asked.from,
        destination: &asked.to,
        namespace: &evaluation.options().default_namespace,
        question: &question,
    };
    let reply = analysis.ask(&request).map_err(|error| error.to_string())?;
    let document = ExplainDoc::new(analysis, &evaluation.sources, &request, reply, VerdictStyle::default());
    written(&document, Format::Json, MOST).ok_or_else(too_large)
}

fn question(asked: &Verdict) -> Result<Question, String> {
    let protocol = match asked.protocol.as_str() {
        "" => None,
        name => {
            Some(Protocol::from_name(&name.to_ascii_uppercase()).ok_or_else(|| format!("`{name}` is no protocol"))?)
        }
    };
    let port = match asked.port.as_str() {
        "" => None,
        text => Some(match text.parse::<u16>() {
            Ok(number) if number > 0 => PortQuery::Number(number),
            _ if is_port_name(text) => PortQuery::Name(text.to_owned()),
            _ => return Err(format!("`{text}` is neither a port number nor the name of a port")),
        }),
    };
    Ok(match (protocol, port) {
        (None, None) => Question::Anything,
        (Some(protocol), None) => Question::Protocol(protocol),
        (protocol, Some(port)) => Question::Port(protocol.unwrap_or(Protocol::Tcp), port),
    })
}

pub(super) fn connections(_: Connections, evaluation: &Evaluation) -> Result<String, String> {
    if evaluation.analysis.exceeded {
        return Err("the input was not evaluated, because that would take too long".to_owned());
    }
    let mut list = ListDoc::new(&evaluation.analysis, &evaluation.sources);
    list.representatives = true;
    written(&list, Format::Json, MOST).ok_or_else(too_large)
}

fn too_large() -> String {
    format!("the answer is larger than {} MB", MOST >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    fn told(from: &str, to: &str, port: &str, protocol: &str) -> Result<serde_json::Value, String> {
        let evaluation = evaluation(&podreach_testkit::reference::step(5));
        let [from, to, port, protocol] = [from, to, port, protocol].map(str::to_owned);
        asked(&evaluation, Verdict { from, to, port, protocol }).map(|text| serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn a_verdict_is_that_of_the_command_line() {
        let outcome = |from, to, port, protocol| told(from, to, port, protocol).unwrap()["verdict"].clone();
        assert_eq!(outcome("web", "api", "3000", ""), "allowed");
        assert_eq!(outcome("web", "api", "3000", "udp"), "denied");
        assert_eq!(outcome("web", "db", "", ""), "denied");
        assert_eq!(outcome("203.0.113.7", "web", "80", "TCP"), "allowed");
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for (from, to, port, protocol) in [
            ("nobody", "web", "", ""),
            ("web", "api", "0", ""),
            ("web", "api", "a b", ""),
            ("web", "api", "", "X\u{202e}"),
        ] {
            assert!(told(from, to, port, protocol).is_err(), "{from} {to} {port} {protocol}");
        }
    }

    #[test]
    fn connections_are_those_of_the_list() {
        let evaluation = evaluation(&podreach_testkit::reference::step(4));
        let rows: serde_json::Value = serde_json::from_str(&asked(&evaluation, Connections).unwrap()).unwrap();
        let rows = rows.as_array().unwrap();
        let found = rows.iter().any(|row| {
            row["src"] == "default/api[Deployment]"
                && row["dst"] == "default/db[Deployment]"
                && row["conn"] == "TCP 5984"
        });
        assert!(found, "{rows:?}");
    }
}
