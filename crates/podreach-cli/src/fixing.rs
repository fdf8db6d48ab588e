//! Writes fixes into files.

use std::collections::BTreeSet;
use std::path::Path;

use podreach_session::{Evaluation, Session, Trial};
use podreach_syntax::{PlacedEdit, Source, Sources, apply};

use crate::args::Common;
use crate::input::{options, threads};
use crate::stderr::eprint_line;

/// Fixes are made in so many rounds at most: a fix may give rise to another one.
const ROUNDS: usize = 1_000;
/// Steps that evaluating the fixes of a round may take.
const STEPS: u64 = 1_000_000_000;

/// A fix of a finding, and what it is called.
struct Wanted {
    what: String,
    edits: Vec<PlacedEdit>,
}

/// What was made, and how many findings were left at the end.
#[derive(Default)]
struct Made {
    /// What was made once is not made again, whatever other fixes do to its place.
    known: BTreeSet<(String, Vec<PlacedEdit>)>,
    all: Vec<String>,
    /// Fixes that open or close something, or may.
    unsafe_ones: usize,
    /// Findings with several fixes.
    choices: usize,
}

/// Makes fixes until none is left, writes the files that changed, and gives the input as it is then. Those that change what is
/// allowed are made only where that is asked for. Where a finding has several fixes, somebody has to choose.
pub(crate) fn fix(original: Sources, common: &Common, with_unsafe: bool) -> Result<Sources, String> {
    let options = options(&common.choices);
    let (mut sources, mut made) = (original.clone(), Made::default());
    let mut session = Session::new(threads());
    for _ in 0..ROUNDS {
        let Evaluation { sources: placed, analysis, .. } = session.evaluate(sources.clone(), &options);
        let findings = analysis.findings(&placed);
        let of_finding = findings.found.iter().map(|found| (found.diagnostic.code, &found.diagnostic.fixes[..]));
        made.choices = of_finding.clone().filter(|(_, fixes)| fixes.len() > 1).count();
        let fixes = of_finding.filter_map(|(code, fixes)| match fixes {
            [one] => Some(Wanted { what: format!("{code}: {}", one.title), edits: one.placed(&placed) }),
            _ => None,
        });
        let mut trial = Trial::new(sources.clone(), options.clone(), STEPS, threads());
        let Some(changed) = made.round(&sources, fixes.collect(), &mut trial, with_unsafe) else { break };
        sources = changed;
    }
    write(&original, &sources)?;
    for what in &made.all {
        eprint_line(&format!("fixed {what}"));
    }
    match made.unsafe_ones {
        0 => {}
        1 => eprint_line("note: 1 fix opens or closes connections and is not made without --unsafe-fixes"),
        many => eprint_line(&format!(
            "note: {many} fixes open or close connections and are not made without --unsafe-fixes"
        )),
    }
    match made.choices {
        0 => {}
        1 => eprint_line("note: 1 finding has several fixes: choose one, see `podreach lint`"),
        many => eprint_line(&format!("note: {many} findings have several fixes each: choose one, see `podreach lint`")),
    }
    Ok(sources)
}

impl Made {
    /// The input with more fixes: all safe ones that do not overlap, if they are safe together too; otherwise one of them, or one
    /// that is not safe.
    fn round(
        &mut self,
        sources: &Sources,
        fixes: Vec<Wanted>,
        trial: &mut Trial,
        with_unsafe: bool,
    ) -> Option<Sources> {
        let is_new = |one: &Wanted| !self.known.contains(&(one.what.clone(), one.edits.clone()));
        let fixes = fixes.into_iter().filter(is_new);
        let mut is_safe = |edits: &[PlacedEdit]| trial.effect(edits).is_ok_and(|effect| effect.safe);
        let (safe, others): (Vec<Wanted>, Vec<Wanted>) = fixes.partition(|one| is_safe(&one.edits));
        self.unsafe_ones = if with_unsafe { 0 } else { others.len() };
        let (mut together, mut edits): (Vec<&Wanted>, Vec<PlacedEdit>) = (Vec::new(), Vec::new());
        for one in &safe {
            if !one.edits.iter().any(|new| edits.iter().any(|old| touch(new, old))) {
                edits.extend_from_slice(&one.edits);
                together.push(one);
            }
        }
        if together.len() < 2 || !is_safe(&edits) {
            together = safe.iter().chain(others.iter().filter(|_| with_unsafe)).take(1).collect();
            edits = together.first()?.edits.clone();
        }
        let changed = apply(sources, &edits);
        for one in together {
            self.known.insert((one.what.clone(), one.edits.clone()));
            if changed.is_some() {
                self.all.push(one.what.clone());
            }
        }
        // An edit that cannot be made is not asked for again.
        Some(changed.unwrap_or_else(|| sources.clone()))
    }
}

/// Whether two edits overlap, or stand side by side.
fn touch(one: &PlacedEdit, other: &PlacedEdit) -> bool {
    one.source == other.source && one.start <= other.end && other.start <= one.end
}

/// Writes the files that differ. Nothing is written where one of them is not as it was read.
fn write(original: &Sources, changed: &Sources) -> Result<(), String> {
    let both = original.iter().zip(changed.iter());
    let differ: Vec<(&Source, &Source)> =
        both.map(|((_, old), (_, new))| (old, new)).filter(|(old, new)| old.text() != new.text()).collect();
    for (old, _) in &differ {
        if old.name() == "stdin" {
            return Err("standard input cannot be fixed: give a file".into());
        }
        let now =
            std::fs::read(Path::new(old.name())).map_err(|error| format!("cannot read `{}`: {error}", old.name()))?;
        if now != old.text().as_bytes() {
            return Err(format!("`{}` is not written: it changed meanwhile, or is not UTF-8", old.name()));
        }
    }
    for (_, new) in differ {
        std::fs::write(Path::new(new.name()), new.text())
            .map_err(|error| format!("cannot write `{}`: {error}", new.name()))?;
    }
    Ok(())
}
