//! Cases as they lie in their folders.

use std::fs;
use std::path::{Path, PathBuf};

use podreach_syntax::Sources;
use serde::Deserialize;

/// One case.
#[derive(Debug)]
pub(crate) struct Case {
    /// `source/case`.
    pub(crate) name: String,
    /// Its manifests; those after the change, where the case is about one.
    pub(crate) sources: Sources,
    /// The manifests before the change.
    pub(crate) before: Option<Sources>,
    /// What is expected, by file.
    pub(crate) expectations: Vec<Expected>,
}

impl Case {
    /// Whose case it is.
    pub(crate) fn source(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// One expectation on the manifests.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    /// Which of the fields below say what.
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) options: Options,
    #[serde(default)]
    pub(crate) connections: Vec<Connection>,
    pub(crate) exposure: Option<crate::exposure::Expected>,
    #[serde(default)]
    pub(crate) probes: Vec<Probe>,
    #[serde(default)]
    pub(crate) pods: Vec<String>,
    #[serde(default)]
    pub(crate) tables: Vec<Matrix>,
    #[serde(default)]
    pub(crate) diff: Vec<Change>,
    #[serde(default)]
    pub(crate) error_class: String,
}

/// What the expected list was narrowed to.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Options {
    #[serde(default)]
    pub(crate) focus_workloads: Vec<String>,
    #[serde(default)]
    pub(crate) focus_direction: Option<String>,
    #[serde(default)]
    pub(crate) focus_conn: Option<String>,
    #[serde(default)]
    pub(crate) explain_only: Option<String>,
}

/// A row of a list of connections.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Connection {
    pub(crate) src: String,
    pub(crate) dst: String,
    pub(crate) conn: String,
}

/// A connection that differs between two inputs.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) src: String,
    pub(crate) dst: String,
    pub(crate) ref1: String,
    pub(crate) ref2: String,
    pub(crate) info: String,
}

/// One port of one pair.
#[derive(Debug, Deserialize)]
pub(crate) struct Probe {
    pub(crate) src: String,
    pub(crate) dst: String,
    pub(crate) protocol: String,
    pub(crate) port: u16,
    pub(crate) allowed: bool,
    /// What the API's text says, where the source says something else.
    #[serde(default)]
    pub(crate) api_expected: Option<bool>,
}

/// All pairs of some pods on one port: rows are sources; `.` is allowed, `X` blocked, `?` not asserted.
#[derive(Debug, Deserialize)]
pub(crate) struct Matrix {
    pub(crate) protocol: String,
    pub(crate) port: u16,
    pub(crate) rows: Vec<String>,
}

/// All cases below a folder, in order of names.
pub(crate) fn all(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for source in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&source)?.into_iter().filter(|path| path.join("expected.json").is_file()) {
            cases.push(read(folder, &path)?);
        }
    }
    if cases.is_empty() { Err(format!("{}: there are no cases in it", folder.display())) } else { Ok(cases) }
}

fn read(folder: &Path, path: &Path) -> Result<Case, String> {
    let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let input = path.join("input");
    let (old, new) = (input.join("ref1"), input.join("ref2"));
    let before = if old.is_dir() { Some(manifests(&old)?) } else { None };
    let sources = manifests(if new.is_dir() { &new } else { &input })?;
    let mut expectations = Vec::new();
    for file in entries(path)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("expected") && file.extension().is_some_and(|end| end == "json") {
            let expected =
                serde_json::from_str(&text(&file)?).map_err(|error| format!("{}: {error}", file.display()))?;
            expectations.push(expected);
        }
    }
    Ok(Case { name, sources, before, expectations })
}

fn manifests(folder: &Path) -> Result<Sources, String> {
    let mut sources = Sources::default();
    if folder.is_dir() {
        for file in entries(folder)?.into_iter().filter(|file| file.is_file()) {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            sources.add(name, text(&file)?);
        }
    }
    Ok(sources)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
