//! Diagnostics as rows: places of one message together. These are functions and no questions, because what is to be said
//! about the newest text need not belong to the evaluation that the page shows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::lint::Lint;
use podreach_syntax::{Diagnostic, Severity, SourceId, Sources, Span};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Rows shown at most.
const ROWS: usize = 200;

/// Where a problem is.
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
}

/// A row of the list: one message, with every place that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As in [`Diagnostic::code`].
    pub code: Cow<'static, str>,
    /// The name of the finding, which its documentation stands under; empty where it has none.
    pub name: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Never empty.
    pub places: Vec<Place>,
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
    /// Errors and warnings, every place counted.
    pub problems: usize,
    /// `2 errors, 1 warning`; empty before anything was evaluated.
    pub summary: String,
    /// What is underlined.
    pub marks: Vec<FindingMark>,
    /// Whether all findings were looked for that can be; otherwise there is only what reading says.
    pub complete: bool,
    /// What was not looked for, by what it needs.
    pub not_checked: Vec<NotChecked>,
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
    let found = evaluation.findings_by_importance().into_iter().map(|found| found.diagnostic.clone());
    let mut not_checked: Vec<NotChecked> = Vec::new();
    for not in &evaluation.findings().not_checked {
        let lint = (Cow::Borrowed(not.lint.code), Cow::Borrowed(not.lint.name));
        match not_checked.iter_mut().find(|known| known.needs == not.needs) {
            Some(known) => known.lints.push(lint),
            None => not_checked.push(NotChecked { needs: not.needs.clone(), lints: vec![lint] }),
        }
    }
    Findings { complete: true, not_checked, ..of(evaluation, &found.collect::<Vec<_>>()) }
}

/// What reading and evaluating an input said.
pub fn findings_of_reading(evaluation: &Evaluation) -> Findings {
    let found = evaluation.analysis.diagnostics_by_importance().into_iter().cloned();
    of(evaluation, &found.collect::<Vec<_>>())
}

fn of(evaluation: &Evaluation, found: &[Diagnostic]) -> Findings {
    let (rows, left_out) = rows(&evaluation.sources, found);
    Findings {
        rows,
        left_out,
        problems: problem_count(found),
        summary: summary(found),
        marks: marks(&evaluation.sources, found),
        complete: false,
        not_checked: Vec::new(),
    }
}

fn marks(sources: &Sources, found: &[Diagnostic]) -> Vec<FindingMark> {
    let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut has_room = |span: &Span| {
        let count = counts.entry(sources.place(*span).source).or_default();
        *count += 1;
        *count <= UNDERLINED
    };
    let marked = found.iter().filter_map(|found| Some((found, found.span.filter(&mut has_room)?)));
    let mark = |(found, span): (&Diagnostic, Span)| {
        let message = match &found.help {
            Some(help) => format!("{}\n{help}", found.message),
            None => found.message.clone(),
        };
        FindingMark { span, severity: found.severity, message }
    };
    marked.map(mark).collect()
}

/// How many errors and warnings there are.
pub fn problem_count(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|found| found.severity != Severity::Note).count()
}

/// Rows of all diagnostics, in the order of the first of each, and how many are left out. The most important ones are
/// expected first.
pub fn rows(sources: &Sources, diagnostics: &[Diagnostic]) -> (Vec<Row>, usize) {
    let names = labels(&sources.iter().map(|(_, source)| source.name()).collect::<Vec<_>>());
    let mut known: BTreeMap<(&str, &str, Option<&str>), usize> = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for found in diagnostics {
        let place = place(sources, &names, found.span);
        let at = *known.entry((found.code, &found.message, found.help.as_deref())).or_insert(rows.len());
        match rows.get_mut(at) {
            Some(row) => row.places.push(place),
            None => rows.push(Row {
                code: Cow::Borrowed(found.code),
                name: Lint::of(found.code).map_or(Cow::Borrowed(""), |lint| Cow::Borrowed(lint.name)),
                severity: found.severity,
                message: found.message.clone(),
                help: found.help.clone(),
                places: vec![place],
            }),
        }
    }
    let left_out = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    (rows, left_out)
}

fn place(sources: &Sources, names: &[String], span: Option<Span>) -> Place {
    let found = span.and_then(|span| Some((span, sources.source_of(span)?)));
    let Some((span, source)) = found else {
        return Place { source: String::new(), line: 0, span, label: String::new(), file: None };
    };
    let line = sources.line(span);
    let file = names.get(sources.place(span).source.0 as usize).filter(|_| sources.len() > 1).cloned();
    let label = match &file {
        Some(name) => format!("{name} {line}"),
        None => line.to_string(),
    };
    Place { source: source.name().to_owned(), line, span: Some(span), label, file }
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
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<String> = words
        .into_iter()
        .filter_map(|(severity, word)| {
            let count = diagnostics.iter().filter(|found| found.severity == severity).count();
            (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        })
        .collect();
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
    fn the_order_stays_and_places_of_one_message_stand_together() {
        let sources = Sources::single("a.yaml", "one\ntwo\nthree\nfour\nfive\nsix\n");
        let mut found = vec![at("V01", Severity::Error, "unknown field", 8)];
        found.extend((0..5).map(|at_line| at("N01", Severity::Note, "no namespace", at_line * 4)));
        let (rows, left_out) = rows(&sources, &found);
        assert_eq!(left_out, 0);
        assert_eq!(rows.len(), 2);
        let [only] = rows[0].places.as_slice() else { panic!("{rows:?}") };
        assert_eq!((&*rows[0].code, only.line, only.source.as_str()), ("V01", 3, "a.yaml"));
        let labels: Vec<&str> = rows[1].places.iter().map(|place| place.label.as_str()).collect();
        assert_eq!(labels, ["1", "2", "3", "3", "4"]);
        let sent = serde_json::to_string(&rows).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Row>>(&sent).unwrap(), rows, "rows can be sent");
        assert_eq!(summary(&found), "1 error, 5 notes");
        assert_eq!(problem_count(&found), 1);
        assert_eq!(summary(&[]), "none");
    }

    #[test]
    fn several_sources_are_named() {
        let mut sources = Sources::single("a.yaml", "one\n");
        sources.add("a.yaml", "one\ntwo\n");
        let span = Span { text: SourceId(1).into(), start: 4, end: 5 };
        let found = [
            Diagnostic::new("V01", Severity::Error, Some(span), "unknown field"),
            Diagnostic::new("V02", Severity::Error, None, "too much"),
        ];
        let (rows, _) = rows(&sources, &found);
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
