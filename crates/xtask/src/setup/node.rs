//! npm packages: the editor, esbuild, wasm-opt, Playwright, axe.

use std::path::PathBuf;

use super::say;
use crate::command::{Failure, Run};
use crate::paths;

/// Installs the locked packages when they changed; returns the folder of their programs.
pub(crate) fn node_modules() -> Result<PathBuf, Failure> {
    let root = paths::root();
    let modules = root.join("node_modules");
    let bin = modules.join(".bin");
    let lock = std::fs::read(root.join("package-lock.json"))?;
    let stamp = modules.join(".podreach-lock");
    if std::fs::read(&stamp).is_ok_and(|known| known == lock) {
        return Ok(bin);
    }
    if paths::which("npm").is_none() {
        return Err(Failure::new(
            "npm is missing: install Node.js 20 or newer (https://nodejs.org) and run this again",
        ));
    }
    say("installing npm packages", "10 seconds");
    Run::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).run()?;
    std::fs::write(stamp, lock)?;
    Ok(bin)
}
