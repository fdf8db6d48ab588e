//! Writes fixes into files.

use std::collections::BTreeSet;
use std::path::Path;

use podreach_session::{Evaluation, Session, Trial};
use podreach_syntax::{PlacedEdit, Source, Sources, apply};

use crate::args::Common;
use crate::input::{options, threads};
use crate::stderr::eprint_line;

/// Fixes are made one at a time, so often at most: a fix may give rise to another one.
const ROUNDS: usize = 1_000;
/// Steps that evaluating fixes may take.
const STEPS: u64 = 20_000_000_000;

/// Makes fixes until none is left, writes the files that changed, and gives the input as it is then. Those that change what is
/// allowed are made only where that is asked for.
pub(crate) fn fix(original: Sources, common: &Common, with_unsafe: bool) -> Result<Sources, String> {
    let options = options(&common.choices);
    let (mut sources, mut made, mut left) = (original.clone(), Vec::new(), 0);
    let mut session = Session::new(threads());
    // What was made once is not made again, whatever other fixes do to its place.
    let mut known: BTreeSet<(String, Vec<PlacedEdit>)> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let Evaluation { sources: placed, analysis, .. } = session.evaluate(sources.clone(), &options);
        let findings = analysis.findings(&placed);
        let mut trial = Trial::new(sources.clone(), options.clone(), STEPS, threads());
        let fixes =
            findings.found.iter().flat_map(|found| found.diagnostic.fixes.iter().take(1).map(move |fix| (found, fix)));
        let mut skipped = 0;
        let next = fixes.into_iter().find_map(|(found, fix)| {
            let edits = fix.placed(&placed);
            if known.contains(&(fix.title.clone(), edits.clone())) {
                return None;
            }
            let safe = trial.effect(&edits).is_ok_and(|effect| effect.safe);
            if !safe && !with_unsafe {
                skipped += 1;
                return None;
            }
            let changed = apply(&sources, &edits)?;
            Some((format!("{}: {}", found.diagnostic.code, fix.title), (fix.title.clone(), edits), changed))
        });
        left = skipped;
        let Some((what, key, changed)) = next else { break };
        known.insert(key);
        made.push(what);
        sources = changed;
    }
    write(&original, &sources)?;
    for what in &made {
        eprint_line(&format!("fixed {what}"));
    }
    if left > 0 {
        let fixes = if left == 1 { "1 fix opens or closes" } else { "fixes open or close" };
        let count = if left == 1 { String::new() } else { format!("{left} ") };
        eprint_line(&format!("note: {count}{fixes} connections and are not made without --unsafe-fixes"));
    }
    Ok(sources)
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
