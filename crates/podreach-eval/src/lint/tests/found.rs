//! What is found of one code.

use podreach_syntax::Sources;

use crate::lint::Finding;
use crate::{Options, analyze};

fn findings(code: &str, yaml: &str) -> (Sources, Vec<Finding>) {
    let sources = Sources::single("input.yaml", yaml);
    let mut found = analyze(&sources, &Options::default()).findings(&sources).found;
    found.retain(|found| found.diagnostic.code == code);
    (sources, found)
}

/// The findings of a code in an input.
pub(in crate::lint) fn found(code: &str, yaml: &str) -> Vec<Finding> {
    findings(code, yaml).1
}

/// The lines at which they start.
pub(in crate::lint) fn lines(code: &str, yaml: &str) -> Vec<u32> {
    let (sources, found) = findings(code, yaml);
    found.iter().map(|found| found.diagnostic.span.map_or(0, |span| sources.line(span))).collect()
}

/// Their messages.
pub(in crate::lint) fn messages(code: &str, yaml: &str) -> Vec<String> {
    found(code, yaml).into_iter().map(|found| found.diagnostic.message).collect()
}

/// Their lines with how much they weigh: `3 warning`.
pub(in crate::lint) fn weighed(code: &str, yaml: &str) -> Vec<String> {
    let (sources, found) = findings(code, yaml);
    let found = found.into_iter().map(|found| found.diagnostic);
    found.map(|one| format!("{} {}", one.span.map_or(0, |span| sources.line(span)), one.severity.as_str())).collect()
}
