//! Runs the written cases: YAML with what has to come of it, each with the place in the reference that it stands for.
//!
//! A case file is YAML. Comments that begin with `#=` open a case and say it in one line; `# source:` names where it
//! comes from, `# with: FILE, …` puts other files before it, `# option: …` changes an option. Then come the documents.
//! `#>` lines expect something of the analysis, lines of carets expect a diagnostic at the text above them. What is not
//! expected fails too: rejected policies, errors and warnings; of findings that are looked for when somebody asks, those
//! whose codes the case mentions. `expect.rs` lists what can be said.

mod answer;
mod case;
mod coverage;
mod expect;
mod exposed;
mod outcome;
mod places;
mod ways;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Case files in a folder, in order of names. Files in folders called `given` belong to cases.
fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "given") {
                files(&path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    Ok(())
}

/// Each case is a test of its own, named after its file, its line and what it says: `cargo test --test cases -- peers.yaml`
/// runs those of a file.
fn main() -> Result<ExitCode, String> {
    let arguments = Arguments::from_args();
    Ok(libtest_mimic::run(&arguments, trials()?).exit_code())
}

fn trials() -> Result<Vec<Trial>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths = Vec::new();
    files(&root, &mut paths).map_err(|error| error.to_string())?;
    let mut trials = vec![Trial::test("every diagnostic has a case", coverage::every_diagnostic_has_a_case)];
    for path in &paths {
        let file = path.strip_prefix(&root).unwrap_or(path).display();
        let cases = case::read(path).map_err(|error| format!("{file}: {error}"))?;
        for case in cases {
            let name = format!("{file}:{} {}", case.line, case.title);
            trials.push(Trial::test(name, move || {
                let failures = outcome::failures(&case);
                if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
            }));
        }
    }
    if trials.len() < LEAST { Err(format!("only {} cases are found", trials.len())) } else { Ok(trials) }
}

/// There are more cases than this: where fewer are found, their folder is not.
const LEAST: usize = 700;
