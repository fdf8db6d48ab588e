//! Every code that the sources write is that of a finding, and a case expects each that reading and evaluating say. Others have
//! examples in their documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;

use podreach_eval::lint::Lint;

use crate::case::{self, Case, Expectation, is_code};

/// Codes that the sources write, such as `"L05"`, with a file that does.
fn written(folder: &Path, codes: &mut BTreeMap<String, PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            written(&path, codes)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            for code in std::fs::read_to_string(&path)?.split('"').filter(|text| is_code(text)) {
                codes.entry(code.to_owned()).or_insert_with(|| path.clone());
            }
        }
    }
    Ok(())
}

pub(crate) fn every_diagnostic_has_a_case() -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut codes = BTreeMap::new();
    for sources in ["src", "../podreach-syntax/src"] {
        written(&root.join(sources), &mut codes)?;
    }
    if !(codes.contains_key("L05") && codes.contains_key("S01")) {
        return Err("the sources are not where they were".into());
    }
    let mut paths = Vec::new();
    crate::files(&root.join("tests/cases"), &mut paths)?;
    let cases = paths.iter().map(|path| case::read(path)).collect::<Result<Vec<_>, _>>()?;
    let cases: Vec<Case> = cases.into_iter().flatten().collect();
    let expectations = cases.iter().flat_map(|case| &case.expectations);
    let given = expectations.filter(|one| !matches!(one, Expectation::Says(_, says) if says.starts_with("no ")));
    let expected: BTreeSet<&str> = given.filter_map(Expectation::code).collect();
    let wrong = codes.iter().filter_map(|(code, path)| match Lint::of(code) {
        None => Some(format!("{code} is not registered: {}", path.display())),
        Some(lint) if lint.is_read() && !expected.contains(lint.code) => {
            Some(format!("no case expects {code}: {}", path.display()))
        }
        Some(_) => None,
    });
    let wrong: Vec<String> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
