//! Paths to sources, and sources to an analysis with its diagnostics on standard error.

use std::io::{IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use podreach_eval::{Analysis, IpBlockPods, Options, analyze};
use podreach_syntax::{Limits, Severity, Sources};

use crate::args::{Choices, Color, Common, IpBlock};
use crate::outcome::Outcome;
use crate::tell::{tell, write};

/// Folders are searched this deep.
const DEPTH: usize = 32;
/// At most this many diagnostics are printed.
const SHOWN: usize = 100;

/// Reads all paths. What cannot be read is said on standard error; an error only when nothing could.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Sources, String> {
    let mut sources = Sources::new();
    let mut room = Limits::COMMAND_LINE.bytes;
    for path in paths {
        let files = if path.as_os_str() == "-" { vec![path.clone()] } else { files(path, 0) };
        if files.is_empty() && path.is_dir() {
            tell(&format!("warning: no .yaml, .yml or .json file in `{}`", path.display()));
        }
        for file in files {
            let (name, bytes) = if file.as_os_str() == "-" {
                ("stdin".to_owned(), bytes(std::io::stdin().lock(), room))
            } else {
                (file.display().to_string(), std::fs::File::open(&file).and_then(|open| bytes(open, room)))
            };
            match bytes.map(String::from_utf8) {
                Ok(Ok(text)) => {
                    let left = room.checked_sub(text.len() as u64);
                    room = left.ok_or_else(|| format!("more than {} bytes of input", Limits::COMMAND_LINE.bytes))?;
                    sources.add(name, text);
                }
                Ok(Err(_)) => tell(&format!("error: cannot read `{name}`: it is not UTF-8 text")),
                Err(error) => tell(&format!("error: cannot read `{name}`: {error}")),
            }
        }
    }
    if sources.is_empty() { Err("no path could be read".into()) } else { Ok(sources) }
}

/// Everything up to one byte more than there is room for.
fn bytes(from: impl Read, room: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(room.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file itself; the manifests of a folder, in order of names.
fn files(path: &Path, depth: usize) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    if depth > DEPTH {
        return Vec::new();
    }
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    let manifest = |path: &Path| {
        path.extension()
            .and_then(|end| end.to_str())
            .is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end.eq_ignore_ascii_case(known)))
    };
    entries
        .into_iter()
        // Links to folders can lead in circles; kubectl does not follow them either.
        .filter(|path| if path.is_dir() { !path.is_symlink() } else { manifest(path) })
        .flat_map(|path| files(&path, depth + 1))
        .collect()
}

/// Reads and evaluates, and prints the diagnostics.
pub(crate) fn load(common: &Common) -> Result<(Sources, Analysis), String> {
    let sources = read(&common.paths)?;
    let options = Options {
        default_namespace: common.choices.namespace.clone(),
        ip_block_pods: match common.choices.ip_block_pods {
            IpBlock::Match => IpBlockPods::Match,
            IpBlock::Ignore => IpBlockPods::Ignore,
        },
        limits: Limits::COMMAND_LINE,
    };
    let analysis = analyze(&sources, &options);
    say(&analysis, &sources, colored(&common.choices, std::io::stderr().is_terminal()));
    if analysis.documents == 0 {
        return Err("no document could be decoded".into());
    }
    Ok((sources, analysis))
}

/// Prints errors and warnings, errors first where there are too many. Notes are for the page and for lint: a list of a
/// thousand of them hides what matters here.
fn say(analysis: &Analysis, sources: &Sources, color: bool) {
    let of = |severity: Severity| analysis.diagnostics.iter().filter(move |found| found.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let mut room = [errors.min(SHOWN), warnings.min(SHOWN.saturating_sub(errors))];
    let mut wanted = |severity: Severity| {
        let left = match severity {
            Severity::Error => room.first_mut(),
            Severity::Warning => room.last_mut(),
            Severity::Note => None,
        };
        left.is_some_and(|left| {
            let some = *left > 0;
            *left = left.saturating_sub(1);
            some
        })
    };
    let shown: Vec<_> = analysis.diagnostics.iter().filter(|found| wanted(found.severity)).cloned().collect();
    write(&podreach_report::render_diagnostics(&shown, sources, color));
    if errors + warnings > shown.len() {
        let more = errors + warnings - shown.len();
        tell(&format!("note: {more} more errors and warnings are not shown here; `list -o full` holds all of them"));
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
pub(crate) fn strict(outcome: Outcome, choices: &Choices, analysis: &Analysis) -> Outcome {
    let errors = analysis.diagnostics.iter().any(|found| found.severity == Severity::Error);
    if choices.strict && errors && outcome == Outcome::Fine { Outcome::Found } else { outcome }
}
