//! Findings as annotations of GitHub Actions.
//!
//! Source: GitHub's workflow commands. A step shows 10 annotations of each level; those that come first, so the most important
//! ones do, and a last line says how many are left out.

use std::fmt::{self, Write};

use podreach_syntax::{Diagnostic, Severity, hidden_from};

use super::{FindingsDoc, counted, json, name_of};
use crate::Printer;

/// Annotations of one level that a step shows.
const SHOWN: usize = 10;

pub(crate) fn github(doc: &FindingsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let all: Vec<_> = doc.shown().map(|(finding, _)| finding).collect();
    let diagnostics: Vec<&Diagnostic> = all.iter().map(|finding| &finding.diagnostic).collect();
    let mut left_out = 0;
    let mut counts = [0_usize; 3];
    for finding in doc.analysis.by_importance(&diagnostics).into_iter().filter_map(|at| all.get(at)) {
        let found = &finding.diagnostic;
        let (level, count) = match found.severity {
            Severity::Error => ("error", 0),
            Severity::Warning => ("warning", 1),
            Severity::Note => ("notice", 2),
        };
        let Some(count) = counts.get_mut(count) else { continue };
        *count += 1;
        if *count > SHOWN {
            left_out += 1;
            continue;
        }
        let mut properties = Vec::new();
        if let Some(place) = found.span.and_then(|span| json::place(doc.sources, span)) {
            properties.push(format!("file={}", property(place.source)));
            properties.push(format!("line={},endLine={}", place.line, place.end_line));
            // Columns are only taken within one line.
            if place.line == place.end_line {
                properties.push(format!("col={},endColumn={}", place.column, place.end_column));
            }
        }
        properties.push(format!("title={}", property(&format!("{} {}", found.code, name_of(finding)))));
        let help = found.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        let message = data(&format!("{}{help}", found.message));
        writeln!(out, "::{level} {}::{message}", properties.join(","))?;
    }
    if left_out > 0 {
        let what = counted(left_out, "more finding");
        writeln!(
            out,
            "{what}: GitHub shows {SHOWN} annotations of each level for a step; -o json and -o sarif have all"
        )?;
    }
    Ok(())
}

/// A message as a command takes it.
fn data(text: &str) -> String {
    let text: String = text.chars().map(|one| if one != '\n' && is_hidden(one) { '\u{fffd}' } else { one }).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as a command takes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

fn is_hidden(one: char) -> bool {
    hidden_from(one.encode_utf8(&mut [0; 4]), None).is_some()
}
