//! Rust tools: trunk, and wasm-bindgen at the version in the lock file.

use std::path::PathBuf;

use super::say;
use crate::command::{Failure, Run};
use crate::paths;

/// The newest trunk that builds with the Rust this project asks for.
const TRUNK: &str = "0.21.14";

/// The folder that holds trunk.
pub(crate) fn trunk() -> Result<PathBuf, Failure> {
    install("trunk", TRUNK, &["--locked", "--no-default-features"], "4 minutes")
}

/// The folder that holds wasm-bindgen and its test runner.
pub(crate) fn wasm_bindgen() -> Result<PathBuf, Failure> {
    let lock = std::fs::read_to_string(paths::root().join("Cargo.lock"))?;
    let version =
        locked_version(&lock, "wasm-bindgen").ok_or_else(|| Failure::new("Cargo.lock names no wasm-bindgen"))?;
    // Its own lock file names a crate that is not served any more, so it is resolved anew.
    install("wasm-bindgen-cli", &version, &[], "3 minutes")
}

/// The version of a crate in a lock file.
fn locked_version(lock: &str, name: &str) -> Option<String> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == wanted)?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

fn install(name: &str, version: &str, flags: &[&str], usually: &str) -> Result<PathBuf, Failure> {
    let short = name.strip_suffix("-cli").unwrap_or(name);
    let root = paths::cache().join("tools").join(format!("{short}-{version}"));
    let bin = root.join("bin");
    if bin.join(short).is_file() {
        return Ok(bin);
    }
    say(&format!("installing {name} {version}"), usually);
    // A tool that runs for seconds is not worth minutes of optimising.
    Run::cargo(["install", name])
        .args(["--version", &format!("={version}"), "--root"])
        .args([&root])
        .args(flags)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_TARGET_DIR", paths::cache().join("build"))
        .current_dir(&std::env::temp_dir())
        .run()?;
    Ok(bin)
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn finds_the_locked_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
