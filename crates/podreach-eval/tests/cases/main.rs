//! Runs the written cases: YAML with what has to come of it, each with the place in the reference that it stands for.
//!
//! A case file is YAML. Comments that begin with `#=` open a case and say it in one line; `# source:` names where it
//! comes from, `# with: FILE, …` puts other files before it, `# option: …` changes an option. Then come the documents.
//! `#>` lines expect something of the analysis, lines of carets expect a diagnostic at the text above them. What is not
//! expected fails too: refused policies, errors and warnings. `expect.rs` lists what can be said.

mod answer;
mod case;
mod coverage;
mod expect;
mod exposed;
mod outcome;
mod places;
mod ways;

use std::path::{Path, PathBuf};

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

#[test]
fn every_case_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let only = std::env::var("CASE").unwrap_or_default();
    let mut paths = Vec::new();
    files(&root, &mut paths).unwrap();
    let (mut cases, mut expectations, mut failures) = (0, 0, Vec::new());
    for path in &paths {
        for case in case::read(path).unwrap() {
            let place = format!("{}:{}", path.strip_prefix(&root).unwrap().display(), case.line);
            if !only.is_empty() && !format!("{place} {}", case.title).contains(&only) {
                continue;
            }
            cases += 1;
            expectations += case.expectations.len();
            for failure in outcome::failures(&case) {
                failures.push(format!("{place}: {}\n    {failure}", case.title));
            }
        }
    }
    for failure in &failures {
        println!("{failure}");
    }
    println!("{cases} cases, {expectations} expectations, {} failures", failures.len());
    assert!(cases > 0, "no case was found");
    assert!(failures.is_empty(), "{} of {expectations} expectations fail; they are listed above", failures.len());
}
