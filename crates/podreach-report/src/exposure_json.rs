//! `list -o json --exposure`: connections and exposure in one object. `SCHEMA.md` beside this crate's `src` describes it.

use std::fmt::{self, Write};

use podreach_eval::Analysis;
use podreach_eval::exposure::{ExposedSet, SideExposure};
use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::{Action, NamespaceScope, PolicyId, RuleRef};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::exposure::{each, notes, why};
use crate::references;
use crate::rows::{Outside, rows};

/// Version of the schema. New fields may come without a new version; changed or missing ones need one.
pub const EXPOSURE_SCHEMA_VERSION: u32 = 1;

/// Writes the object, a connection and a workload a line.
pub(crate) fn object(
    out: &mut dyn Write,
    analysis: &Analysis,
    sources: &Sources,
    with_representatives: bool,
) -> Result<usize, fmt::Error> {
    write!(out, "{{\n\"version\": {EXPOSURE_SCHEMA_VERSION},\n\"connections\": [")?;
    let mut separator = "\n  ";
    for row in rows(analysis, with_representatives, Outside::Ranges).iter() {
        write!(out, "{separator}{}", serde_json::to_string(&row).map_err(|_| fmt::Error)?)?;
        separator = ",\n  ";
    }
    out.write_str("],\n\"exposure\": [")?;
    let mut separator = "\n  ";
    let left_out = each(analysis, &mut analysis.exposure(), with_representatives, |id, [ingress, egress]| {
        let endpoint = analysis.endpoint(id);
        let [ingress, egress] = [ingress, egress].map(|found| side(analysis, sources, id, found));
        let value = json!({"id": endpoint.id, "workload": endpoint.peer, "ingress": ingress, "egress": egress});
        write!(out, "{separator}{value}")?;
        separator = ",\n  ";
        Ok(())
    })?;
    out.write_char(']')?;
    if left_out > 0 {
        write!(out, ",\n\"left_out\": {left_out}")?;
    }
    out.write_str("\n}\n")?;
    Ok(left_out)
}

fn side(analysis: &Analysis, sources: &Sources, id: EndpointId, side: &SideExposure) -> Value {
    let outside: Vec<Value> = side
        .outside
        .iter()
        .map(|(part, connections)| {
            json!({"id": analysis.endpoint(*part).id,
                   "conn": analysis.connections().get(*connections).list_notation()})
        })
        .collect();
    let pods: Vec<Value> = side.telling().map(|found| kind(analysis, sources, id, side, found)).collect();
    json!({
        "isolated": side.isolated,
        "policies": policies(analysis, &side.policies),
        "outside": outside,
        "pods": pods,
        "notes": notes(side),
    })
}

fn kind(analysis: &Analysis, sources: &Sources, id: EndpointId, side: &SideExposure, kind: &ExposedSet) -> Value {
    let (namespace, namespaces) = match &kind.pods.namespaces {
        NamespaceScope::Named(name) => (Some(&**name), None),
        NamespaceScope::Matching(selector) => (None, Some(selector.to_string())),
    };
    let rule = |(found, action): &(RuleRef, Action)| {
        references::rule(analysis, sources, *found, [("action", action.as_str().into())])
    };
    let rules: Vec<Value> = kind.rules.iter().map(rule).collect();
    json!({
        "peer": kind.notation(),
        "namespace": namespace,
        "namespaceSelector": namespaces,
        "podSelector": kind.pods.pods.to_string(),
        "conn": kind.connections.list_notation(),
        "bothEnds": kind.both_ends.list_notation(),
        "dependsOnNames": kind.depends_on_names,
        "rules": rules,
        "selectingAll": policies(analysis, &kind.selecting_all),
        "selectingSome": kind.selecting_some.len(),
        "text": why(analysis, sources, id, side, kind),
    })
}

fn policies(analysis: &Analysis, ids: &[PolicyId]) -> Vec<Value> {
    ids.iter().filter_map(|id| analysis.policy(*id)).map(references::policy).collect()
}
