//! What would allow or deny a connection: changes of the text at each end. What a change opens and closes besides is found by
//! evaluating the input with it; here are only the candidates.

mod allow;
mod deny;
mod identity;
mod rule_text;
mod suggestion;

use podreach_syntax::{Edit, Fix, PlacedEdit, Sources, Span};

pub use suggestion::{Besides, Moved, Suggestion, Suggestions};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::lint::Finding;
use crate::policy::Direction;
use crate::query::{PortQuery, Question};
use crate::sets::Protocol;

/// What is wanted of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Goal {
    /// It passes.
    Allow,
    /// It does not pass.
    Deny,
}

impl Goal {
    /// `allow` or `deny`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// A connection that is to be allowed or denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What is wanted.
    pub goal: Goal,
    /// The source.
    pub source: EndpointId,
    /// The destination.
    pub destination: EndpointId,
    /// Ports, each by protocol and number; without any, all connections are meant.
    pub ports: Vec<(Protocol, u16)>,
}

impl Wanted {
    /// What is meant by a question: its port, or without one the container ports that the destination declares. To deny
    /// without a port means everything. None where the question names a port that the destination does not have.
    pub fn of(
        analysis: &Analysis,
        goal: Goal,
        [source, destination]: [EndpointId; 2],
        question: &Question,
    ) -> Option<Self> {
        let declared = analysis.endpoint(destination).ports.iter();
        let about = declared.filter(|port| question.is_about(port.protocol, port.port, port.name.as_deref()));
        let mut ports: Vec<(Protocol, u16)> = match (question, goal) {
            (Question::Port(protocol, PortQuery::Number(number)), _) => vec![(*protocol, *number)],
            (Question::Anything, Goal::Deny) => Vec::new(),
            _ => about.map(|port| (port.protocol, port.port)).collect(),
        };
        ports.sort_unstable();
        ports.dedup();
        let means_all = *question == Question::Anything;
        (!ports.is_empty() || means_all).then_some(Self { goal, source, destination, ports })
    }

    /// The questions that it is about.
    pub fn questions(&self) -> Vec<Question> {
        let port = |(protocol, number): &(Protocol, u16)| Question::Port(*protocol, PortQuery::Number(*number));
        if self.ports.is_empty() { vec![Question::Anything] } else { self.ports.iter().map(port).collect() }
    }

    /// Whether it is so.
    pub fn holds(&self, analysis: &Analysis, source: EndpointId, destination: EndpointId) -> bool {
        self.questions().iter().all(|question| {
            let verdict = analysis.verdict(source, destination, question);
            match self.goal {
                Goal::Allow => verdict.allowed && verdict.depends.is_none(),
                Goal::Deny => !verdict.allowed && verdict.depends.is_none(),
            }
        })
    }

    /// The other end, seen from the end that a direction guards.
    pub(super) const fn other(&self, direction: Direction) -> EndpointId {
        match direction {
            Direction::Egress => self.destination,
            Direction::Ingress => self.source,
        }
    }

    /// The end that a direction guards.
    pub(super) const fn end(&self, direction: Direction) -> EndpointId {
        match direction {
            Direction::Egress => self.source,
            Direction::Ingress => self.destination,
        }
    }
}

/// A change at one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndChange {
    /// Whose end: egress is that of the source.
    pub direction: Direction,
    /// What it does, in the imperative: ``add TCP 5984 to `db-netpol`, ingress rule 1``.
    pub title: String,
    /// The edits.
    pub edits: Vec<PlacedEdit>,
    /// Where it changes something that is there: the first edit.
    pub span: Option<Span>,
    /// The code of the finding whose fix it is.
    pub code: Option<&'static str>,
}

impl EndChange {
    fn of_edits(sources: &Sources, direction: Direction, title: String, edits: Vec<Edit>) -> Self {
        let span = edits.first().map(|edit| edit.span);
        let edits = Fix { title: String::new(), edits }.placed(sources);
        Self { direction, title, edits, span, code: None }
    }
}

/// Candidates at both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// At the source; none of an allowed connection has to be made where this end lets it pass already.
    pub egress: Option<Vec<EndChange>>,
    /// At the destination, likewise.
    pub ingress: Option<Vec<EndChange>>,
}

/// Changes at each end that may bring about what is wanted. To allow, one of each end that is there has to be made; to deny, one
/// of either.
pub fn candidates(analysis: &Analysis, sources: &Sources, findings: &[Finding], wanted: &Wanted) -> Candidates {
    let of = |direction| match wanted.goal {
        Goal::Allow => allow::changes(analysis, sources, findings, (wanted, direction)),
        Goal::Deny => Some(deny::changes(analysis, sources, (wanted, direction))),
    };
    Candidates { egress: of(Direction::Egress), ingress: of(Direction::Ingress) }
}
