//! `list -o full`: everything that is known about an input, as JSON. `SCHEMA.md` beside this crate's `src` describes it.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::policy::{Direction, Policy};
use podreach_eval::reach::{DirectionVerdict, PairState};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde::Serialize;
use serde_json::json;

use crate::full_endpoint::{endpoint, namespace, service};
use crate::full_entry::entry;
use crate::members::Members;
use crate::notations::Notations;
use crate::place::{Place, place};

/// Version of the schema. New fields may come without a new version; changed or missing ones need one.
pub const FULL_SCHEMA_VERSION: u32 = 1;

/// Writes the whole analysis as JSON, one element a line.
pub(crate) fn full(out: &mut dyn Write, analysis: &Analysis, sources: &Sources) -> fmt::Result {
    let shown: Vec<EndpointId> = analysis
        .endpoint_ids()
        .filter(|(_, endpoint)| !endpoint.hidden && endpoint.kind != EndpointKind::OwnNode)
        .map(|(id, _)| id)
        .collect();
    write!(out, "{{\n\"version\": {FULL_SCHEMA_VERSION}")?;
    array(out, "namespaces", analysis.namespaces.iter().map(namespace))?;
    array(out, "endpoints", shown.iter().map(|id| endpoint(analysis, sources, *id)))?;
    array(out, "groups", groups(analysis, &shown).into_iter())?;
    array(out, "services", analysis.services.iter().map(|node| service(analysis, sources, node)))?;
    array(out, "entries", analysis.entries.iter().map(|node| entry(analysis, sources, node)))?;
    array(out, "policies", analysis.policies.list.iter().map(|found| policy(sources, found)))?;
    connections(out, analysis, &shown)?;
    let refused = analysis.refused.iter().map(|found| {
        let meta = &found.meta;
        json!({"kind": meta.kind, "namespace": meta.namespace, "name": meta.name.value, "codes": found.codes,
               "reason": found.reason, "at": place(sources, meta.span)})
    });
    array(out, "refused", refused)?;
    let rejected = analysis.rejected.iter().map(|found| {
        json!({"kind": found.kind, "namespace": found.namespace, "name": found.name, "codes": found.codes,
               "reason": found.reason, "at": place(sources, found.span)})
    });
    array(out, "rejected", rejected)?;
    let ignored = analysis.ignored.iter().map(|found| {
        json!({"apiVersion": found.api_version, "kind": found.kind, "name": found.name, "at": place(sources, found.span)})
    });
    array(out, "ignored", ignored)?;
    let left_out = explain::left_out_sentences(analysis, &analysis.left_out_of_all());
    array(out, "leftOut", left_out.into_iter())?;
    let diagnostics = analysis.by_importance().into_iter().map(|found| {
        json!({"code": found.code, "severity": found.severity.as_str(), "message": found.message, "help": found.help,
               "at": found.span.and_then(|span| place(sources, span))})
    });
    array(out, "diagnostics", diagnostics)?;
    out.write_str("\n}\n")
}

/// JSON comes in whole pieces of text, which are passed on as they come.
struct Text<'a>(&'a mut dyn Write);

impl std::io::Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(std::io::Error::other)?;
        self.0.write_str(text).map_err(std::io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A key with an array, an element a line.
fn array<T: Serialize>(out: &mut dyn Write, key: &str, items: impl Iterator<Item = T>) -> fmt::Result {
    write!(out, ",\n\"{key}\": [")?;
    let mut separator = "\n  ";
    for item in items {
        out.write_str(separator)?;
        serde_json::to_writer(Text(out), &item).map_err(|_| fmt::Error)?;
        separator = ",\n  ";
    }
    out.write_str("]")
}

/// Endpoints that no policy tells apart, where there are several.
fn groups<'a>(analysis: &'a Analysis, shown: &[EndpointId]) -> Vec<Vec<&'a str>> {
    let mut classes: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for id in shown {
        let endpoint = analysis.endpoint(*id);
        classes.entry(endpoint.class()).or_default().push(&endpoint.id);
    }
    let mut groups: Vec<Vec<&str>> = classes.into_values().filter(|members| members.len() > 1).collect();
    groups.sort();
    groups
}

#[derive(Serialize)]
struct PolicyOut<'a> {
    id: u32,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
    text: String,
    at: Option<Place<'a>>,
    ingress: Option<Vec<RuleOut<'a>>>,
    egress: Option<Vec<RuleOut<'a>>>,
}

#[derive(Serialize)]
struct RuleOut<'a> {
    text: String,
    at: Option<Place<'a>>,
}

fn policy<'a>(sources: &'a Sources, policy: &'a Policy) -> PolicyOut<'a> {
    let rules = |direction: Direction| {
        let found = policy.rules(direction)?.iter();
        let rule = |rule| RuleOut { text: explain::rule_words(rule, direction), at: place(sources, rule.span) };
        Some(found.map(rule).collect())
    };
    PolicyOut {
        id: policy.id.0,
        kind: &policy.kind,
        namespace: policy.namespace.as_deref(),
        name: &policy.name,
        text: explain::policy_sentence(policy),
        at: place(sources, policy.name_span),
        ingress: rules(Direction::Ingress),
        egress: rules(Direction::Egress),
    }
}

#[derive(Serialize)]
struct ConnectionOut<'a> {
    src: &'a str,
    dst: &'a str,
    conn: &'a str,
    state: &'static str,
    egress: Vec<RuleAt>,
    ingress: Vec<RuleAt>,
    caveats: Vec<&'static str>,
}

#[derive(Serialize)]
struct RuleAt {
    policy: u32,
    rule: u32,
}

fn rules(gate: &DirectionVerdict) -> Vec<RuleAt> {
    gate.hits.iter().map(|hit| RuleAt { policy: hit.rule.policy.0, rule: hit.rule.index }).collect()
}

fn connections(out: &mut dyn Write, analysis: &Analysis, shown: &[EndpointId]) -> fmt::Result {
    let members = Members::new(analysis, shown.iter().copied());
    let destinations = analysis.destinations(|id| shown.binary_search(&id).is_ok());
    let mut notations = Notations::new(analysis);
    notations.learn_all(&members, &destinations);
    let mut left = REASONS;
    let items = destinations.of_each(shown.iter().copied()).flat_map(|(from, reached)| {
        let mut targets: Vec<(EndpointId, u32)> = Vec::new();
        for reached in reached {
            if let Some(notation) = notations.number(reached) {
                targets.extend(members.of(reached.class).iter().map(|to| (*to, notation)));
            }
        }
        targets.retain(|(to, _)| *to != from);
        targets.sort();
        targets.into_iter().map(move |(to, notation)| (from, to, notation))
    });
    let mut told = 0_u64;
    let items = items.map(|(from, to, notation)| {
        if left > 0 {
            left = left.saturating_sub(1 + analysis.verdict_weight(from, to));
            told += u64::from(left > 0);
        }
        connection(analysis, [from, to], notations.text(notation), left > 0)
    });
    array(out, "connections", items)?;
    if left == 0 {
        // So many come with their rules, the others without.
        write!(out, ",\n\"connectionsWithRules\": {told}")?;
    }
    Ok(())
}

/// Connections come with their rules while all of them together look at no more rules and peers than this.
const REASONS: usize = 1_000_000;

fn connection<'a>(
    analysis: &'a Analysis,
    [from, to]: [EndpointId; 2],
    conn: &'a str,
    with_rules: bool,
) -> ConnectionOut<'a> {
    let (source, destination) = (analysis.endpoint(from), analysis.endpoint(to));
    let state = analysis.pair(from, to).state;
    // Where no policy concerns either end there are no rules to name, and nothing depends on an address.
    let plain = state == PairState::Open && !source.host_network && !destination.host_network;
    let verdict = (with_rules && !plain).then(|| analysis.verdict_by_default(from, to));
    ConnectionOut {
        src: &source.id,
        dst: &destination.id,
        conn,
        state: state.as_str(),
        egress: verdict.as_ref().map(|verdict| rules(&verdict.egress)).unwrap_or_default(),
        ingress: verdict.as_ref().map(|verdict| rules(&verdict.ingress)).unwrap_or_default(),
        caveats: verdict.iter().flat_map(|verdict| &verdict.caveats).map(|caveat| caveat.text()).collect(),
    }
}
