//! Questions as people ask them: what either end means, and one answer for everything that is meant.
//!
//! A name may mean several endpoints, a Service all of its backends, an address block whatever stands there. The answer is
//! *allowed* only where all of it is: this is the one place that says so.

mod ends;

use std::fmt;

use crate::analysis::Analysis;
use crate::find::{FindError, Target};
use crate::reach::{DirectionVerdict, Outcome, Question, ServiceVerdict, Verdict};
use crate::sets::AddressSet;

pub use ends::Label;
use ends::{Destination, End};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The source as written: a name, an id, an address or a block.
    pub source: &'a str,
    /// The destination, likewise; `service:NAMESPACE/NAME` for a Service.
    pub destination: &'a str,
    /// The namespace of names that give none.
    pub namespace: &'a str,
    /// On which ports.
    pub question: &'a Question,
}

/// The answer for one source and one destination.
#[derive(Debug)]
pub enum Part {
    /// Two endpoints, or some of their addresses.
    Pair {
        /// What the person called source and destination.
        labels: [Option<Label>; 2],
        /// The answer.
        verdict: Box<Verdict>,
    },
    /// A Service as the destination.
    Service {
        /// What the person called source and destination.
        labels: [Option<Label>; 2],
        /// Its index.
        service: usize,
        /// The answers about its backends and ports; none where nothing is behind it.
        verdicts: Vec<ServiceVerdict>,
    },
}

impl Part {
    /// The answer in a word.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Pair { verdict, .. } => verdict.outcome(),
            Self::Service { verdicts, .. } => ServiceVerdict::all(verdicts),
        }
    }

    /// How many rules, policies and parts it names, about; a rule comes with its ports and counts more.
    fn length(&self) -> usize {
        match self {
            Self::Pair { verdict, .. } => length(verdict),
            Self::Service { verdicts, .. } => verdicts.iter().filter_map(|one| one.verdict.as_ref()).map(length).sum(),
        }
    }
}

/// The answer.
#[derive(Debug)]
pub struct Reply {
    /// For all parts: allowed if all are, denied if one is, else it depends.
    pub outcome: Outcome,
    /// One for each source and destination that is meant.
    pub parts: Vec<Part>,
    /// Whether the destination means Services alone.
    pub of_services: bool,
    /// What source and destination mean.
    pub targets: [Target; 2],
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskError {
    /// An end means nothing, or several things.
    Find(FindError),
    /// The source is a Service with nothing behind it.
    NoWorkload(String),
    /// The Service has no such port, or nothing behind it; in words.
    NoSuchPort(String),
    /// The answer has more parts, rules and policies than this.
    TooLong(usize),
}

impl fmt::Display for AskError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Find(error) => error.fmt(out),
            Self::NoWorkload(text) => write!(out, "`{text}` has no workload behind it in the input"),
            Self::NoSuchPort(text) => out.write_str(text),
            Self::TooLong(most) => write!(
                out,
                "the answer has more than {most} parts, rules and policies; ask about fewer addresses, or about one port"
            ),
        }
    }
}

impl std::error::Error for AskError {}

/// An answer that names more parts, rules and policies than this, all of them together, is not given.
const LONGEST: usize = 500_000;

/// What a verdict adds to an answer.
fn length(verdict: &Verdict) -> usize {
    let of = |direction: &DirectionVerdict| direction.hits.len() + direction.misses.len() + direction.isolating.len();
    // A rule comes with its ports.
    16 + 4 * (of(&verdict.egress) + of(&verdict.ingress))
}

/// Takes from the room of an answer.
fn take(room: usize, length: usize) -> Result<usize, AskError> {
    room.checked_sub(length).ok_or(AskError::TooLong(LONGEST))
}

impl Analysis {
    /// Answers a question: every source that is meant about every destination that is meant.
    ///
    /// # Errors
    /// Where an end means nothing or too much, where a Service has no such port, and where the answer would be too long.
    pub fn ask(&self, request: &Request<'_>) -> Result<Reply, AskError> {
        let find = |text| self.find(text, request.namespace).map_err(AskError::Find);
        let targets = [find(request.source)?, find(request.destination)?];
        let [source, destination] = targets.clone();
        let from = ends::sources(self, source, request.source)?;
        let to = ends::destinations(self, destination, request.question);
        let mut parts = Vec::new();
        let mut room = LONGEST;
        for source in &from {
            for destination in &to {
                let known = parts.len();
                match destination {
                    // Two different pods were asked about; a part that is one pod is not both of them.
                    Destination::End(end) => {
                        let one_of_several = from.len() > 1 && to.len() > 1;
                        self.ask_pair(source, end, request, one_of_several, &mut parts);
                    }
                    Destination::Service(at, label) => {
                        if request.question.leaves_port_open() {
                            take(room, 16 * self.service_answers(*at))?;
                        }
                        let addresses = source.addresses.as_ref();
                        let verdicts = self.service_verdicts_at(source.id, addresses, *at, request.question);
                        // Among other things a Service without anything behind it is a part that cannot be reached.
                        if verdicts.is_empty() && to.len() == 1 {
                            let name = label.as_ref().map_or(request.destination, Label::text);
                            return Err(AskError::NoSuchPort(self.no_such_port(*at, name)));
                        }
                        let labels = [source.label.clone(), label.clone()];
                        parts.push(Part::Service { labels, service: *at, verdicts });
                    }
                }
                room = take(room, parts.get(known..).unwrap_or(&[]).iter().map(Part::length).sum())?;
            }
        }
        let of_services = !to.is_empty() && to.iter().all(|end| matches!(end, Destination::Service(..)));
        Ok(Reply { outcome: Outcome::all(parts.iter().map(Part::outcome)), parts, of_services, targets })
    }

    fn ask_pair(
        &self,
        source: &End,
        destination: &End,
        request: &Request<'_>,
        one_of_several: bool,
        parts: &mut Vec<Part>,
    ) {
        let labels = || [source.label.clone(), destination.label.clone()];
        if source.is_same_pod(destination, self, request.source == request.destination) {
            if !one_of_several {
                let verdict = Box::new(self.verdict_same_pod(source.id));
                parts.push(Part::Pair { labels: labels(), verdict });
            }
            return;
        }
        let at = [source.addresses.as_ref(), destination.addresses.as_ref()];
        for (cut, verdict) in self.verdicts_at(source.id, destination.id, request.question, at) {
            // Addresses that rules tell apart have names of their own.
            let label = |end: &End, cut: &Option<AddressSet>| match (&end.label, cut) {
                (Some(Label::Addresses { .. }), Some(cut)) if end.addresses.as_ref() != Some(cut) => {
                    Some(Label::addresses(cut))
                }
                (label, _) => label.clone(),
            };
            let [left, right] = &cut;
            let labels = [label(source, left), label(destination, right)];
            parts.push(Part::Pair { labels, verdict: Box::new(verdict) });
        }
    }

    /// Why a Service, called by `name`, has no answer: nothing is behind it, or it has other ports.
    pub fn no_such_port(&self, service: usize, name: &str) -> String {
        let Some(node) = self.services.get(service) else { return format!("`{name}` is not in the input") };
        if node.backends.is_empty() {
            return format!("`{name}` has no workload behind it in the input");
        }
        let port = |port: &crate::kinds::ServicePort| match &port.name {
            Some(name) => format!("{} {} ({name})", port.protocol, port.port),
            None => format!("{} {}", port.protocol, port.port),
        };
        let ports: Vec<String> = node.service.ports.iter().map(port).collect();
        if ports.is_empty() {
            format!("`{name}` has no ports")
        } else {
            format!("`{name}` has no such port; it has {}", ports.join(", "))
        }
    }
}
