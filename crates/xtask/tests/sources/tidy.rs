//! What keeps the sources easy to find one's way in: files say what they are for and stay small, dependencies are used.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{files, root};

/// Longer files are listed with the reason.
const LINES: usize = 400;
const LONGER: [(&str, &str); 1] = [("crates/podreach-eval/tests/cases/expect.rs", "one table of what can be expected")];

/// The folders of all packages of the workspace.
fn packages() -> Vec<PathBuf> {
    let crates = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let mut packages: Vec<PathBuf> = crates.filter(|path| path.join("Cargo.toml").is_file()).collect();
    packages.extend(["web", "tests/conformance"].map(|folder| root().join(folder)));
    packages
}

fn files_of(package: &Path) -> Vec<PathBuf> {
    ["src", "tests", "benches", "examples"].iter().flat_map(|folder| files(&package.join(folder), "rs")).collect()
}

/// The path within the checkout.
fn place(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap();
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[test]
fn every_file_says_what_it_is_for() {
    let files: Vec<PathBuf> = packages().iter().flat_map(|package| files_of(package)).collect();
    assert!(files.len() > 300);
    let silent = files.iter().filter(|file| !fs::read_to_string(file).unwrap().starts_with("//! "));
    let silent: Vec<String> = silent.map(|file| place(file)).collect();
    assert!(silent.is_empty(), "these files begin without a `//!` sentence:\n{}", silent.join("\n"));
}

#[test]
fn files_are_small_or_say_why_not() {
    let mut long: Vec<String> = Vec::new();
    for file in packages().iter().flat_map(|package| files_of(package)) {
        if fs::read_to_string(&file).unwrap().lines().count() > LINES {
            long.push(place(&file));
        }
    }
    let unknown: Vec<&String> = long.iter().filter(|file| LONGER.iter().all(|(known, _)| known != file)).collect();
    assert!(unknown.is_empty(), "more than {LINES} lines, and no reason in this test: {unknown:?}");
    let short: Vec<&str> =
        LONGER.iter().map(|(file, _)| *file).filter(|file| !long.iter().any(|one| one == file)).collect();
    assert!(short.is_empty(), "no longer long: {short:?}");
}

/// A dependency whose name no source says is not needed.
#[test]
fn dependencies_are_used() {
    let mut unused = Vec::new();
    for package in packages() {
        let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
        let code: String = files_of(&package).iter().map(|file| fs::read_to_string(file).unwrap()).collect();
        let mut within = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                within = line.trim_matches(['[', ']']).ends_with("dependencies");
                continue;
            }
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            let says = |code: &str| {
                code.contains(&format!("{}::", name.replace('-', "_")))
                    || code.contains(&format!("use {};", name.replace('-', "_")))
            };
            if within && line.contains('=') && !name.is_empty() && !name.starts_with('#') && !says(&code) {
                unused.push(format!("{}: {name}", place(&package.join("Cargo.toml"))));
            }
        }
    }
    assert!(unused.is_empty(), "dependencies that no source names:\n{}", unused.join("\n"));
}
