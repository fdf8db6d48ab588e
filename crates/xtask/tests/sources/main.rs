//! Looks at the sources themselves: where they are, what they say, what they cite.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what they cannot read is a failure")]

mod circles;
mod citations;
mod classes;
mod layers;
mod tidy;
mod vocabulary;

use std::fs;
use std::path::{Path, PathBuf};

/// The checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files with this extension below a folder of the checkout; none where there is no such folder.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found
}
