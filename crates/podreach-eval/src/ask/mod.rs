//! Questions as people ask them: what each end stands for, and one answer for all of it.
//!
//! A name may mean several endpoints, a Service all of its backends, an address block whatever stands there. The answer is
//! *allowed* only where all of it is: this is the one place that says so. Texts are resolved to targets first; callers that
//! know their ends, like the page, ask about targets or endpoints at once.

mod ends;

use std::fmt;

use crate::analysis::Analysis;
use crate::find::{FindError, Target};
use crate::inventory::EndpointId;
use crate::query::{DirectionVerdict, Outcome, Question, ServiceVerdict, Verdict};
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
        /// What the request called source and destination, where their ids do not say it.
        labels: [Option<Label>; 2],
        /// The answer.
        verdict: Box<Verdict>,
    },
    /// A Service as the destination.
    Service {
        /// What the request called source and destination, where their ids do not say it.
        labels: [Option<Label>; 2],
        /// Its index.
        service: usize,
        /// The answers about its backends and ports; none where nothing is behind it.
        verdicts: Vec<ServiceVerdict>,
    },
}

impl Part {
    /// The outcome of this part.
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
    /// One for each source and each destination.
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
    /// Answers a question about every source and every destination that the two texts stand for.
    ///
    /// # Errors
    /// Where an end means nothing or too much, where a Service has no such port, and where the answer would be too long.
    pub fn ask(&self, request: &Request<'_>) -> Result<Reply, AskError> {
        let find = |text| self.find(text, request.namespace).map_err(AskError::Find);
        let targets = [find(request.source)?, find(request.destination)?];
        self.ask_resolved(targets, [request.source, request.destination], request.question)
    }

    /// Answers a question about ends that are known already, such as the index of a Service or a selected endpoint: like
    /// [`Analysis::ask`] about texts that mean these.
    ///
    /// # Errors
    /// Those of [`Analysis::ask`], but [`AskError::Find`].
    pub fn ask_targets(&self, targets: [Target; 2], question: &Question) -> Result<Reply, AskError> {
        let [source, destination] = targets.each_ref().map(|target| self.target_name(target));
        self.ask_resolved(targets, [&source, &destination], question)
    }

    /// Answers a question about two endpoints as a whole, the one case that has always exactly one answer. Equal ends are two
    /// different pods of one workload, unless it is a single pod.
    pub fn ask_endpoints(&self, source: EndpointId, destination: EndpointId, question: &Question) -> Verdict {
        self.verdict(source, destination, question)
    }

    /// What messages call a target that was not given as a text.
    fn target_name(&self, target: &Target) -> String {
        match target {
            Target::Endpoints(ids) => ids.first().map(|id| self.endpoint(*id).peer.clone()).unwrap_or_default(),
            Target::Pod(id, name) => {
                format!("{}/{name}", self.endpoint(*id).namespace.as_deref().unwrap_or_default())
            }
            Target::Service(at) => self.services.get(*at).map(|node| node.id.clone()).unwrap_or_default(),
            Target::Addresses(set) => set.short_label(),
        }
    }

    /// The answer about targets, which messages call by `names`.
    fn ask_resolved(
        &self,
        targets: [Target; 2],
        [source_name, destination_name]: [&str; 2],
        question: &Question,
    ) -> Result<Reply, AskError> {
        let [source, destination] = targets.clone();
        let same_target = source == destination;
        let from = ends::sources(self, source, source_name)?;
        let to = ends::destinations(self, destination, question);
        let mut parts = Vec::new();
        let mut room = LONGEST;
        for source in &from {
            for destination in &to {
                let known = parts.len();
                match destination {
                    // Two different pods were asked about; a part that is one pod is not both of them.
                    Destination::End(end) => {
                        let one_of_several = from.len() > 1 && to.len() > 1;
                        self.ask_pair([source, end], question, (same_target, one_of_several), &mut parts);
                    }
                    Destination::Service(at, label) => {
                        if question.leaves_port_open() {
                            take(room, 16 * self.service_answers(*at))?;
                        }
                        let addresses = source.addresses.as_ref();
                        let verdicts = self.service_verdicts_at(source.id, addresses, *at, question);
                        // Among other things a Service without anything behind it is a part that cannot be reached.
                        if verdicts.is_empty() && to.len() == 1 {
                            let name = label.as_ref().map_or(destination_name, Label::text);
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
        [source, destination]: [&End; 2],
        question: &Question,
        (same_target, one_of_several): (bool, bool),
        parts: &mut Vec<Part>,
    ) {
        let labels = || [source.label.clone(), destination.label.clone()];
        if source.is_same_pod(destination, self, same_target) {
            if !one_of_several {
                let verdict = Box::new(self.verdict_same_pod(source.id));
                parts.push(Part::Pair { labels: labels(), verdict });
            }
            return;
        }
        let at = [source.addresses.as_ref(), destination.addresses.as_ref()];
        if at == [None, None] {
            let verdict = Box::new(self.ask_endpoints(source.id, destination.id, question));
            parts.push(Part::Pair { labels: labels(), verdict });
            return;
        }
        for (cut, verdict) in self.verdicts_at(source.id, destination.id, question, at) {
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

#[cfg(test)]
mod tests;
