//! `podreach lint`.

use podreach_report::{FindingsDoc, FixEffect, Format, ReportedFix};
use podreach_session::{Effect, Evaluation, Session, Trial, plain};
use podreach_syntax::Severity;

use crate::args::{Level, Lint};
use crate::fixing;
use crate::input::{colored, options, threads};
use crate::names;
use crate::outcome::Outcome;
use crate::read::read;
use crate::stderr::eprint_line;
use crate::stdout::{is_terminal, print_document};

/// Steps that evaluating fixes may take. What is not evaluated any more counts as unsafe.
const STEPS: u64 = 1_000_000_000;

pub(crate) fn run(arguments: &Lint) -> Result<Outcome, String> {
    let choices = &arguments.common.choices;
    names::namespace(&choices.namespace)?;
    let read = read(&arguments.common.paths)?;
    let mut sources = read.sources;
    if arguments.fix {
        sources = fixing::fix(sources, &arguments.common, arguments.unsafe_fixes)?;
    }
    let Evaluation { sources, analysis, .. } = Session::new(threads()).evaluate(sources, &options(choices));
    if analysis.objects == 0 && analysis.diagnostics.is_empty() {
        return Err("no document could be decoded".into());
    }
    let findings = analysis.findings(&sources);
    let counts = match arguments.level {
        Some(Level::Error) => Severity::Error,
        Some(Level::Warning) | None => Severity::Warning,
        Some(Level::Note) => Severity::Note,
    };
    // Programs choose for themselves.
    let is_data = matches!(arguments.output, Format::Json | Format::Sarif);
    let level = if is_data && arguments.level.is_none() { Severity::Note } else { counts };
    let mut trial = None;
    let fixes = findings.found.iter().map(|finding| {
        let shown = finding.diagnostic.severity <= level;
        let fixes = finding.diagnostic.fixes.iter().filter(|_| shown);
        let fixes = fixes.map(|fix| {
            let trial = trial.get_or_insert_with(|| Trial::new(plain(&sources), options(choices), STEPS, threads()));
            let edits = fix.placed(&sources);
            let effect = effect(trial.effect(&edits).ok());
            ReportedFix { title: fix.title.clone(), edits, effect }
        });
        fixes.collect()
    });
    let fixes = fixes.collect();
    let color = colored(choices, is_terminal());
    let document = FindingsDoc { analysis: &analysis, sources: &sources, findings: &findings, fixes, level, color };
    let any = document.shown().any(|(finding, _)| finding.diagnostic.severity <= counts);
    print_document(&document, arguments.output)?;
    if !read.complete {
        eprint_line("error: some files could not be read; nothing is said about them");
    }
    let strict = choices.strict && !read.complete;
    Ok(if any || strict { Outcome::Found } else { Outcome::Fine })
}

/// What a fix does, in the terms of a report.
pub(crate) fn effect(effect: Option<Effect>) -> FixEffect {
    match effect {
        None => FixEffect::Unknown,
        Some(Effect { safe: true, .. }) => FixEffect::Safe,
        Some(Effect { opens, closes, .. }) => FixEffect::Changes { opens, closes },
    }
}
