//! Diagnostics as rows: sorted by weight, repeats folded.

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity, Sources, Span};

/// Repeats of one message beyond this are folded behind the first.
const REPEATS: usize = 3;
/// Rows shown at most.
const ROWS: usize = 200;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) source: String,
    /// From 1; 0 when it concerns the input as a whole.
    pub(crate) line: u32,
    pub(crate) span: Option<Span>,
    /// How many more of the same are folded into it.
    pub(crate) more: usize,
}

/// How many errors and warnings there are.
pub(crate) fn problem_count(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|found| found.severity != Severity::Note).count()
}

/// Rows of all diagnostics, errors first, and how many are left out.
pub(crate) fn rows(sources: &Sources, diagnostics: &[Diagnostic]) -> (Vec<Row>, usize) {
    let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for found in diagnostics {
        *kinds.entry((found.code, &found.message)).or_default() += 1;
    }
    let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|found| found.severity);
    for found in sorted {
        let key = (found.code, found.message.as_str());
        let all = kinds.get(&key).copied().unwrap_or(1);
        let count = shown.entry(key).or_default();
        *count += 1;
        let folds = all > REPEATS;
        if folds && *count > 1 {
            continue;
        }
        let source = found.span.and_then(|span| sources.get(span.source));
        rows.push(Row {
            code: found.code,
            severity: found.severity,
            message: found.message.clone(),
            help: found.help.clone(),
            source: source.map_or_else(String::new, |source| source.name().to_owned()),
            line: found.span.map_or(0, |span| sources.line(span)),
            span: found.span,
            more: if folds { all - 1 } else { 0 },
        });
    }
    let left_out = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    (rows, left_out)
}

/// `2 errors, 1 warning`; `none`.
pub(crate) fn summary(diagnostics: &[Diagnostic]) -> String {
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
    use podreach_syntax::SourceId;

    fn at(code: &'static str, severity: Severity, message: &str, start: u32) -> Diagnostic {
        let span = Span { source: SourceId(0), start, end: start + 1 };
        Diagnostic::new(code, severity, Some(span), message)
    }

    #[test]
    fn errors_come_first_and_repeats_fold() {
        let sources = Sources::single("a.yaml", "one\ntwo\nthree\nfour\nfive\nsix\n");
        let mut found: Vec<Diagnostic> =
            (0..5).map(|at_line| at("N01", Severity::Note, "no namespace", at_line)).collect();
        found.push(at("V01", Severity::Error, "unknown field", 8));
        let (rows, left_out) = rows(&sources, &found);
        assert_eq!(left_out, 0);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].code, rows[0].line, rows[0].source.as_str()), ("V01", 3, "a.yaml"));
        assert_eq!(rows[1].more, 4);
        assert_eq!(summary(&found), "1 error, 5 notes");
        assert_eq!(problem_count(&found), 1);
        assert_eq!(summary(&[]), "none");
    }
}
