//! What the page needs to work offline: the version of a build, in `index.html` and in the service worker, and the list of its
//! files there. Builds for development get a service worker that removes what an earlier build left.

use std::path::{Path, PathBuf};

use crate::command::Failure;
use crate::{paths, stamp};

/// The service worker: its address has to stay the same, so it is no file of a version.
const WORKER: &str = "sw.js";
/// Where `index.html` says its version.
const UNKNOWN: &str = "name=\"podreach-version\" content=\"\"";

/// Writes the service worker of a folder that has everything else; where it is not shipped, one that removes others. The last step of a build: the version is a hash over names and
/// contents of all files.
///
/// # Errors
/// When a file cannot be read or written, or `index.html` has no place for the version.
pub(crate) fn write(out: &Path, shipped: bool) -> Result<(), Failure> {
    let read = |name: &str| std::fs::read_to_string(paths::root().join("web").join(name));
    let script = out.join(WORKER);
    if !shipped {
        return Ok(std::fs::write(script, read("sw-dev.js")?)?);
    }
    let text = read(WORKER)?;
    let names = files(out)?;
    let version = version(out, &names, &text)?;
    let index = out.join("index.html");
    let html = std::fs::read_to_string(&index)?;
    if !html.contains(UNKNOWN) {
        return Err(Failure::new("index.html has no empty <meta name=\"podreach-version\">"));
    }
    std::fs::write(index, html.replace(UNKNOWN, &format!("name=\"podreach-version\" content=\"{version}\"")))?;
    let kept: Vec<&String> = names.iter().filter(|name| *name != "index.html").collect();
    let list = serde_json::json!({ "version": version, "files": kept });
    Ok(std::fs::write(script, format!("self.PODREACH = {list};\n{text}"))?)
}

/// Names of all files below a folder but the service worker, relative to it and with slashes, sorted.
pub(crate) fn files(out: &Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let mut folders: Vec<PathBuf> = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(out) {
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                names.push(parts.join("/"));
            }
        }
    }
    names.retain(|name| name != WORKER);
    names.sort();
    Ok(names)
}

fn version(out: &Path, names: &[String], worker: &str) -> Result<String, Failure> {
    let mut all = worker.to_owned();
    for name in names {
        let hash = stamp::fnv(&std::fs::read(out.join(name))?);
        all.push_str(&format!("\n{name} {hash:016x}"));
    }
    Ok(format!("{:016x}", stamp::fnv(all.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a page, and its service worker.
    fn build(name: &str, files: &[(&str, &str)]) -> (PathBuf, String) {
        let out = std::env::temp_dir().join(format!("podreach-precache-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&out);
        std::fs::create_dir_all(&out).unwrap();
        for (file, text) in files {
            let path = out.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        std::fs::write(out.join("index.html"), format!("<meta {UNKNOWN}>")).unwrap();
        write(&out, true).unwrap();
        let worker = std::fs::read_to_string(out.join(WORKER)).unwrap();
        (out, worker)
    }

    /// The first line of a service worker: version, and files.
    fn listed(worker: &str) -> (String, Vec<String>) {
        let line = worker.lines().next().unwrap();
        let json = line.strip_prefix("self.PODREACH = ").unwrap().strip_suffix(';').unwrap();
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let files = value["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
        (value["version"].as_str().unwrap().to_owned(), files.collect())
    }

    #[test]
    fn every_file_is_listed_and_the_page_says_its_version() {
        let (out, worker) = build("list", &[("b.js", "1"), ("a.css", "2"), ("icons/x.png", "3"), ("sw.js", "old")]);
        let (version, files) = listed(&worker);
        assert_eq!(files, ["a.css", "b.js", "icons/x.png"]);
        let html = std::fs::read_to_string(out.join("index.html")).unwrap();
        assert_eq!(html, format!("<meta name=\"podreach-version\" content=\"{version}\">"));
        assert!(write(&out, true).is_err(), "there is no place for a second version");
        std::fs::remove_dir_all(out).unwrap();
    }

    #[test]
    fn names_and_contents_make_the_version() {
        let of = |files: &[(&str, &str)]| {
            let (out, worker) = build("version", files);
            std::fs::remove_dir_all(out).unwrap();
            listed(&worker).0
        };
        let first = of(&[("a.js", "1"), ("b.js", "2")]);
        assert_eq!(first, of(&[("b.js", "2"), ("a.js", "1")]));
        assert_ne!(first, of(&[("a.js", "1"), ("b.js", "3")]));
        assert_ne!(first, of(&[("a.js", "1"), ("c.js", "2")]));
        assert_ne!(first, of(&[("a.js", "1"), ("b.js", "2"), ("c.js", "")]));
    }

    #[test]
    fn a_build_for_development_registers_nothing() {
        let (out, _) = build("quick", &[]);
        std::fs::write(out.join("index.html"), format!("<meta {UNKNOWN}>")).unwrap();
        write(&out, false).unwrap();
        assert!(std::fs::read_to_string(out.join("index.html")).unwrap().contains(UNKNOWN));
        assert!(std::fs::read_to_string(out.join(WORKER)).unwrap().contains("unregister"));
        std::fs::remove_dir_all(out).unwrap();
    }
}
