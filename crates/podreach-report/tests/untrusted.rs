//! Names that other people chose are text in every format, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use podreach_eval::ask::{Label, Part, Reply, Request};
use podreach_eval::diff::diff;
use podreach_eval::query::{Outcome, Question, ServiceVerdict};
use podreach_eval::sets::Protocol;
use podreach_eval::{Analysis, Options, Target, analyze};
use podreach_report::{DiffDoc, Document, ExplainDoc, Format, ListDoc, VerdictStyle, render};
use podreach_syntax::Sources;

/// Kinds of owners are free text.
const KINDS: [&str; 7] = [
    "K\"]; evil --> x; click n0 href \"http://e\"",
    "K\\\" ]; } evil -> x; {",
    "K](http://evil.example) [a][b] <img src=x> | `code` @all **b** ~~s~~",
    "=cmd|' /C calc'!A0",
    "K\nevil,row,here\n| a | b |\nend",
    "K#quot;#59; &quot; %% {{x}} <br/>",
    "K\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m",
];

fn input(kind: &str, closed: bool) -> (Sources, Analysis) {
    // YAML takes such letters only as escapes.
    let kind = serde_json::to_string(kind).unwrap().replace('\u{9b}', "\\x9b");
    let mut yaml = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a-1, labels: {{app: a}}, ownerReferences: [{{apiVersion: x/v1, kind: {kind}, name: a, uid: u, controller: true}}]}}\nspec: {{containers: [{{name: c}}]}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: b, labels: {{app: b}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"
    );
    if closed {
        yaml += "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: closed}\nspec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}\n";
    }
    let sources = Sources::single("a|b`\"],\n=x.yaml", yaml);
    let analysis = analyze(&sources, &Options::default());
    assert!(analysis.endpoints.iter().any(|endpoint| endpoint.is_workload() && endpoint.id.starts_with("default/a")));
    (sources, analysis)
}

/// All documents in one format.
fn documents(kind: &str, format: Format) -> Vec<String> {
    let ((old, before), (new, after)) = (input(kind, false), input(kind, true));
    let found = diff(&before, &after);
    assert!(!found.connections.is_empty());
    let comparison = DiffDoc { analyses: [&before, &after], sources: [&old, &new], diff: &found, color: false };
    let is_a = |id: &str| id.starts_with("default/a");
    let a = after.endpoint_ids().find(|(_, endpoint)| is_a(&endpoint.id)).unwrap().0;
    let b = after.endpoint_by_id("default/b").unwrap();
    // Something that a person typed, and a Service that leads to a workload of this name.
    let (typed, question) = (Some(Label::Pod(kind.to_owned())), Question::Anything);
    let pair = || Part::Pair { labels: [typed.clone(), None], verdict: Box::new(after.verdict(a, b, &question)) };
    let way = ServiceVerdict {
        service_port: 80,
        protocol: Protocol::Tcp,
        backend: a,
        address: None,
        target: Some(80),
        verdict: Some(after.verdict(b, a, &question)),
    };
    let service = Part::Service { labels: [typed.clone(), typed.clone()], service: 0, verdicts: vec![way] };
    let request = Request { source: kind, destination: kind, namespace: "default", question: &question };
    let targets = [Target::Endpoints(vec![a]), Target::Endpoints(vec![b])];
    let reply = Reply { outcome: Outcome::Allowed, parts: vec![pair(), service], of_services: false, targets };
    let style = VerdictStyle { full: true, color: false };
    let explained = ExplainDoc::new(&after, &new, &request, reply, style);
    let list = ListDoc::new(&after, &new);
    let documents: [&dyn Document; 3] = [&list, &comparison, &explained];
    documents.into_iter().map(|document| render(document, format).unwrap()).collect()
}

/// A quoted string with its escapes, from an opening quote; the rest after it.
fn quoted(text: &str) -> &str {
    let mut escaped = false;
    for (at, found) in text.char_indices().skip(1) {
        match found {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return &text[at + 1..],
            _ => {}
        }
    }
    panic!("an open string: {text}")
}

/// A line without its strings.
fn bare(mut line: &str) -> String {
    let mut out = String::new();
    while let Some(at) = line.find('"') {
        out += &line[..at];
        line = quoted(&line[at..]);
    }
    out + line
}

#[test]
fn dot_has_our_statements_only() {
    for kind in KINDS {
        for document in documents(kind, Format::Dot) {
            for line in document.lines() {
                let bare = bare(line);
                assert!(!bare.contains("evil") && !bare.contains('\\'), "{line}");
                assert!(bare.ends_with([';', '{', '}']), "{line}");
                assert!(bare.matches(';').count() <= 1, "{line}");
            }
        }
    }
}

#[test]
fn mermaid_has_our_statements_only() {
    for kind in KINDS {
        for document in documents(kind, Format::Mermaid) {
            for line in document.lines() {
                // Labels have no escapes: two quotes at the most, and nothing of Mermaid's between them.
                assert!(line.matches('"').count() <= 2, "{line}");
                if let Some((_, rest)) = line.split_once('"') {
                    let label = rest.split('"').next().unwrap();
                    assert!(!label.contains(['<', '>', '[', ']', '{', '}', '|', '`', '&', '%', '\\']), "{line}");
                    let entities = label.split('#').skip(1);
                    for entity in entities {
                        let number = entity.split(';').next().unwrap();
                        assert!(number.parse::<u32>().is_ok(), "{line}");
                    }
                }
                assert!(!bare(line).contains("evil"), "{line}");
            }
        }
    }
}

/// A line without its code spans, which show their text as it is. A span ends with as many backticks as it began with.
fn without_code(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        out += &rest[..at];
        let behind = rest[at..].trim_start_matches('`');
        let fence = rest[at..].len() - behind.len();
        let mut end = 0;
        let code: Vec<&str> = behind.split_inclusive('`').collect();
        let mut run = 0;
        for (piece, next) in code.iter().zip(code.iter().skip(1).map(Some).chain([None])) {
            end += piece.len();
            run = if *piece == "`" { run + 1 } else { usize::from(piece.ends_with('`')) };
            if run == fence && next != Some(&"`") {
                break;
            }
        }
        assert_eq!(run, fence, "an open code span: {line}");
        rest = &behind[end..];
    }
    out + rest
}

#[test]
fn markdown_has_our_cells_and_no_markup_of_theirs() {
    for kind in KINDS {
        for document in documents(kind, Format::Md) {
            let mut columns = None;
            for line in document.lines() {
                if line.starts_with('|') {
                    let cells = line.replace("\\|", "").matches('|').count();
                    assert_eq!(*columns.get_or_insert(cells), cells, "{document}");
                } else {
                    columns = None;
                }
                assert!(!line.starts_with("evil"), "{document}");
                let prose = without_code(line);
                for markup in ["](", "][", "<img", "<br/>", "://", "@all", "`", "~"] {
                    assert!(!prose.contains(markup), "{markup} in {line}");
                }
            }
        }
    }
}

/// Reads RFC 4180.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field, mut within) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(found) = letters.next() {
        match found {
            '"' if within && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => within = !within,
            ',' if !within => record.push(std::mem::take(&mut field)),
            '\n' if !within => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            _ => field.push(found),
        }
    }
    assert!(!within && field.is_empty(), "{text}");
    records
}

#[test]
fn csv_has_our_fields_and_no_formula() {
    for kind in KINDS {
        for document in documents(kind, Format::Csv) {
            let records = records(&document);
            for record in &records {
                assert_eq!(record.len(), records[0].len(), "{document}");
                assert!(record.iter().all(|field| !field.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{document}");
            }
        }
    }
}

#[test]
fn text_has_our_lines_and_no_control_sequence() {
    for kind in KINDS {
        for text in documents(kind, Format::Txt) {
            assert!(!text.contains(|found: char| found.is_control() && found != '\n'), "{text:?}");
            assert!(!text.lines().any(|line| line.starts_with("evil") || line == "end"), "{text}");
        }
    }
}
