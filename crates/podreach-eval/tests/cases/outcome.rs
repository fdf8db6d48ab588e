//! Analyses a case and says what is not as expected.

use std::collections::BTreeSet;

use podreach_eval::lint::Findings;
use podreach_eval::policy::CHOICES;
use podreach_eval::query::Question;
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::{Limits, Severity, Source, SourceId, Sources};

use crate::case::{Case, Expectation};
use crate::{expect, places, ways};

/// A field that the API server wants is missing. Cases leave out what they are not about, such as the selectors of
/// controllers; those that are about it say so.
const MISSING: &str = "V07";

/// What is shared by the expectations of a case.
pub(crate) struct Outcome {
    pub(crate) sources: Sources,
    pub(crate) own: SourceId,
    pub(crate) options: Options,
    pub(crate) analysis: Analysis,
    pub(crate) findings: Findings,
    /// By finding: whether it was expected.
    pub(crate) seen: Vec<bool>,
    /// Refused policies that were expected.
    pub(crate) rejected: Vec<String>,
}

fn options(case: &Case) -> Result<Options, String> {
    let mut options = Options::default();
    for option in &case.options {
        match option.split_once(' ') {
            Some(("namespace", name)) => options.default_namespace = name.into(),
            Some(("replicas", count)) => {
                options.named_replicas = count.parse().map_err(|_| format!("`{count}` is not a number"))?;
            }
            Some(("limit", bound)) => limit(&mut options.limits, bound)?,
            Some((name, value)) => {
                let choice = CHOICES.iter().find(|choice| choice.name == name);
                if !choice.is_some_and(|choice| choice.choose(&mut options.semantics, value)) {
                    return Err(format!("`{option}` is not an option"));
                }
            }
            None => return Err(format!("`{option}` is not an option")),
        }
    }
    Ok(options)
}

/// `bytes 1000`, `documents 3`, `depth 10`.
fn limit(limits: &mut Limits, bound: &str) -> Result<(), String> {
    let unknown = || format!("`{bound}` is not a limit");
    let (name, number) = bound.split_once(' ').ok_or_else(unknown)?;
    let number: usize = number.parse().map_err(|_| unknown())?;
    match name {
        "bytes" => limits.bytes = number as u64,
        "documents" => limits.documents = number,
        "depth" => limits.depth = number,
        "steps" => limits.steps = number as u64,
        _ => return Err(unknown()),
    }
    Ok(())
}

/// Everything that is not as expected, one line each.
pub(crate) fn failures(case: &Case) -> Vec<String> {
    let mut failures = Vec::new();
    if case.expectations.is_empty() {
        failures.push("it expects nothing".into());
    }
    if case.source.is_empty() {
        failures.push("it names no source".into());
    }
    let mut sources = Sources::new();
    for (name, bytes) in &case.given {
        sources.add_bytes(name.clone(), bytes.clone());
    }
    let own = sources.add("case", case.text.clone());
    let options = match options(case) {
        Ok(options) => options,
        Err(why) => return vec![why],
    };
    let analysis = analyze(&sources, &options);
    // A case is about what it mentions, and does not list what there is to find besides.
    let mentioned: BTreeSet<&str> = case.expectations.iter().filter_map(Expectation::code).collect();
    let findings = analysis.findings_of(&sources, |lint| lint.is_read() || mentioned.contains(lint.code));
    let seen = vec![false; findings.found.len()];
    let mut outcome = Outcome { sources, own, options, analysis, findings, seen, rejected: Vec::new() };
    for expectation in &case.expectations {
        let (line, result) = match expectation {
            Expectation::Says(line, says) => (*line, expect::check(&mut outcome, says)),
            Expectation::Marks { line, start, end, says } => (*line, places::marked(&mut outcome, *start, *end, says)),
        };
        if let Err(found) = result {
            failures.push(format!("line {line}: {found}"));
        }
    }
    failures.extend(surprises(&outcome));
    failures.extend(disagreements(&outcome.analysis));
    failures.extend(ways::disagreements(&outcome.analysis));
    failures
}

/// Pairs of which the short answer and the verdict with its reasons say different things.
fn disagreements(analysis: &Analysis) -> Vec<String> {
    let mut found = Vec::new();
    for (source, from) in analysis.endpoint_ids() {
        for (destination, to) in analysis.endpoint_ids() {
            if !from.is_external() || !to.is_external() {
                let pair = analysis.pair(source, destination);
                let verdict = analysis.verdict(source, destination, &Question::Anything);
                let agree = verdict.allowed != pair.connections.is_portless();
                let same = *pair.connections == verdict.connections && pair.state == verdict.state;
                let gates = *pair.egress == verdict.egress.connections && *pair.ingress == verdict.ingress.connections;
                if !(agree && same && gates) {
                    let (short, long) = (&pair.connections, &verdict.connections);
                    found.push(format!("{} -> {}: the pair says {short}, the verdict {long}", from.id, to.id));
                }
            }
        }
    }
    found
}

/// What came of the case without being expected.
fn surprises(outcome: &Outcome) -> Vec<String> {
    let mut found = Vec::new();
    for (finding, seen) in outcome.findings.found.iter().zip(&outcome.seen) {
        let diagnostic = &finding.diagnostic;
        if !seen && diagnostic.severity != Severity::Note && diagnostic.code != MISSING {
            let place = diagnostic.span.map(|span| {
                let name = outcome.sources.source_of(span).map_or("", Source::name);
                format!(" at `{}` ({name}, line {})", outcome.sources.text(span), outcome.sources.line(span))
            });
            let (severity, code, message) = (diagnostic.severity.as_str(), diagnostic.code, &diagnostic.message);
            found.push(format!("not expected: {severity} {code}{}: {message}", place.unwrap_or_default()));
        }
    }
    for rejected in &outcome.analysis.rejected_policies {
        let name = &rejected.meta.name.value;
        if !outcome.rejected.iter().any(|expected| **expected == **name) {
            found.push(format!("not expected: rejected {name} {:?}", rejected.codes));
        }
    }
    found
}
