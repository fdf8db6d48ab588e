//! Where things are: the checkout and the cache of tools.

use std::path::{Path, PathBuf};

/// The top of the checkout.
pub(crate) fn root() -> &'static Path {
    static ROOT: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().nth(2).unwrap_or(here).to_owned()
    });
    &ROOT
}

/// The user's cache for tools: `PODREACH_CACHE`, or a folder in the usual place for caches.
pub(crate) fn cache() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("PODREACH_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|path| path.join("podreach")))
        .or_else(|| variable("HOME").map(|path| path.join(".cache/podreach")))
        .unwrap_or_else(|| root().join("target/podreach-cache"))
}

/// A program on PATH.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
