//! Other people's cases, where there is a folder of them.

use std::path::PathBuf;

use crate::command::{Failure, Run};
use crate::paths;

/// The folder beside the checkout that holds cases, if there is one.
pub(crate) fn folder() -> PathBuf {
    paths::root().join("../shared/conformance")
}

/// Runs the cases of a folder; further words narrow them by name. Returns what was printed.
pub(crate) fn run(words: &[&str]) -> Result<(bool, String), Failure> {
    let (folder, rest) = match words.split_first() {
        Some((folder, rest)) => (PathBuf::from(folder), rest),
        None => (folder(), words),
    };
    if !folder.is_dir() {
        return Err(Failure::new(format!("`{}` is not a folder of cases", folder.display())));
    }
    Run::cargo(["run", "--quiet", "--release", "--package", "podreach-conformance", "--"])
        .args([&folder])
        .args(rest)
        .tee()
}
