//! `podreach diff`.

use std::path::Path;

use podreach_eval::diff::{DiffOptions, diff_with};
use podreach_report::DiffDoc;

use crate::args::Diff;
use crate::input::{Input, colored, load_paths, strict};
use crate::outcome::Outcome;
use crate::stdout::{is_terminal, print_document};

pub(crate) fn run(arguments: &Diff) -> Result<Outcome, String> {
    let (old, new) = (&arguments.old, &arguments.new);
    if old == Path::new("-") && new == Path::new("-") {
        return Err("only one of OLD and NEW can be standard input".into());
    }
    let choices = &arguments.choices;
    let load = |side: &str, path: &Path| {
        let name = format!("{side}, `{}`", path.display());
        load_paths(&[path.to_owned()], choices, Some(&name)).map_err(|error| format!("{name}: {error}"))
    };
    let Input { sources: old_sources, analysis: before, errors, .. } = load("OLD", old)?;
    let Input { sources: new_sources, analysis: after, errors: more_errors, .. } = load("NEW", new)?;
    let options = DiffOptions { representatives: arguments.representatives, ..DiffOptions::default() };
    let diff = diff_with(&before, &after, &options);
    let (analyses, sources) = ([&before, &after], [&old_sources, &new_sources]);
    let color = colored(choices, is_terminal());
    print_document(&DiffDoc { analyses, sources, diff: &diff, color }, arguments.output)?;
    let outcome = if diff.connections.is_empty() { Outcome::Fine } else { Outcome::Found };
    Ok(strict(outcome, choices.strict, errors || more_errors))
}
