//! What stands at a place of a source, and what the picture shows of it: the pairs that a rule decides, the pods that a policy
//! selects, the node of a workload, a Service or a namespace.

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, EndpointId};
use podreach_eval::policy::{Direction, Policy, RuleRef};
use podreach_eval::view::NodeId;
use podreach_syntax::{SourceId, Sources, Span};
use serde::{Deserialize, Serialize};

use super::object::Object;
use crate::evaluation::Evaluation;

/// What stands at a place of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The source, as the input numbers it; none where no place is asked about.
    pub source: Option<u32>,
    /// The place: a byte of the source.
    pub offset: u32,
}

/// What stands there, for the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// `web-netpol, egress rule 2`; empty where nothing stands there that the picture shows.
    pub title: String,
    /// Pairs that a rule decides, source first.
    pub edges: Vec<(NodeId, NodeId)>,
    /// Nodes: what a policy selects, or what is written there.
    pub nodes: Vec<NodeId>,
    /// Whether there are more pairs than were looked for.
    pub more: bool,
}

/// No answer has more pairs than this.
pub(super) const MOST: usize = 300;
/// Not more pairs of classes than this are asked about.
const ASKED: usize = 4_000;
/// Not more pairs of endpoints than this are visited.
const VISITED: usize = 200_000;
/// The part of a source before and behind a place that its document is looked for in, in bytes.
const AROUND: usize = 32 << 10;

/// Answers with what stands there.
pub(in crate::page) fn answer(asked: At, evaluation: &Evaluation) -> Standing {
    let Some(source) = asked.source.map(SourceId) else { return Standing::default() };
    let place = Place { sources: &evaluation.sources, source, offset: asked.offset };
    let analysis = &evaluation.analysis;
    let policy = analysis.policies.list.iter().find(|policy| place.is_in(policy.span));
    match policy {
        Some(policy) => {
            let rule = [Direction::Ingress, Direction::Egress].into_iter().find_map(|of| rule_at(policy, of, place));
            rule.map_or_else(|| whole(analysis, policy), |rule| decided(analysis, policy, rule))
        }
        None => other(evaluation, place).unwrap_or_default(),
    }
}

/// A place of a source.
#[derive(Clone, Copy)]
struct Place<'a> {
    sources: &'a Sources,
    source: SourceId,
    offset: u32,
}

impl<'a> Place<'a> {
    fn text(self) -> &'a str {
        self.sources.get(self.source).map_or("", |source| source.text())
    }

    /// Whether it is in a span or right behind it, or in the line that the span begins in, before it: at the dash of an item.
    fn is_in(self, span: Span) -> bool {
        let at = self.sources.place(span);
        if at.source != self.source || self.offset > at.end {
            return false;
        }
        let before = self.text().get(..at.start as usize).unwrap_or("");
        let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or("");
        let dash = line.trim_start_matches(' ');
        let lead = if dash.chars().all(|found| matches!(found, '-' | ' ')) { line.len() } else { 0 };
        self.offset as usize + lead >= at.start as usize
    }
}

fn rule_at(policy: &Policy, direction: Direction, place: Place<'_>) -> Option<RuleRef> {
    let rules = policy.rules(direction)?;
    let index = rules.iter().position(|rule| place.is_in(rule.span))?;
    Some(RuleRef { policy: policy.id, direction, index: index as u32 })
}

fn node(endpoint: &Endpoint) -> NodeId {
    NodeId::parse(&endpoint.id)
}

/// A policy: what it selects.
pub(in crate::page) fn whole(analysis: &Analysis, policy: &Policy) -> Standing {
    let selected = analysis.selected_by(policy.id).into_iter().map(|id| analysis.endpoint(id));
    let nodes = selected.filter(|endpoint| !endpoint.hidden).take(MOST).map(node).collect();
    Standing { title: policy.name.to_string(), nodes, ..Standing::default() }
}

/// A rule: the pairs that it decides. Endpoints of one class are alike to every rule, so that one of each is asked about.
pub(in crate::page) fn decided(analysis: &Analysis, policy: &Policy, rule: RuleRef) -> Standing {
    let mut standing = Standing { title: podreach_eval::explain::rule_title(analysis, rule), ..Standing::default() };
    let mut known: BTreeMap<(u32, u32, bool), bool> = BTreeMap::new();
    let mut nodes: BTreeSet<NodeId> = BTreeSet::new();
    let others: Vec<(EndpointId, &Endpoint)> =
        analysis.endpoint_ids().filter(|(_, endpoint)| !endpoint.hidden).collect();
    let mut visited = 0;
    'all: for own in analysis.selected_by(policy.id) {
        let selected = analysis.endpoint(own);
        if selected.hidden {
            continue;
        }
        nodes.insert(node(selected));
        for (other, endpoint) in &others {
            visited += 1;
            if visited > VISITED || standing.edges.len() >= MOST {
                standing.more = true;
                break 'all;
            }
            if own == *other && (selected.bare || selected.host_network) {
                continue;
            }
            let key = (selected.class(), endpoint.class(), own == *other);
            if known.len() >= ASKED && !known.contains_key(&key) {
                standing.more = true;
                continue;
            }
            if *known.entry(key).or_insert_with(|| decides(analysis, rule, own, *other)) {
                let (own, other) = (node(selected), node(endpoint));
                nodes.insert(other.clone());
                standing.edges.push(if rule.direction == Direction::Ingress { (other, own) } else { (own, other) });
            }
        }
    }
    standing.nodes = nodes.into_iter().collect();
    standing
}

/// Whether a rule is one of those that decide what passes between the pod that it is for and another end.
fn decides(analysis: &Analysis, rule: RuleRef, own: EndpointId, other: EndpointId) -> bool {
    let ends = if rule.direction == Direction::Ingress { (other, own) } else { (own, other) };
    let verdict = analysis.verdict_by_default(ends.0, ends.1);
    let side = if rule.direction == Direction::Ingress { &verdict.ingress } else { &verdict.egress };
    side.hits.iter().any(|hit| hit.rule == rule && hit.action.decides())
}

/// Something else than a policy: its node.
fn other(evaluation: &Evaluation, place: Place<'_>) -> Option<Standing> {
    let analysis = &evaluation.analysis;
    let (text, offset) = document(place.text(), place.offset as usize);
    let path = path_at(text, offset);
    let object = Object::around(text, &path, &evaluation.options().default_namespace);
    let (kind, namespace, name) = (object.kind(), object.namespace(), object.name());
    if name.is_empty() {
        return None;
    }
    let nodes: Vec<NodeId> = match kind {
        "Namespace" => {
            let known = analysis.namespaces.iter().any(|found| &*found.name == name);
            known.then(|| NodeId::Namespace(name.into())).into_iter().collect()
        }
        "Service" => {
            let id = NodeId::Service { namespace: namespace.into(), name: name.into() };
            analysis.services.iter().any(|service| NodeId::parse(&service.id) == id).then_some(id).into_iter().collect()
        }
        _ => {
            let is_it = |endpoint: &&Endpoint| {
                let (found, own) = endpoint.workload().unzip();
                let is_named = own == Some(name) && found.is_some_and(|found| found.as_str() == kind);
                let same_namespace = endpoint.namespace.as_deref() == Some(namespace);
                same_namespace && (is_named || kind == "Pod" && endpoint.lists_pod(name))
            };
            analysis
                .endpoints
                .iter()
                .filter(|endpoint| endpoint.is_workload())
                .filter(is_it)
                .take(MOST)
                .map(node)
                .collect()
        }
    };
    (!nodes.is_empty()).then(|| Standing { title: name.to_owned(), nodes, ..Standing::default() })
}

/// The path of the last key or item before a place.
fn path_at(text: &str, offset: usize) -> Vec<super::loose::Step> {
    let entries = super::loose::read(text).entries;
    let before = entries.into_iter().take_while(|entry| entry.key.start.min(entry.value.start) <= offset);
    before.last().map(|entry| entry.path).unwrap_or_default()
}

/// The document around a place of a text, and the place in it. Of a long one the part around the place.
fn document(text: &str, offset: usize) -> (&str, usize) {
    let mut from = offset.saturating_sub(AROUND);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (offset + AROUND).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let mut middle = offset.min(text.len());
    while !text.is_char_boundary(middle) {
        middle -= 1;
    }
    let before = text.get(from..middle).unwrap_or("");
    let start = before.rfind("\n---").map_or(from, |at| from + at + 1);
    let behind = text.get(middle..to).unwrap_or("");
    let end = behind.find("\n---").map_or(to, |at| middle + at);
    (text.get(start..end).unwrap_or(""), middle - start)
}
