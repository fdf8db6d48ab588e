//! Sets up what a chore needs and is missing. Tools go into a cache of the user, so that the second time starts at once.

mod chromium;
mod node;
mod tools;
mod wasm;
mod wheels;

pub(crate) use chromium::browser;
pub(crate) use node::node_modules;
pub(crate) use tools::{trunk, wasm_bindgen};
pub(crate) use wasm::{WasmTarget, wasm_target};
pub(crate) use wheels::{Missing, wheels};

use crate::command::{Failure, Run};
use crate::paths::which;

/// Says what is being done and how long it usually takes.
pub(crate) fn say(what: &str, usually: &str) {
    println!("setup: {what} (usually {usually})");
}

/// Installs packages of Debian where that is possible; whether it was.
pub(crate) fn apt_install(packages: &[&str], usually: &str) -> Result<bool, Failure> {
    let is_root = || Run::new("id").args(["-u"]).output().is_ok_and(|(_, text)| text.trim() == "0");
    if which("apt-get").is_none() || !is_root() {
        return Ok(false);
    }
    say(&format!("installing {}", packages.join(", ")), usually);
    let apt = |arguments: &[&str]| Run::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    let install = || apt(&["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    if !install().output()?.0 {
        apt(&["update", "-qq"]).run()?;
        install().run()?;
    }
    Ok(true)
}
