//! Dialects of policies are known in few places: `kinds` reads them, `policy` lowers them, and nothing behind them names one.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// Kinds, projects and plugins.
const NAMES: [&str; 5] = ["NetworkPolic", "Calico", "Cilium", "Antrea", "Azure"];
/// Folders of sources in which a string may name them.
const KNOW: [&str; 2] = ["crates/podreach-eval/src/kinds", "crates/podreach-eval/src/policy"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !of_tests(&path) {
            found.push(path);
        }
    }
}

/// Modules that only tests have.
fn of_tests(path: &Path) -> bool {
    ["cluster_test.rs", "fixture.rs"].iter().any(|name| path.ends_with(name))
}

#[test]
fn dialects_are_named_where_they_are_read_and_lowered_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for package in ["eval", "report", "picture", "layout"] {
        sources(&root.join(format!("crates/podreach-{package}/src")), &mut files);
    }
    files.retain(|file| !KNOW.iter().any(|folder| file.starts_with(root.join(folder))));
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
