//! Other people's cases, where there is a folder of them.

use std::path::PathBuf;

use crate::command::{Failure, Run};
use crate::paths;

/// The folder beside the checkout that holds cases, if there is one.
pub(crate) fn folder() -> PathBuf {
    paths::root().join("../shared/conformance")
}

/// Runs the cases of a folder, or those with a part of a name. Returns what was printed.
pub(crate) fn run(folder: PathBuf, name: Option<&str>) -> Result<(bool, String), Failure> {
    if !folder.is_dir() {
        return Err(Failure::new(format!("`{}` is not a folder of cases", folder.display())));
    }
    Run::cargo(["run", "--quiet", "--release", "--package", "podreach-conformance", "--"])
        .args([&folder])
        .args(name)
        .tee()
}
