//! Every diagnostic that the evaluator and the reader can give is expected by a case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;

use crate::case::{self, Case, Expectation};

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

/// `S`, `V` or `L` and two or three digits.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(['S', 'V', 'L']).unwrap_or("");
    matches!(digits.len(), 2 | 3) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The code that an expectation names: `error L05 …`.
fn expected(expectation: &Expectation) -> Option<&str> {
    let (Expectation::Says(_, says) | Expectation::Marks { says, .. }) = expectation;
    let mut words = says.split(' ');
    let severity = words.next()?;
    words.next().filter(|code| matches!(severity, "error" | "warning" | "note") && is_code(code))
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
    let expected: BTreeSet<&str> = expectations.filter_map(expected).collect();
    let missing = codes.iter().filter(|(code, _)| !expected.contains(code.as_str()));
    let missing: Vec<String> = missing.map(|(code, path)| format!("{code}, {}", path.display())).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("no case expects these diagnostics:\n{}", missing.join("\n")).into())
    }
}
