//! The registry, and the examples in the documentation of its findings with their fixes.

mod examples;
mod fixes;
mod registry;

use podreach_syntax::Sources;

use crate::{Options, analyze};

/// The findings of a code in a text: line and severity, `3 warning`.
pub(super) fn found(code: &str, yaml: &str) -> Vec<String> {
    let sources = Sources::single("test.yaml", yaml);
    let findings = analyze(&sources, &Options::default()).findings(&sources);
    let found = findings.found.into_iter().map(|found| found.diagnostic).filter(|found| found.code == code);
    found.map(|one| format!("{} {}", one.span.map_or(0, |span| sources.line(span)), one.severity.as_str())).collect()
}
