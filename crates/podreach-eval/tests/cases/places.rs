//! Expected diagnostics: `error L05 is empty | for everyone leave the list out`.
//!
//! Severity, code, a part of the message and, behind `|`, a part of the advice. The place is the text above the carets,
//! or what stands in backticks behind `at`. Of a place over several lines the carets mark the first.

use podreach_syntax::Diagnostic;

use crate::outcome::Outcome;

/// Carets under a piece of the case's text.
pub(crate) fn marked(outcome: &mut Outcome, start: usize, end: usize, says: &str) -> Result<(), String> {
    let expected = outcome.sources.get(outcome.own).and_then(|source| source.text().get(start..end)).unwrap_or("");
    let expected = expected.to_owned();
    let own = outcome.own;
    find(outcome, says, &format!("`{expected}`"), |outcome, diagnostic| {
        let Some(span) = diagnostic.span.filter(|span| outcome.sources.place(*span).source == own) else {
            return false;
        };
        outcome.sources.place(span).start as usize == start
            && outcome.sources.text(span).lines().next() == Some(&*expected)
    })
}

/// `error L05 at `text`: …`, for places that carets cannot mark; without `at`, anywhere or nowhere.
pub(crate) fn named(outcome: &mut Outcome, severity: &str, says: &str) -> Result<(), String> {
    let Some((code, rest)) = says.split_once(" at `") else {
        return find(outcome, &format!("{severity} {says}"), "anywhere", |_, _| true);
    };
    let (text, rest) = rest.split_once("`:").ok_or("`at` wants a text in backticks and a colon")?;
    find(outcome, &format!("{severity} {code} {}", rest.trim()), &format!("`{text}`"), |outcome, diagnostic| {
        diagnostic.span.is_some_and(|span| outcome.sources.text(span).lines().next() == Some(text))
    })
}

fn find(
    outcome: &mut Outcome,
    says: &str,
    place: &str,
    here: impl Fn(&Outcome, &Diagnostic) -> bool,
) -> Result<(), String> {
    let mut words = says.splitn(3, ' ');
    let (severity, code) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (message, help) =
        words.next().unwrap_or("").split_once(" | ").unwrap_or_else(|| (says.splitn(3, ' ').nth(2).unwrap_or(""), ""));
    if message.is_empty() {
        return Err(format!("no message is expected by `{says}`"));
    }
    let matches = |diagnostic: &Diagnostic| {
        diagnostic.severity.as_str() == severity
            && diagnostic.code == code
            && diagnostic.message.contains(message)
            && diagnostic.help.as_deref().unwrap_or("").contains(help)
    };
    let found = outcome.findings.found.iter().zip(&outcome.seen).position(|(finding, seen)| {
        let diagnostic = &finding.diagnostic;
        !seen && matches(diagnostic) && here(outcome, diagnostic)
    });
    match found.and_then(|at| outcome.seen.get_mut(at)) {
        Some(seen) => {
            *seen = true;
            Ok(())
        }
        None => Err(format!("there is no {says} at {place}")),
    }
}
