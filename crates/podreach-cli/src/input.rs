//! Sources to an analysis with its diagnostics on standard error.

use std::path::PathBuf;

use podreach_eval::{Analysis, Options};
use podreach_session::{Evaluation, Session};
use podreach_syntax::{Diagnostic, Limits, Severity, Sources};

use crate::args::{Choices, Color, Common};
use crate::names;
use crate::outcome::Outcome;
use crate::read::read;
use crate::stderr::{eprint_line, eprint_text, is_terminal};

/// At most this many diagnostics are printed.
const SHOWN: usize = 100;

/// What the paths hold.
pub(crate) struct Input {
    pub(crate) sources: Sources,
    pub(crate) analysis: Analysis,
    /// Whether something could not be read, or holds errors.
    pub(crate) errors: bool,
    /// Whether every file could be read.
    pub(crate) complete: bool,
}

/// Reads and evaluates, and prints the diagnostics.
pub(crate) fn load(common: &Common) -> Result<Input, String> {
    load_paths(&common.paths, &common.choices, None)
}

/// The same for one of several inputs: what is said about it stands under its name.
pub(crate) fn load_paths(paths: &[PathBuf], choices: &Choices, name: Option<&str>) -> Result<Input, String> {
    names::namespace(&choices.namespace)?;
    let read = read(paths)?;
    let Evaluation { sources, analysis, .. } = evaluate_named(read.sources, choices, name);
    if analysis.exceeded {
        return Err("the input was not evaluated".into());
    }
    if analysis.objects == 0 {
        return Err("no document could be decoded".into());
    }
    let errors = has_errors(&analysis) || !read.complete;
    Ok(Input { sources, analysis, errors, complete: read.complete })
}

/// Whether the input holds errors.
pub(crate) fn has_errors(analysis: &Analysis) -> bool {
    analysis.diagnostics.iter().any(|found| found.severity == Severity::Error)
}

/// Evaluates, and prints the diagnostics.
pub(crate) fn evaluate(sources: Sources, choices: &Choices) -> Analysis {
    evaluate_named(sources, choices, None).analysis
}

/// How an input is evaluated.
pub(crate) fn options(choices: &Choices) -> Options {
    Options {
        default_namespace: choices.namespace.clone(),
        semantics: choices.plugin.0,
        limits: Limits::COMMAND_LINE,
        ..Options::default()
    }
}

/// How many threads may read.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn evaluate_named(sources: Sources, choices: &Choices, name: Option<&str>) -> Evaluation {
    let evaluation = Session::new(threads()).evaluate(sources, &options(choices));
    let Evaluation { sources, analysis, .. } = &evaluation;
    let is_problem = |found: &Diagnostic| found.severity != Severity::Note;
    if let Some(name) = name.filter(|_| analysis.diagnostics.iter().any(is_problem)) {
        eprint_line(&format!("{name}:"));
    }
    say(analysis, sources, colored(choices, is_terminal()));
    evaluation
}

/// Prints errors and warnings, the most important ones first. Notes are for the page and for lint: a list of a thousand of
/// them hides what matters here.
fn say(analysis: &Analysis, sources: &Sources, color: bool) {
    let problems: Vec<&Diagnostic> =
        analysis.diagnostics.iter().filter(|found| found.severity != Severity::Note).collect();
    let first = analysis.by_importance(&problems).into_iter().take(SHOWN);
    let shown: Vec<Diagnostic> = first.filter_map(|at| problems.get(at)).map(|found| (*found).clone()).collect();
    eprint_text(&podreach_report::render_diagnostics(&shown, sources, color));
    if problems.len() > shown.len() {
        let more = problems.len() - shown.len();
        eprint_line(&format!(
            "note: {more} more errors and warnings are not shown here; `podreach lint` shows all of them"
        ));
    }
}

/// Whether a stream gets colours.
pub(crate) fn colored(choices: &Choices, terminal: bool) -> bool {
    match choices.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && terminal,
    }
}

/// The outcome, made worse by errors in the input when the person wants that.
pub(crate) fn strict(outcome: Outcome, strict: bool, errors: bool) -> Outcome {
    if strict && errors && outcome == Outcome::Fine { Outcome::Found } else { outcome }
}
