//! A browser and its driver for tests.

use std::path::PathBuf;

use super::say;
use crate::command::{Failure, Run};
use crate::paths::which;

/// Where the browser is.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The browser itself.
    pub(crate) chromium: PathBuf,
    /// Its WebDriver.
    pub(crate) driver: PathBuf,
}

fn find() -> Option<Browser> {
    let chosen = std::env::var_os("CHROME").map(PathBuf::from).filter(|path| path.is_file());
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let chromium = chosen.or_else(|| names.into_iter().find_map(which))?;
    let driver = std::env::var_os("CHROMEDRIVER").map(PathBuf::from).filter(|path| path.is_file());
    Some(Browser { chromium, driver: driver.or_else(|| which("chromedriver"))? })
}

/// Finds Chromium and chromedriver; installs Debian's where that is possible.
pub(crate) fn browser() -> Result<Browser, Failure> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let is_root = Run::new("id").args(["-u"]).output().is_ok_and(|(_, text)| text.trim() == "0");
    if is_root && which("apt-get").is_some() {
        say("installing chromium and chromium-driver", "30 seconds");
        let apt = |arguments: &[&str]| Run::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        let install =
            ["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver", "fonts-dejavu-core"];
        let first = apt(&install).output()?;
        if !first.0 {
            apt(&["update", "-qq"]).run()?;
            apt(&install).run()?;
        }
        if let Some(found) = find() {
            return Ok(found);
        }
    }
    Err(Failure::new(
        "Chromium and chromedriver are missing. On Debian or Ubuntu: `sudo apt-get install chromium chromium-driver`. \
         Elsewhere install Chrome and its chromedriver and set CHROME and CHROMEDRIVER to their paths.",
    ))
}
