//! Findings as text, in the style of rustc. Those that say the same are shown once, with all their places.

use std::fmt;

use podreach_eval::lint::{Finding, NotChecked};
use podreach_syntax::{Diagnostic, Severity};
use rustc_hash::FxHashMap;

use super::{FindingsDoc, FixEffect, ReportedFix, counted};
use crate::Printer;
use crate::diagnostics::{Below, render_with};
use crate::place::line;

/// Findings that are shown, each with all its places.
const SHOWN: usize = 100;
/// Further places of one finding that are listed.
const PLACES: usize = 10;

/// Findings that say the same.
struct Same<'a> {
    first: &'a Finding,
    fixes: &'a [ReportedFix],
    others: Vec<&'a Finding>,
}

pub(crate) fn text(doc: &FindingsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let all = by_importance(doc);
    for same in all.iter().take(SHOWN) {
        out.text(&render_with(&same.first.diagnostic, &below(doc, same), doc.sources, doc.color))?;
    }
    if all.len() > SHOWN {
        out.line(format_args!(
            "{} are not shown; -o json has all of them",
            counted(all.len() - SHOWN, "more finding")
        ))?;
    }
    out.line(format_args!("{}", summary(doc)))?;
    for line in not_checked(&doc.findings.not_checked) {
        out.line(format_args!("{line}"))?;
    }
    Ok(())
}

/// Findings that say the same together, the most important ones first.
fn by_importance<'a>(doc: &'a FindingsDoc<'a>) -> Vec<Same<'a>> {
    let mut all: Vec<(&Finding, &[ReportedFix])> = doc.shown().collect();
    let diagnostics: Vec<&Diagnostic> = all.iter().map(|(finding, _)| &finding.diagnostic).collect();
    let order = doc.analysis.by_importance(&diagnostics);
    all = order.into_iter().filter_map(|at| all.get(at).copied()).collect();
    let mut known: FxHashMap<(&str, &str, Option<&str>), usize> = FxHashMap::default();
    let mut found: Vec<Same<'a>> = Vec::new();
    for (finding, fixes) in all {
        let said = &finding.diagnostic;
        let at = *known.entry((said.code, &said.message, said.help.as_deref())).or_insert(found.len());
        match found.get_mut(at) {
            Some(same) => same.others.push(finding),
            None => found.push(Same { first: finding, fixes, others: Vec::new() }),
        }
    }
    found
}

/// Its fixes in words, and its other places.
fn below(doc: &FindingsDoc<'_>, same: &Same<'_>) -> Vec<Below> {
    let is_choice = same.fixes.len() > 1;
    let fixes = same.fixes.iter().map(|fix| Below::Help(format!("{}{}", fix.title, effect(fix.effect, is_choice))));
    let mut below: Vec<Below> = fixes.collect();
    if !same.others.is_empty() {
        let places = same.others.iter().filter_map(|other| other.diagnostic.span);
        let mut places: Vec<String> = places.map(|span| line(doc.sources, span)).collect();
        let more = places.len().saturating_sub(PLACES);
        places.truncate(PLACES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        below.push(Below::Note(format!("the same at {}{more}", places.join(", "))));
    }
    below
}

/// What a fix does, and how it is made: where there is a choice, by hand.
fn effect(effect: FixEffect, is_choice: bool) -> String {
    let (what, how) = match effect {
        FixEffect::Safe => ("no connection changes".to_owned(), " (--fix)"),
        FixEffect::Changes { opens, closes } => {
            let parts = [("opens", opens), ("closes", closes)].into_iter().filter(|(_, count)| *count > 0);
            let parts: Vec<String> = parts.map(|(word, count)| format!("{word} {count}")).collect();
            let what = if parts.is_empty() { "changes what is allowed".to_owned() } else { parts.join(", ") };
            (what, " (--fix --unsafe-fixes)")
        }
        FixEffect::Unknown => ("not compared".to_owned(), " (--fix --unsafe-fixes)"),
    };
    format!(": {what}{}", if is_choice { "" } else { how })
}

/// `2 errors, 1 warning; 3 notes are not shown; 1 finding is silenced`.
fn summary(doc: &FindingsDoc<'_>) -> String {
    let of = |severity: Severity| doc.shown().filter(|(found, _)| found.diagnostic.severity == severity).count();
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts = words.into_iter().map(|(severity, word)| (of(severity), word)).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, word)| counted(count, word)).collect();
    let mut parts = vec![if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") }];
    let is = |count: usize| if count == 1 { "is" } else { "are" };
    let below = doc.below();
    if below > 0 {
        let level = if doc.level == Severity::Error { "warning" } else { "note" };
        parts.push(format!("{} below the level {} not shown: --level {level}", counted(below, "finding"), is(below)));
    }
    let silenced = doc.findings.silenced.len();
    if silenced > 0 {
        parts.push(format!("{} {} silenced by comments", counted(silenced, "finding"), is(silenced)));
    }
    parts.join("; ")
}

/// What was not looked for, by what it needs.
fn not_checked(all: &[NotChecked]) -> Vec<String> {
    let mut by_need: Vec<(&str, Vec<&str>)> = Vec::new();
    for not in all {
        match by_need.iter_mut().find(|(needs, _)| *needs == not.needs) {
            Some((_, codes)) => codes.push(not.lint.code),
            None => by_need.push((&not.needs, vec![not.lint.code])),
        }
    }
    let line = |(needs, codes): (&str, Vec<&str>)| format!("not checked for want of {needs}: {}", codes.join(", "));
    by_need.into_iter().map(line).collect()
}
