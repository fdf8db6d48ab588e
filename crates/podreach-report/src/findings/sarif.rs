//! Findings as SARIF 2.1.0, for code scanning.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub, "SARIF support for code scanning": of the results of
//! a run it takes 5,000, and of the locations of a result 100. What is left out for that is said in a notification of the run.

use std::collections::BTreeMap;
use std::fmt;

use podreach_eval::lint::{Finding, Lint, lints};
use podreach_syntax::{PlacedEdit, Severity, Sources, Span};
use serde::Serialize;
use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::{FindingsDoc, ReportedFix, counted, json, url};
use crate::Printer;
use crate::json::indented;

/// Results of a run that GitHub takes.
const RESULTS: usize = 5_000;
/// Locations of a result that GitHub takes.
const LOCATIONS: usize = 100;

pub(crate) fn sarif(doc: &FindingsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let mut shown: Vec<(&Finding, &[ReportedFix], Option<&str>)> =
        doc.shown().map(|(finding, fixes)| (finding, fixes, None)).collect();
    let silenced = doc.findings.silenced.iter().map(|one| (&one.finding, &[][..], Some(&*one.reason)));
    shown.extend(silenced.filter(|(found, _, _)| found.diagnostic.severity <= doc.level));
    let left_out = shown.len().saturating_sub(RESULTS);
    if left_out > 0 {
        shown.sort_by_key(|(finding, _, _)| finding.diagnostic.severity);
        shown.truncate(RESULTS);
    }
    let findings: Vec<&Finding> = shown.iter().map(|(finding, _, _)| *finding).collect();
    let prints = fingerprints(doc.sources, &findings);
    let rules: Vec<&Lint> =
        lints().filter(|lint| findings.iter().any(|one| one.diagnostic.code == lint.code)).collect();
    let indexes: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, lint)| (lint.code, at)).collect();
    let results = shown.iter().zip(prints);
    let results: Vec<ResultOut> = results
        .map(|((finding, fixes, reason), print)| result(doc, finding, fixes, *reason, print, &indexes))
        .collect();
    let mut notes = Vec::new();
    if left_out > 0 {
        let what = counted(left_out, "more result");
        notes
            .push(json!({"level": "warning", "message": {"text": format!("{what}: GitHub takes {RESULTS} of a run")}}));
    }
    for not in &doc.findings.not_checked {
        let text = format!("{}, {}, is not checked for want of {}", not.lint.code, not.lint.name, not.needs);
        notes.push(json!({"level": "note", "message": {"text": text}}));
    }
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "podreach",
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: "https://podreach.github.io/podreach/",
                    rules: rules.into_iter().map(rule).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            invocations: [json!({"executionSuccessful": true, "toolExecutionNotifications": notes})],
            results,
        }],
    };
    indented(&mut out.json(), &log)
}

/// The whole file.
#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Value; 1],
    results: Vec<ResultOut>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOut {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<Value>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Value>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

/// Lines and columns from 1; the end is behind the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

const fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// What a finding is in general.
fn rule(lint: &Lint) -> Value {
    let documentation = lint.documentation();
    let first = documentation.split("\n\n").next().unwrap_or_default().replace('\n', " ").trim().to_owned();
    let short = if first.is_empty() { lint.name.to_owned() } else { first };
    json!({
        "id": lint.code,
        "name": lint.name,
        "shortDescription": {"text": short},
        "fullDescription": {"text": short},
        "help": {"text": format!("{short}\n{}", url(lint)), "markdown": documentation},
        "helpUri": url(lint),
        "defaultConfiguration": {"level": level(lint.severity)},
        "properties": {"tags": ["kubernetes", "network-policy"]},
    })
}

fn result(
    doc: &FindingsDoc<'_>,
    finding: &Finding,
    fixes: &[ReportedFix],
    reason: Option<&str>,
    print: String,
    indexes: &BTreeMap<&str, usize>,
) -> ResultOut {
    let found = &finding.diagnostic;
    let sources = doc.sources;
    let mut text = found.message.clone();
    if let Some(help) = &found.help {
        text = format!("{text}\n{help}");
    }
    // A result without a place is shown at the first line of the input.
    let first = || sources.iter().next().map(|(_, source)| start_of(source.name()));
    let place = found.span.and_then(|span| location(sources, span)).or_else(first);
    let related = found.related.iter().take(LOCATIONS).enumerate();
    let related = related.filter_map(|(at, one)| {
        let message = Some(Message { text: one.message.clone() });
        Some(Location { id: Some(at + 1), message, ..location(sources, one.span)? })
    });
    ResultOut {
        rule_id: found.code,
        rule_index: indexes.get(found.code).copied(),
        level: level(found.severity),
        message: Message { text },
        locations: place.into_iter().collect(),
        related_locations: related.collect(),
        code_flows: code_flow(doc, finding).into_iter().collect(),
        partial_fingerprints: BTreeMap::from([("podreach/v1", print)]),
        fixes: fixes.iter().filter_map(|one| fix(sources, one)).collect(),
        suppressions: reason.map(|reason| json!({"kind": "inSource", "justification": reason})).into_iter().collect(),
    }
}

/// The rules that decide, in their order, down to the place of the finding.
fn code_flow(doc: &FindingsDoc<'_>, finding: &Finding) -> Option<Value> {
    let rules = finding.about.rules.iter().take(LOCATIONS - 1).filter_map(|at| {
        let (policy, rule) = (doc.analysis.policy(at.policy)?, doc.analysis.rule(*at)?);
        let name = policy.namespace.as_deref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
        let (number, direction) = (at.index + 1, at.direction.as_str());
        let text = format!("{direction} rule {number} of the {} {name}{}", policy.kind, policy.name);
        Some(Location { message: Some(Message { text }), ..location(doc.sources, rule.span)? })
    });
    let mut steps: Vec<Location> = rules.collect();
    if steps.is_empty() {
        return None;
    }
    let last = finding.diagnostic.span.and_then(|span| location(doc.sources, span));
    steps.extend(
        last.map(|last| Location { message: Some(Message { text: finding.diagnostic.message.clone() }), ..last }),
    );
    let steps: Vec<Value> = steps.into_iter().map(|step| json!({"location": step})).collect();
    Some(json!({"threadFlows": [{"locations": steps}]}))
}

fn fix(sources: &Sources, fix: &ReportedFix) -> Option<Value> {
    let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let (name, region) = edited(sources, edit)?;
        let content = json!({"deletedRegion": region, "insertedContent": {"text": edit.text}});
        changes.entry(uri(name)).or_default().push(content);
    }
    let changes = changes
        .into_iter()
        .map(|(uri, replacements)| json!({"artifactLocation": {"uri": uri}, "replacements": replacements}));
    let changes: Vec<Value> = changes.collect();
    let applicability = fix.effect.applicability();
    Some(json!({
        "description": {"text": fix.title},
        "artifactChanges": changes,
        "properties": {"applicability": applicability},
    }))
}

fn edited<'a>(sources: &'a Sources, edit: &PlacedEdit) -> Option<(&'a str, Region)> {
    let source = sources.get(edit.source)?;
    let (start, end) = (source.line_column(edit.start), source.line_column(edit.end));
    let region =
        Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column };
    Some((source.name(), region))
}

fn location(sources: &Sources, span: Span) -> Option<Location> {
    let place = json::place(sources, span)?;
    let region = Region {
        start_line: place.line.max(1),
        start_column: place.column.max(1),
        end_line: place.end_line.max(1),
        end_column: place.end_column.max(1),
    };
    let artifact_location = Artifact { uri: uri(place.source) };
    Some(Location { id: None, physical: PhysicalLocation { artifact_location, region }, message: None })
}

/// The start of a source.
fn start_of(name: &str) -> Location {
    let region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
    let artifact_location = Artifact { uri: uri(name) };
    Location { id: None, physical: PhysicalLocation { artifact_location, region }, message: None }
}

/// The URI of a file: relative to where the command runs, unless its path is absolute. Source: RFC 3986.
fn uri(name: &str) -> String {
    let name = name.replace('\\', "/");
    let name = name.strip_prefix("./").unwrap_or(&name);
    let mut out = String::with_capacity(name.len());
    if name.starts_with('/') {
        out.push_str("file://");
    }
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./a b/ü.yaml"), "a%20b/%C3%BC.yaml");
        assert_eq!(uri("/etc/a.yaml"), "file:///etc/a.yaml");
        assert_eq!(uri("a\\b.yaml"), "a/b.yaml");
        assert_eq!(uri("a:b"), "a%3Ab");
    }
}
