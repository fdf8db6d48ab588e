//! A browser and its driver for tests.

use std::path::PathBuf;

use crate::command::Failure;
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
    if super::apt_install(&["chromium", "chromium-driver", "fonts-dejavu-core"], "30 seconds")?
        && let Some(found) = find()
    {
        return Ok(found);
    }
    Err(Failure::new(
        "Chromium and chromedriver are missing. On Debian or Ubuntu: `sudo apt-get install chromium chromium-driver`. \
         Elsewhere install Chrome and its chromedriver and set CHROME and CHROMEDRIVER to their paths.",
    ))
}
