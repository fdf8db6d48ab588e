//! Diagnostics as rows: one for each finding, with all places that it is about. These are functions and no questions, because
//! what is to be said about the newest text need not belong to the evaluation that the page shows.

use std::collections::{BTreeMap, BTreeSet};

use std::borrow::Cow;

use podreach_eval::lint::{Lint, lints};
use podreach_syntax::{Diagnostic, Severity, SourceId, Sources, Span};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Rows shown at most.
const ROWS: usize = 200;

/// Where a finding is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the source; empty when it concerns the input as a whole.
    pub source: String,
    /// From 1; 0 when it concerns the input as a whole.
    pub line: u32,
    /// The place itself.
    pub span: Option<Span>,
    /// `16`, or with several sources `policies.yaml 16`; empty without a line.
    pub label: String,
    /// The source's label, where there are several.
    pub file: Option<String>,
    /// Which of [`Row::said`] is said here.
    pub said: u32,
    /// Whether there is a change of the text that settles it.
    pub fixes: bool,
}

/// What is said at some place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A row of the list: one finding of one weight, with every place that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As in [`Diagnostic::code`].
    pub code: Cow<'static, str>,
    /// The name of the finding, which its documentation stands under; empty where it has none.
    pub name: Cow<'static, str>,
    /// The name in words; the message of a finding without a name.
    pub title: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is said at its places, each once. Never empty.
    pub said: Vec<Said>,
    /// In the order of the text. Never empty.
    pub places: Vec<Place>,
}

impl Row {
    /// What is wrong, where the same is said of all places.
    pub fn message(&self) -> Option<&str> {
        match self.said.as_slice() {
            [only] => Some(&only.message),
            _ => None,
        }
    }

    /// What to do, where the same is to be done at all places.
    pub fn help(&self) -> Option<&str> {
        let first = self.said.first()?.help.as_deref()?;
        self.said.iter().all(|said| said.help.as_deref() == Some(first)).then_some(first)
    }
}

/// Findings that are underlined in one text; the list has all.
const UNDERLINED: usize = 500;

/// A place in a text that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingMark {
    /// The place.
    pub span: Span,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, and in a line of its own what to do.
    pub message: String,
}

/// Everything that is to be said about a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// The rows of the list.
    pub rows: Vec<Row>,
    /// How many rows are left out.
    pub left_out: usize,
    /// Findings by severity: errors, warnings, notes. A finding counts once, whatever it is about.
    pub counts: [usize; 3],
    /// `2 errors, 1 warning`; empty before anything was evaluated.
    pub summary: String,
    /// What is underlined.
    pub marks: Vec<FindingMark>,
    /// Whether all findings were looked for that can be; otherwise there is only what reading says.
    pub complete: bool,
    /// What was not looked for, by what it needs.
    pub not_checked: Vec<NotChecked>,
}

impl Findings {
    /// Errors and warnings.
    pub const fn problems(&self) -> usize {
        let [errors, warnings, _] = self.counts;
        errors + warnings
    }
}

/// Findings that were not looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    /// What the input would have to hold: `workloads`.
    pub needs: String,
    /// Their codes and names.
    pub lints: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

/// What there is to say about an input.
pub fn findings(evaluation: &Evaluation) -> Findings {
    let found: Vec<&Diagnostic> = evaluation.findings().found.iter().map(|found| &found.diagnostic).collect();
    let mut not_checked: Vec<NotChecked> = Vec::new();
    for not in &evaluation.findings().not_checked {
        let lint = (Cow::Borrowed(not.lint.code), Cow::Borrowed(not.lint.name));
        match not_checked.iter_mut().find(|known| known.needs == not.needs) {
            Some(known) => known.lints.push(lint),
            None => not_checked.push(NotChecked { needs: not.needs.clone(), lints: vec![lint] }),
        }
    }
    Findings { complete: true, not_checked, ..of(&evaluation.sources, &found) }
}

/// What reading and evaluating an input said.
pub fn findings_of_reading(evaluation: &Evaluation) -> Findings {
    of(&evaluation.sources, &evaluation.analysis.diagnostics.iter().collect::<Vec<_>>())
}

fn of(sources: &Sources, found: &[&Diagnostic]) -> Findings {
    let order = order(sources, found);
    let found: Vec<&Diagnostic> = order.into_iter().filter_map(|at| found.get(at).copied()).collect();
    let mut rows = rows(sources, &found);
    let mut counts = [0; 3];
    for row in &rows {
        let [errors, warnings, notes] = &mut counts;
        *match row.severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Note => notes,
        } += 1;
    }
    let left_out = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    let (summary, marks) = (summary(counts), marks(sources, &found));
    Findings { rows, left_out, counts, summary, marks, complete: false, not_checked: Vec::new() }
}

/// The order of the list: by severity, then as the catalogue has them, then by place.
pub(super) fn order(sources: &Sources, found: &[&Diagnostic]) -> Vec<usize> {
    let catalogue: BTreeMap<&str, usize> = lints().enumerate().map(|(at, lint)| (lint.code, at)).collect();
    let key = |at: &usize| {
        found.get(*at).map(|found| {
            let place = found.span.map(|span| sources.place(span)).map(|place| (place.source, place.start));
            (found.severity, catalogue.get(found.code).copied(), found.code, place)
        })
    };
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_cached_key(key);
    order
}

fn marks(sources: &Sources, found: &[&Diagnostic]) -> Vec<FindingMark> {
    let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut has_room = |span: &Span| {
        let count = counts.entry(sources.place(*span).source).or_default();
        *count += 1;
        *count <= UNDERLINED
    };
    let marked = found.iter().filter_map(|found| Some((found, found.span.filter(&mut has_room)?)));
    let mark = |(found, span): (&&Diagnostic, Span)| {
        let message = match &found.help {
            Some(help) => format!("{}\n{help}", found.message),
            None => found.message.clone(),
        };
        FindingMark { span, severity: found.severity, message }
    };
    marked.map(mark).collect()
}

/// Rows of diagnostics that are in order.
fn rows(sources: &Sources, diagnostics: &[&Diagnostic]) -> Vec<Row> {
    let names = labels(&sources.iter().map(|(_, source)| source.name()).collect::<Vec<_>>());
    let mut rows: Vec<Row> = Vec::new();
    let mut said: BTreeMap<(&str, Option<&str>), u32> = BTreeMap::new();
    for found in diagnostics {
        let lint = Lint::of(found.code);
        let is_its = |row: &Row| {
            row.code == found.code && row.severity == found.severity && (lint.is_some() || row.title == found.message)
        };
        if !rows.last().is_some_and(is_its) {
            said.clear();
            rows.push(Row {
                code: Cow::Borrowed(found.code),
                name: lint.map_or(Cow::Borrowed(""), |lint| Cow::Borrowed(lint.name)),
                title: lint.map_or_else(|| found.message.clone(), |lint| in_words(lint.name)),
                severity: found.severity,
                said: Vec::new(),
                places: Vec::new(),
            });
        }
        let Some(row) = rows.last_mut() else { continue };
        let next = said.len() as u32;
        let at = *said.entry((&found.message, found.help.as_deref())).or_insert(next);
        if at == next {
            row.said.push(Said { message: found.message.clone(), help: found.help.clone() });
        }
        row.places.push(place(sources, &names, found, at));
    }
    rows
}

/// The name of a finding in words: `DNS over TCP not allowed`.
fn in_words(name: &str) -> String {
    let word = |(at, word): (usize, &str)| match word {
        "calico" => "Calico".to_owned(),
        "dns" | "api" | "yaml" | "tcp" | "udp" | "sctp" | "ip" | "cidr" | "crd" => word.to_ascii_uppercase(),
        "utf8" => "UTF-8".to_owned(),
        "ipv6" => "IPv6".to_owned(),
        "service" => "Service".to_owned(),
        "services" => "Services".to_owned(),
        "ingress" if at == 0 => "Ingress".to_owned(),
        _ if at > 0 => word.to_owned(),
        _ => {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    };
    name.split('-').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

fn place(sources: &Sources, names: &[String], found: &Diagnostic, said: u32) -> Place {
    let (span, fixes) = (found.span, !found.fixes.is_empty());
    let of = span.and_then(|span| Some((span, sources.source_of(span)?)));
    let Some((span, source)) = of else {
        return Place { source: String::new(), line: 0, span, label: String::new(), file: None, said, fixes };
    };
    let line = sources.line(span);
    let file = names.get(sources.place(span).source.0 as usize).filter(|_| sources.len() > 1).cloned();
    let label = match &file {
        Some(name) => format!("{name} {line}"),
        None => line.to_string(),
    };
    Place { source: source.name().to_owned(), line, span: Some(span), label, file, said, fixes }
}

/// A label for each name: the name, and from its second time on a number behind it that no other has.
pub fn labels(names: &[&str]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let written: BTreeSet<&str> = names.iter().copied().collect();
    names
        .iter()
        .map(|name| {
            let count = seen.entry(name).or_default();
            *count += 1;
            if *count == 1 {
                return (*name).to_owned();
            }
            loop {
                let label = format!("{name} ({count})");
                if !written.contains(label.as_str()) {
                    return label;
                }
                *count += 1;
            }
        })
        .collect()
}

/// `2 errors, 1 warning`; `none`.
fn summary(counts: [usize; 3]) -> String {
    let words = ["error", "warning", "note"].into_iter().zip(counts).filter(|(_, count)| *count > 0);
    let parts: Vec<String> =
        words.map(|(word, count)| format!("{count} {word}{}", if count == 1 { "" } else { "s" })).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: &'static str, severity: Severity, message: &str, start: u32) -> Diagnostic {
        let span = Span { text: SourceId(0).into(), start, end: start + 1 };
        Diagnostic::new(code, severity, Some(span), message)
    }

    #[test]
    fn a_finding_is_one_row_and_counts_once() {
        let sources = Sources::single("a.yaml", "one\ntwo\nthree\nfour\nfive\nsix\n");
        let mut found: Vec<Diagnostic> =
            (0..5).rev().map(|line| at("L13", Severity::Note, "no namespace", line * 4)).collect();
        found.push(at("L70", Severity::Warning, "no DNS for `b`", 12));
        found.push(at("L70", Severity::Warning, "no DNS for `a`", 4));
        found.push(at("L50", Severity::Warning, "the wrong port", 8));
        found.push(at("L01", Severity::Error, "unknown field", 8));
        let Findings { rows, left_out, counts, summary, .. } = of(&sources, &found.iter().collect::<Vec<_>>());
        assert_eq!((left_out, counts, summary.as_str()), (0, [1, 2, 1], "1 error, 2 warnings, 1 note"));
        let codes: Vec<&str> = rows.iter().map(|row| &*row.code).collect();
        let order = |code: &str| lints().position(|lint| lint.code == code);
        let warnings = if order("L50") < order("L70") { ["L50", "L70"] } else { ["L70", "L50"] };
        assert_eq!(codes, ["L01", warnings[0], warnings[1], "L13"]);
        let labels = |row: &Row| row.places.iter().map(|place| place.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&rows[3]), ["1", "2", "3", "3", "4"], "in the order of the text");
        assert_eq!((rows[3].title.as_str(), rows[3].message()), ("Namespace not set", Some("no namespace")));
        let dns = rows.iter().find(|row| row.code == "L70").unwrap();
        assert_eq!((dns.message(), dns.places.len(), dns.said.len()), (None, 2, 2));
        assert_eq!(dns.said[dns.places[0].said as usize].message, "no DNS for `a`");
        let sent = serde_json::to_string(&rows).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Row>>(&sent).unwrap(), rows, "rows can be sent");
        assert_eq!(of(&sources, &[]).summary, "none");
    }

    #[test]
    fn names_are_words() {
        assert_eq!(in_words("dns-over-tcp-not-allowed"), "DNS over TCP not allowed");
        assert_eq!(in_words("invalid-calico-selector"), "Invalid Calico selector");
        assert_eq!(in_words("service-port-in-policy"), "Service port in policy");
        assert!(lints().all(|lint| in_words(lint.name).chars().count() < 48));
    }

    #[test]
    fn several_sources_are_named() {
        let mut sources = Sources::single("a.yaml", "one\n");
        sources.add("a.yaml", "one\ntwo\n");
        let span = Span { text: SourceId(1).into(), start: 4, end: 5 };
        let found = [
            Diagnostic::new("L01", Severity::Error, Some(span), "unknown field"),
            Diagnostic::new("L02", Severity::Error, None, "too much"),
        ];
        let rows = rows(&sources, &found.iter().collect::<Vec<_>>());
        assert_eq!(rows[0].places[0].label, "a.yaml (2) 2");
        assert_eq!(rows[0].places[0].source, "a.yaml");
        assert_eq!((rows[1].places[0].line, rows[1].places[0].label.as_str()), (0, ""));
    }

    #[test]
    fn equal_names_are_numbered() {
        let names = ["api.yaml", "db.yaml", "api.yaml", "api.yaml"];
        assert_eq!(labels(&names), ["api.yaml", "db.yaml", "api.yaml (2)", "api.yaml (3)"]);
        let sly = ["a", "a (2)", "a", "a"];
        assert_eq!(labels(&sly), ["a", "a (2)", "a (3)", "a (4)"]);
    }
}
