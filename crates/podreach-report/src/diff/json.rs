//! A comparison as JSON. `SCHEMA.md` describes it.

use std::borrow::Cow;
use std::fmt::{self, Write};

use podreach_eval::diff::{Acts, Cause, CauseFinder, ChangeKind, ConnectionChange, EndRef, PairCauses};
use podreach_eval::explain;
use podreach_eval::policy::{PolicyId, RuleRef};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Compared;
use super::names::label;
use super::objects::{counts, labels};
use super::reasons::{NOT_WORKED_OUT, pair_notes};
use crate::place::place;

/// Version of the schema. New fields may come without a new version; changed or missing ones need one.
pub const DIFF_SCHEMA_VERSION: u32 = 1;

/// Writes a comparison, a connection a line.
pub(super) fn json(out: &mut dyn Write, compared: &Compared<'_>) -> fmt::Result {
    let [added, removed, changed] = counts(compared.diff);
    let summary = json!({"added": added, "removed": removed, "changed": changed});
    write!(out, "{{\n\"version\": {DIFF_SCHEMA_VERSION},\n\"summary\": {summary},\n\"connections\": [")?;
    let finder = CauseFinder::new(compared.analyses, compared.diff);
    let mut separator = "\n  ";
    for change in &compared.diff.connections {
        let told: Vec<Value> = change.causes.iter().filter_map(|found| cause(compared, found)).collect();
        for (source, destination) in compared.diff.pairs(change) {
            let found = finder.missing(change, [source, destination]);
            let more: Vec<Value>;
            let causes = match &found {
                PairCauses::Found(found) => {
                    more = found.iter().filter_map(|found| cause(compared, found)).collect();
                    (found.as_slice(), more.as_slice())
                }
                PairCauses::Told | PairCauses::LeftOut => (change.causes.as_slice(), told.as_slice()),
            };
            let mut row = connection(compared, change, [source, destination], causes);
            row.info.extend((found == PairCauses::LeftOut).then(|| NOT_WORKED_OUT.to_owned()));
            let line = serde_json::to_string(&row).map_err(|_| fmt::Error)?;
            write!(out, "{separator}{line}")?;
            separator = ",\n  ";
        }
    }
    out.write_str("]")?;
    for (key, value) in [("workloads", workloads(compared)), ("policies", policies(compared))] {
        write!(out, ",\n\"{key}\": {value}")?;
    }
    writeln!(out, ",\n\"namespaces\": {}\n}}", namespaces(compared))
}

/// One pair, or a peer and all addresses that changed alike.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    r#type: &'static str,
    src: Cow<'a, str>,
    dst: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_addresses: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_addresses: Option<Vec<String>>,
    before: String,
    after: String,
    opened: String,
    closed: String,
    causes: &'a [Value],
    info: Vec<String>,
}

fn connection<'a>(
    compared: &Compared<'a>,
    change: &ConnectionChange,
    ends: [EndRef<'a>; 2],
    (causes, told): (&[Cause], &'a [Value]),
) -> Row<'a> {
    let [src, dst] = ends.map(|end| label(compared.diff, end));
    let [src_addresses, dst_addresses] = ends.map(|end| match end {
        EndRef::Outside(addresses) => Some(addresses.ranges().map(|(first, last)| format!("{first}-{last}")).collect()),
        EndRef::Peer(_) | EndRef::Named(_) => None,
    });
    Row {
        r#type: change.kind().as_str(),
        src,
        dst,
        src_addresses,
        dst_addresses,
        before: change.before.list_notation(),
        after: change.after.list_notation(),
        opened: change.opened().list_notation(),
        closed: change.closed().list_notation(),
        causes: told,
        info: pair_notes(compared, causes, ends),
    }
}

fn cause(compared: &Compared<'_>, cause: &Cause) -> Option<Value> {
    let policy = compared.diff.policies.get(cause.policy as usize)?;
    Some(json!({
        "kind": policy.kind, "namespace": policy.namespace, "policy": policy.name,
        "change": policy.change.map_or("unchanged", ChangeKind::as_str),
        "direction": cause.direction.as_str(),
        "before": acts(compared, 0, cause, &cause.before, policy.before),
        "after": acts(compared, 1, cause, &cause.after, policy.after),
    }))
}

/// What a policy does on a side; null where it is missing.
fn acts(compared: &Compared<'_>, side: usize, cause: &Cause, acts: &Acts, id: Option<PolicyId>) -> Value {
    let (Some(analysis), Some(sources), Some(id)) = (compared.analyses.get(side), compared.sources.get(side), id)
    else {
        return Value::Null;
    };
    let rules = acts.rules.iter().map(|index| {
        let rule = RuleRef { policy: id, direction: cause.direction, index: *index };
        let at = analysis.rule(rule).and_then(|rule| place(sources, rule.span));
        json!({"index": index, "text": explain::rule_sentence(analysis, rule), "at": at})
    });
    let at = analysis.policy(id).and_then(|policy| place(sources, policy.name_span));
    json!({"isolates": acts.isolates, "rules": rules.collect::<Vec<_>>(), "at": at})
}

/// Lists by kind of change.
#[derive(Default)]
struct Lists([Vec<Value>; 3]);

impl Lists {
    fn push(&mut self, change: ChangeKind, value: Value) {
        let [added, removed, changed] = &mut self.0;
        match change {
            ChangeKind::Added => added.push(value),
            ChangeKind::Removed => removed.push(value),
            ChangeKind::Changed => changed.push(value),
        }
    }

    fn value(self) -> Value {
        let [added, removed, changed] = self.0;
        json!({"added": added, "removed": removed, "changed": changed})
    }
}

/// A workload is the same one while it has its name, so that none has changed.
fn workloads(compared: &Compared<'_>) -> Value {
    let mut lists = Lists::default();
    for found in &compared.diff.workloads {
        lists.push(found.change, json!({"name": found.name}));
    }
    lists.value()
}

fn policies(compared: &Compared<'_>) -> Value {
    let mut lists = Lists::default();
    for (policy, change) in compared.diff.changed_policies() {
        let at = |side: usize, id: Option<PolicyId>| {
            let (analysis, sources) = (compared.analyses.get(side)?, compared.sources.get(side)?);
            place(sources, analysis.policy(id?)?.name_span)
        };
        let value = json!({
            "kind": policy.kind, "namespace": policy.namespace, "policy": policy.name, "refused": policy.refused,
            "before": at(0, policy.before), "after": at(1, policy.after),
        });
        lists.push(change, value);
    }
    lists.value()
}

fn namespaces(compared: &Compared<'_>) -> Value {
    let mut lists = Lists::default();
    for found in &compared.diff.namespaces {
        let mut value = Map::new();
        value.insert("name".into(), (*found.name).into());
        for (side, key) in ["labelsBefore", "labelsAfter"].into_iter().enumerate() {
            value.insert(key.into(), json!(labels(compared, side, &found.name)));
        }
        lists.push(found.change, Value::Object(value));
    }
    lists.value()
}
