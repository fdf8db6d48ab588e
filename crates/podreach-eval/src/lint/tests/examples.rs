//! The documentation of findings, with its examples: the first one has the finding, at the lines with a comment that gives its
//! code (`# L50`), and the one under "Instead" has not. What takes a plugin is not looked for yet.

use std::collections::BTreeSet;

use podreach_syntax::Sources;

use super::super::registry::Check;
use super::super::{Findings, Lint, lints};
use crate::{Options, analyze};

/// Limits of reading and evaluating, which no example is large enough to meet, and bytes that cannot stand in a comment.
const WITHOUT_EXAMPLE: [&str; 8] = ["S06", "S10", "S11", "S12", "S13", "S14", "S20", "S21"];

/// The headings of every documentation, in order; what it checks comes before the first one.
const HEADINGS: [&str; 5] = ["Why it matters", "Example", "Instead", "How to fix it", "Sources"];

/// The text under a heading.
pub(super) fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let rest = text.split_once(&format!("## {heading}\n"))?.1;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The YAML in a section, its blocks joined as documents.
pub(super) fn yaml(section: &str) -> String {
    let blocks = section.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.collect::<Vec<_>>().join("---\n")
}

pub(super) fn findings(yaml: &str) -> (Sources, Findings) {
    let sources = Sources::single("example.yaml", yaml);
    let findings = analyze(&sources, &Options::default()).findings(&sources);
    (sources, findings)
}

/// The lines at which a finding starts.
fn lines(lint: &Lint, sources: &Sources, findings: &Findings) -> BTreeSet<usize> {
    let found = findings.found.iter().filter(|found| found.diagnostic.code == lint.code);
    found.map(|found| found.diagnostic.span.map_or(0, |span| sources.line(span) as usize)).collect()
}

fn wrong(lint: &Lint) -> Option<String> {
    let text = lint.documentation();
    if text.trim().is_empty() || text.starts_with('#') {
        return Some("it does not say what it checks".into());
    }
    let without = WITHOUT_EXAMPLE.contains(&lint.code);
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let expected: Vec<&str> =
        HEADINGS.into_iter().filter(|heading| !without || !matches!(*heading, "Example" | "Instead")).collect();
    if headings != expected {
        return Some(format!("its headings are {headings:?} and not {expected:?}"));
    }
    if without || matches!(lint.check, Check::Plugin) {
        return None;
    }
    let example = yaml(section(&text, "Example").unwrap_or_default());
    let (sources, found) = findings(&example);
    let marker = format!("# {}", lint.code);
    let marked: BTreeSet<usize> =
        (1..).zip(example.lines()).filter(|(_, line)| line.ends_with(&marker)).map(|(at, _)| at).collect();
    let at = lines(lint, &sources, &found);
    if at != marked || at.is_empty() {
        let said: Vec<&str> = found.found.iter().map(|found| &*found.diagnostic.message).collect();
        return Some(format!(
            "it is found at lines {at:?} of its example, and not at {marked:?}: {said:#?}\n{example}"
        ));
    }
    let (sources, found) = findings(&yaml(section(&text, "Instead").unwrap_or_default()));
    if found.not_checked.iter().any(|not| not.lint.code == lint.code) {
        return Some("its second example lacks what it needs".into());
    }
    let at = lines(lint, &sources, &found);
    (!at.is_empty()).then(|| format!("it is found at lines {at:?} of its second example"))
}

#[test]
fn examples_have_their_findings() {
    let wrong: Vec<String> =
        lints().filter_map(|lint| Some(format!("{}, {}: {}", lint.code, lint.name, wrong(lint)?))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
