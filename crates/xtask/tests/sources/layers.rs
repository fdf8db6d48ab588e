//! Dialects of policies are known in few places: `kinds` reads them, `policy` lowers them, and nothing behind them names one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{files, root};

/// Kinds, projects and plugins.
const NAMES: [&str; 5] = ["NetworkPolic", "Calico", "Cilium", "Antrea", "Azure"];
/// Folders of sources in which a string may name them.
const KNOW: [&str; 2] = ["crates/podreach-eval/src/kinds", "crates/podreach-eval/src/policy"];

/// Modules that only tests have.
fn of_tests(path: &Path) -> bool {
    ["cluster_test.rs", "fixture.rs"].iter().any(|name| path.ends_with(name))
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
