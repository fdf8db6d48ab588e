//! Who knows whom: dialects of policies are known to `kinds`, which reads them, and to `policy`, which lowers them, and to
//! `lint` and `suggest`, which name mistakes in them as they are written and write them; nothing else names one; the oracle knows nothing of the evaluator.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{files, root};

/// Kinds, projects and plugins.
const NAMES: [&str; 5] = ["NetworkPolic", "Calico", "Cilium", "Antrea", "Azure"];
/// Folders of sources in which a string may name them.
const KNOW: [&str; 4] = [
    "crates/podreach-eval/src/kinds",
    "crates/podreach-eval/src/policy",
    "crates/podreach-eval/src/lint",
    "crates/podreach-eval/src/suggest",
];

/// Modules that only tests have.
fn of_tests(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    ["cluster_test.rs", "fixture.rs", "tests.rs"].contains(&&*name) || name.ends_with("_tests.rs")
}

#[test]
fn dialects_are_named_where_they_are_read_and_lowered_alone() {
    let packages = ["eval", "report", "picture", "layout"];
    let mut files: Vec<PathBuf> = packages
        .iter()
        .flat_map(|package| files(&root().join(format!("crates/podreach-{package}/src")), "rs"))
        .collect();
    files.retain(|file| !of_tests(file) && !KNOW.iter().any(|folder| file.starts_with(root().join(folder))));
    assert!(files.len() > 150);
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        // Tests stand at the end of a file.
        let code = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
        for (line, number) in code.zip(1..).filter(|(line, _)| !line.trim_start().starts_with("//")) {
            let names = NAMES.iter().filter(|name| line.contains(**name));
            found.extend(names.map(|name| format!("{}:{number}: {name}", file.display())));
        }
    }
    assert!(found.is_empty(), "code that names a dialect:\n{}", found.join("\n"));
}

/// The oracle decides by itself: a crate of ours below it would be code that evaluator and oracle share.
#[test]
fn the_oracle_depends_on_no_other_crate_of_ours() {
    let manifest = fs::read_to_string(root().join("crates/podreach-testkit/Cargo.toml")).unwrap();
    let (package, tables) = manifest.split_once("[lints]").unwrap();
    assert!(package.contains("name = \"podreach-testkit\""));
    assert!(!tables.contains("podreach-"), "podreach-testkit depends on another crate of ours:\n{tables}");
}

/// A file has one place: what several packages need is a crate.
#[test]
fn no_file_belongs_to_two_packages() {
    let folders = ["crates", "fuzz/fuzz_targets", "tests", "web/src"];
    let files = folders.iter().flat_map(|folder| files(&root().join(folder), "rs"));
    let attribute = ["#[", "path ="].concat();
    let shared: Vec<PathBuf> = files.filter(|file| fs::read_to_string(file).unwrap().contains(&attribute)).collect();
    assert!(shared.is_empty(), "files that name the place of another: {shared:?}");
}
