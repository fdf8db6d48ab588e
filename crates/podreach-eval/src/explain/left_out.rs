//! What an answer leaves out: policies that were rejected or are of kinds that are not evaluated, and what could not be read.
//! Only what may concern the ends of the question is listed. The answer itself does not change by it.

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Place, Places, Severity, Span};

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::kinds::{self, RejectedPolicy, Unsupported};
use crate::policy::{Direction, EndpointMatch, EndpointPredicate, NamespaceScope, PodSelector, any_policy};
use crate::sets::Selector;

use super::words;

/// At most this many names are listed in a sentence.
const NAMES: usize = 6;
/// At most this many ends are named for a policy.
const ENDS: usize = 3;

/// The ends of a question.
#[derive(Clone, Debug, Default)]
pub struct Ends {
    /// Where connections come from.
    pub sources: Vec<EndpointId>,
    /// Where they go.
    pub destinations: Vec<EndpointId>,
}

impl Ends {
    fn all(&self) -> impl Iterator<Item = (EndpointId, Direction)> + '_ {
        let sources = self.sources.iter().map(|id| (*id, Direction::Egress));
        sources.chain(self.destinations.iter().map(|id| (*id, Direction::Ingress)))
    }
}

/// A policy that the API server would reject, and the ends that it would select.
#[derive(Clone, Debug)]
pub struct LeftOutPolicy<'a> {
    /// The policy.
    pub policy: &'a RejectedPolicy,
    /// Ends that it would select as it is written; empty where that is not known.
    pub selects: Vec<EndpointId>,
}

/// What an answer leaves out.
#[derive(Clone, Debug, Default)]
pub struct LeftOut<'a> {
    /// Rejected policies.
    pub rejected: Vec<LeftOutPolicy<'a>>,
    /// Policies of kinds that are not evaluated.
    pub unsupported: Vec<&'a Unsupported>,
    /// Places of what could not be read and may be anything.
    pub unreadable: Vec<Span>,
}

impl LeftOut<'_> {
    /// Whether nothing is left out.
    pub const fn is_empty(&self) -> bool {
        self.rejected.is_empty() && self.unsupported.is_empty() && self.unreadable.is_empty()
    }
}

impl Analysis {
    /// What the answer to a question about these ends leaves out.
    pub fn left_out(&self, ends: &Ends) -> LeftOut<'_> {
        let ends: Vec<(EndpointId, Direction)> = ends.all().filter(|(id, _)| self.is_concerned(*id)).collect();
        let rejected = self.rejected_policies.iter().filter_map(|policy| self.rejected(policy, &ends));
        let concerns = |ignored: &&Unsupported| {
            let Some(policy) = &ignored.policy else { return false };
            let namespace = (!policy.cluster_wide).then_some(&*ignored.namespace);
            ends.iter().any(|(id, _)| may_select(self.endpoint(*id), namespace, &policy.pods))
        };
        LeftOut {
            rejected: rejected.collect(),
            unsupported: self.ignored.iter().filter(concerns).collect(),
            unreadable: if ends.is_empty() { Vec::new() } else { self.unreadable() },
        }
    }

    /// The same for the whole input.
    pub fn left_out_of_all(&self) -> LeftOut<'_> {
        let rejected = self.rejected_policies.iter().map(|policy| LeftOutPolicy { policy, selects: Vec::new() });
        LeftOut {
            rejected: rejected.collect(),
            unsupported: self.ignored.iter().filter(|ignored| ignored.policy.is_some()).collect(),
            unreadable: self.unreadable(),
        }
    }

    /// Whether policies may apply to an end: not to addresses, nor to pods that plugins leave to their node.
    fn is_concerned(&self, id: EndpointId) -> bool {
        let endpoint = self.endpoint(id);
        (endpoint.is_workload() || endpoint.is_representative()) && !endpoint.host_network
    }

    fn rejected<'a>(&self, policy: &'a RejectedPolicy, ends: &[(EndpointId, Direction)]) -> Option<LeftOutPolicy<'a>> {
        let Some(lenient) = policy.lenient.as_ref().map(any_policy) else {
            // Its selector cannot be read; its namespace can.
            let namespace = Some(&*policy.meta.namespace).filter(|namespace| !namespace.is_empty());
            let everything = Selector::everything(policy.meta.span);
            let concerned = ends.iter().any(|(id, _)| may_select(self.endpoint(*id), namespace, &everything));
            return concerned.then_some(LeftOutPolicy { policy, selects: Vec::new() });
        };
        // One whose types are not understood may be meant for either direction.
        let any_direction = lenient.ingress.is_none() && lenient.egress.is_none();
        let applies = |(id, direction): &&(EndpointId, Direction)| {
            (any_direction || lenient.rules(*direction).is_some())
                && self.may_select(&lenient.subject, self.endpoint(*id))
        };
        let mut selects: Vec<EndpointId> = ends.iter().filter(applies).map(|(id, _)| *id).collect();
        selects.dedup();
        (!selects.is_empty()).then_some(LeftOutPolicy { policy, selects })
    }

    /// Whether the subject of a policy may hold an end.
    fn may_select(&self, subject: &EndpointPredicate, endpoint: &Endpoint) -> bool {
        subject.may_hold(&mut |atom| match atom {
            EndpointMatch::Pods(scope) => (false, self.selects(scope, endpoint)),
            EndpointMatch::Addresses { .. } | EndpointMatch::Nodes { .. } | EndpointMatch::Domain(_) => (false, true),
        })
    }

    fn selects(&self, scope: &PodSelector, endpoint: &Endpoint) -> bool {
        let namespace = match (&scope.namespaces, endpoint.namespace.as_deref()) {
            (NamespaceScope::Named(wanted), found) => found.is_none_or(|found| &**wanted == found),
            (NamespaceScope::Matching(_), None) => true,
            (NamespaceScope::Matching(selector), Some(found)) => {
                let mut known = self.namespaces.iter().filter(|namespace| &*namespace.name == found);
                known.next().is_none_or(|namespace| selector.matches(&namespace.labels))
            }
        };
        namespace && scope.pods.matches(&endpoint.labels)
    }

    /// Places that could not be read. An object of which only the kind is wrong is listed as such.
    fn unreadable(&self) -> Vec<Span> {
        let ignored = Objects::new(&self.places, self.ignored.iter().map(|ignored| ignored.span));
        let lost = |found: &&Diagnostic| {
            found.severity == Severity::Error
                && (found.code.starts_with('S') || matches!(found.code, "L15" | "L16" | "L18"))
        };
        let places = self.diagnostics.iter().filter(lost).filter_map(|found| found.span);
        places.filter(|span| !ignored.hold(*span)).collect()
    }
}

fn may_select(endpoint: &Endpoint, namespace: Option<&str>, pods: &Selector) -> bool {
    let here = namespace.is_none_or(|wanted| endpoint.namespace.as_deref().is_none_or(|found| found == wanted));
    here && pods.matches(&endpoint.labels)
}

/// Places of objects, none of which is within another.
pub(super) struct Objects<'a> {
    places: &'a Places,
    objects: Vec<Place>,
}

impl<'a> Objects<'a> {
    pub(super) fn new(places: &'a Places, spans: impl Iterator<Item = Span>) -> Self {
        let mut objects: Vec<Place> = spans.map(|span| places.place(span)).collect();
        objects.sort_unstable_by_key(|place| (place.source, place.start));
        Self { places, objects }
    }

    /// Whether a place is within one of them.
    pub(super) fn hold(&self, span: Span) -> bool {
        let place = self.places.place(span);
        let after = self.objects.partition_point(|object| (object.source, object.start) <= (place.source, place.start));
        let last = after.checked_sub(1).and_then(|at| self.objects.get(at));
        last.is_some_and(|object| object.source == place.source && place.end <= object.end)
    }
}

/// What is left out, in sentences.
pub fn left_out_sentences(analysis: &Analysis, left_out: &LeftOut<'_>) -> Vec<String> {
    let mut said: Vec<String> =
        left_out.rejected.iter().take(NAMES).map(|rejected| rejected_sentence(analysis, rejected)).collect();
    let more = left_out.rejected.len().saturating_sub(NAMES);
    match more {
        0 => {}
        1 => said.push("The API server would reject 1 more policy, which is left out.".into()),
        _ => said.push(format!("The API server would reject {more} more policies, which are left out.")),
    }
    let mut by_kind: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for ignored in &left_out.unsupported {
        let wide = ignored.policy.as_ref().is_some_and(|policy| policy.cluster_wide);
        let name = if wide { ignored.name.to_string() } else { format!("{}/{}", ignored.namespace, ignored.name) };
        // Kinds that Kubernetes has too differ from its own by their group.
        let of_kubernetes = kinds::is_kubernetes_policy(&ignored.kind);
        let group = ignored.api_version.rsplit_once('/').map_or("", |(group, _)| group);
        by_kind.entry((&ignored.kind, if of_kubernetes { group } else { "" })).or_default().push(name);
    }
    for ((kind, group), names) in by_kind {
        let of = if group.is_empty() { String::new() } else { format!(" of {group}") };
        let (kinds, verb) = match names.len() {
            1 => (format!("1 {kind}{of}"), "is"),
            count => (format!("{count} {}{of}", plural(kind)), "are"),
        };
        said.push(format!("{kinds} {verb} not evaluated: {}.", shortened(&names, NAMES)));
    }
    match left_out.unreadable.len() {
        0 => {}
        1 => said.push("A part of the input could not be read; it may hold policies.".into()),
        count => {
            said.push(format!("{count} parts of the input could not be read; they may hold policies."));
        }
    }
    said
}

fn rejected_sentence(analysis: &Analysis, rejected: &LeftOutPolicy<'_>) -> String {
    let meta = &rejected.policy.meta;
    let name = if meta.namespace.is_empty() {
        meta.name.value.to_string()
    } else {
        format!("{}/{}", meta.namespace, meta.name.value)
    };
    let ends: Vec<String> = rejected.selects.iter().map(|id| analysis.endpoint(*id).id.clone()).collect();
    let what = if ends.is_empty() { String::new() } else { format!("; it would select {}", shortened(&ends, ENDS)) };
    format!("The {} {name} is invalid: the API server would reject it, and it is left out{what}.", meta.kind)
}

fn plural(kind: &str) -> String {
    match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{kind}s"),
    }
}

fn shortened(names: &[String], most: usize) -> String {
    let shown = names.get(..names.len().min(most)).unwrap_or(names);
    match names.len() - shown.len() {
        0 => words::list(shown),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
