//! Every document in every format, on one sample input: what a format supports is well-formed, and what it does not support is
//! refused with a message. A new format needs an arm in `check` and nothing else.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use podreach_eval::ask::Request;
use podreach_eval::diff::diff;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::Question;
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{
    DiffDoc, Document, DocumentKind, ExplainDoc, ExposureDoc, FindingsDoc, Format, ListDoc, PathsDoc, RenderError,
    VerdictStyle, render,
};
use podreach_syntax::{Severity, Sources};
use podreach_testkit::reference;

/// Names with marks that formats have to escape, and an entry point.
const MORE: &str = "---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: blocks}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.3.0.0/16]}}], ports: [{port: 80}, {port: 8080}]}]
";

fn analysis(text: &str) -> (Sources, Analysis) {
    let sources = Sources::single("a \"b\", <c> | d.yaml", text);
    let analysis = analyze(&sources, &Options::default());
    (sources, analysis)
}

/// Calls `visit` with a document of each kind.
fn each_document(visit: &mut dyn FnMut(&dyn Document)) {
    let [(old_sources, old), (sources, new)] =
        [reference::step(3), reference::step(5) + MORE].map(|text| analysis(&text));
    let list = || ListDoc { representatives: true, ..ListDoc::new(&new, &sources) };
    visit(&list());
    visit(&ExposureDoc::new(list()));
    for full in [false, true] {
        let question = Question::Anything;
        let request = Request { source: "api", destination: "10.0.0.0/6", namespace: "default", question: &question };
        let reply = new.ask(&request).unwrap();
        visit(&ExplainDoc::new(&new, &sources, &request, reply, VerdictStyle { full, color: false }));
    }
    let found = diff(&old, &new);
    visit(&DiffDoc { analyses: [&old, &new], sources: [&old_sources, &sources], diff: &found, color: false });
    let ends: Vec<EndpointId> = new.endpoint_ids().filter(|(_, end)| end.is_workload()).map(|(id, _)| id).collect();
    let findings = new.findings(&sources);
    let (level, color) = (Severity::Note, false);
    let findings =
        FindingsDoc { analysis: &new, sources: &sources, findings: &findings, fixes: Vec::new(), level, color };
    assert!(findings.shown().next().is_some(), "the sample has findings");
    visit(&findings);
    visit(&PathsDoc::new(&new, &sources, "all pods", &ends, VerdictStyle { full: true, color: false }));
}

/// The fields of a text in CSV, by row (RFC 4180).
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            letter => field.push(letter),
        }
    }
    assert!(!quoted && field.is_empty() && row.is_empty(), "the last row does not end: {text}");
    rows
}

/// Whether a text is well-formed.
fn check(format: Format, text: &str) {
    match format {
        Format::Txt | Format::Github => assert!(text.ends_with('\n'), "{text}"),
        Format::Json | Format::Full | Format::Sarif => drop(serde_json::from_str::<serde_json::Value>(text).unwrap()),
        Format::Csv => {
            let rows = csv(text);
            let columns = rows.first().unwrap().len();
            assert!(columns > 1 && rows.len() > 1, "{text}");
            assert!(rows.iter().all(|row| row.len() == columns), "{text}");
        }
        Format::Md => {
            // Rows of a table that stand together have as many cells as its head.
            let cells = |line: &str| line.replace("\\|", "").matches('|').count();
            let lines: Vec<&str> = text.lines().collect();
            for (row, next) in lines.iter().zip(lines.iter().skip(1)) {
                assert!(!row.starts_with('|') || !next.starts_with('|') || cells(row) == cells(next), "{text}");
            }
        }
        Format::Dot => assert!(text.starts_with("digraph ") && text.ends_with("}\n"), "{text}"),
        Format::Mermaid => assert!(text.starts_with("flowchart "), "{text}"),
        Format::Svg => assert!(roxmltree::Document::parse(text).unwrap().root_element().has_tag_name("svg")),
    }
}

#[test]
fn every_document_in_every_format() {
    use DocumentKind::{Diff, Explanation, Exposure, Findings, List, Paths, Verdict};
    let mut kinds = Vec::new();
    each_document(&mut |document| {
        let kind = document.kind();
        kinds.push(kind);
        for format in Format::ALL {
            match render(document, format) {
                Ok(text) => {
                    assert!(format.supports(kind) && !text.trim().is_empty(), "{kind:?} as {format:?}");
                    let control = text.chars().find(|letter| letter.is_control() && *letter != '\n');
                    assert_eq!(control, None, "{kind:?} as {format:?}");
                    check(format, &text);
                }
                Err(error) => {
                    assert_eq!(error, RenderError::Unsupported(kind, format));
                    let message = error.to_string();
                    assert!(
                        message.contains(format.name()) && message.contains("its formats are txt, json"),
                        "{message}"
                    );
                }
            }
        }
    });
    assert_eq!(kinds, [List, Exposure, Verdict, Explanation, Diff, Findings, Paths]);
}
