//! How much a browser has to load, and that it does not grow unnoticed: `sizes.toml` has the sizes that were last accepted.

use std::fmt::Write as _;
use std::path::Path;

use crate::command::{Failure, Run};
use crate::{paths, precache};

/// The file of accepted sizes.
const FILE: &str = "sizes.toml";
/// How much larger than accepted a build may be, in percent: compilers of different versions differ by less.
const SLACK: usize = 2;

/// Parts of what is loaded, each with all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// All that is needed until a person can type.
    Page,
    /// The evaluator, which comes after it.
    WithoutEditor,
    /// The editor, and what only an installed page or one that is offline needs.
    All,
}

const PARTS: [(Part, &str); 3] = [(Part::Page, "page"), (Part::WithoutEditor, "without_editor"), (Part::All, "all")];

/// The part that a file belongs to. What is not known is needed at once: a new file has to show that it can wait.
fn part(name: &str) -> Part {
    let later = ["editor-", "offline-", "icons/", "sw.js", "manifest.webmanifest"];
    if later.iter().any(|start| name.starts_with(start)) {
        Part::All
    } else if name.starts_with("podreach-worker") {
        Part::WithoutEditor
    } else {
        Part::Page
    }
}

/// The files of a build: name, bytes, gzipped as a server sends them.
#[derive(Debug)]
pub(crate) struct Sizes(Vec<(String, usize, usize)>);

impl Sizes {
    /// Measures a build.
    ///
    /// # Errors
    /// When a file cannot be read, or Node.js cannot pack it.
    pub(crate) fn of(out: &Path) -> Result<Self, Failure> {
        let mut names = precache::files(out)?;
        names.extend(out.join("sw.js").is_file().then(|| "sw.js".to_owned()));
        let packed = gzipped(out, &names)?;
        let sizes = names.into_iter().zip(packed).map(|(name, packed)| {
            let raw = std::fs::metadata(out.join(&name)).map_or(0, |found| found.len() as usize);
            (name, raw, packed)
        });
        Ok(Self(sizes.collect()))
    }

    /// Gzipped bytes of a part with all before it.
    fn total(&self, whole: Part) -> usize {
        self.0.iter().filter(|(name, ..)| part(name) <= whole).map(|(_, _, packed)| packed).sum()
    }

    /// Kilobytes of each part with all before it, for the benchmarks.
    pub(crate) fn kilobytes(&self) -> [(&'static str, f64); 3] {
        let name = |part| match part {
            Part::Page => "first load, page that can be typed into",
            Part::WithoutEditor => "first load, without the editor",
            Part::All => "first load, everything",
        };
        PARTS.map(|(part, _)| (name(part), self.total(part) as f64 / 1e3))
    }

    /// All files, and the sums.
    pub(crate) fn report(&self) -> String {
        let mut text = String::from("file, bytes, gzipped\n");
        for (name, raw, packed) in &self.0 {
            let _ = writeln!(text, "  {name}, {raw}, {packed}");
        }
        let sums = PARTS.map(|(part, name)| format!("{name} {}", self.total(part)));
        let _ = write!(text, "first load, gzipped bytes: {}", sums.join(", "));
        text
    }

    /// What `sizes.toml` says when these sizes are accepted.
    fn recorded(&self) -> String {
        let mut text = "# Gzipped bytes of the shipped page, as `cargo xtask dist --record-sizes` writes them. A build that is more than 2 % larger\n# fails. `page`: until a person can type; `without_editor`: with the evaluator; `all`: with everything.\n".to_owned();
        for (part, name) in PARTS {
            let _ = writeln!(text, "{name} = {}", self.total(part));
        }
        text
    }

    /// What is larger than a file of accepted sizes allows, a line for each; an error where the file does not say.
    fn larger(&self, accepted: &str) -> Result<Vec<String>, Failure> {
        let mut larger = Vec::new();
        for (part, name) in PARTS {
            let size = accepted.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                (key.trim() == name).then(|| value.trim().replace('_', "").parse::<usize>().ok()).flatten()
            });
            let size = size.ok_or_else(|| Failure::new(format!("{FILE} has no size `{name}`")))?;
            let now = self.total(part);
            if now * 100 > size * (100 + SLACK) {
                let percent = (now as f64 / size as f64 - 1.0) * 100.0;
                larger.push(format!("`{name}` is {now} bytes gzipped, {percent:.1} % more than the accepted {size}"));
            }
        }
        Ok(larger)
    }
}

/// Accepts the sizes of a build.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn record(sizes: &Sizes) -> Result<(), Failure> {
    std::fs::write(paths::root().join(FILE), sizes.recorded())?;
    println!("written to {FILE}");
    Ok(())
}

/// Compares the sizes of a build with those that were accepted.
///
/// # Errors
/// When one is more than 2 % larger.
pub(crate) fn check(sizes: &Sizes) -> Result<(), Failure> {
    let larger = sizes.larger(&std::fs::read_to_string(paths::root().join(FILE))?)?;
    if larger.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the page has grown: {}. Find out why; if it is worth it, `cargo xtask dist --record-sizes` accepts it",
        larger.join("; ")
    )))
}

/// The gzipped size of each file.
fn gzipped(out: &Path, names: &[String]) -> Result<Vec<usize>, Failure> {
    let script = "const { gzipSync } = require('zlib'), { readFileSync } = require('fs');\
                  for (const file of process.argv.slice(1)) console.log(gzipSync(readFileSync(file), { level: 9 }).length)";
    let (ok, text) = Run::new("node").args(["-e", script]).args(names.iter().map(|name| out.join(name))).output()?;
    let sizes: Vec<usize> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    if ok && sizes.len() == names.len() {
        Ok(sizes)
    } else {
        Err(Failure::new(format!("cannot pack the page: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(list: &[(&str, usize)]) -> Sizes {
        Sizes(list.iter().map(|(name, packed)| ((*name).to_owned(), packed * 3, *packed)).collect())
    }

    #[test]
    fn parts_by_name() {
        let all = sizes(&[
            ("index.html", 1),
            ("podreach-web-12_bg.wasm", 10),
            ("podreach-worker-12_bg.wasm", 100),
            ("editor-12.js", 1_000),
            ("icons/icon-192.png", 10_000),
            ("sw.js", 100_000),
            ("new-12.js", 1_000_000),
        ]);
        let totals = PARTS.map(|(part, _)| all.total(part));
        assert_eq!(totals, [1_000_011, 1_000_111, 1_111_111]);
    }

    #[test]
    fn what_grows_by_more_than_two_percent_is_an_error() {
        let accepted = sizes(&[("index.html", 1_000), ("podreach-worker-1.wasm", 1_000)]).recorded();
        let larger = |page, worker| {
            sizes(&[("index.html", page), ("podreach-worker-1.wasm", worker)]).larger(&accepted).unwrap()
        };
        assert!(larger(1_020, 1_020).is_empty() && larger(10, 10).is_empty());
        let found = larger(1_021, 900);
        assert_eq!(found, ["`page` is 1021 bytes gzipped, 2.1 % more than the accepted 1000"]);
        assert_eq!(larger(1_000, 1_100).len(), 2, "the worker is part of what comes without the editor, and of all");
        assert!(sizes(&[]).larger("page = 1\nall = 2\n").is_err());
    }
}
