//! Paths to sources.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use podreach_syntax::{Limits, Sources};

use crate::stderr::eprint_line;

/// Folders of templates in a chart are looked at this deep.
const NESTED: usize = 4;
/// Folders are searched this deep.
const DEPTH: usize = 32;

/// What was read.
pub(crate) struct Read {
    pub(crate) sources: Sources,
    /// Whether everything could be.
    pub(crate) complete: bool,
}

/// Reads all paths. What cannot be read is said on standard error; an error only when nothing could.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Read, String> {
    let mut sources = Sources::new();
    let mut complete = true;
    let mut room = Limits::COMMAND_LINE.bytes;
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        let found = if path.as_os_str() == "-" { vec![path.clone()] } else { manifests(path, 0) };
        if found.is_empty() && path.is_dir() {
            eprint_line(&format!("warning: no .yaml, .yml or .json file in `{}`", path.display()));
        }
        files.extend(found);
    }
    for beside in unread_builds(&files) {
        eprint_line(&beside);
    }
    for file in files {
        let (name, bytes) = if file.as_os_str() == "-" {
            ("stdin".to_owned(), bytes(std::io::stdin().lock(), room))
        } else {
            (file.display().to_string(), std::fs::File::open(&file).and_then(|open| bytes(open, room)))
        };
        match bytes {
            Ok(bytes) => {
                let left = room.checked_sub(bytes.len() as u64);
                room = left.ok_or_else(|| format!("more than {} bytes of input", Limits::COMMAND_LINE.bytes))?;
                sources.add_bytes(name, bytes);
            }
            Err(error) => {
                complete = false;
                eprint_line(&format!("error: cannot read `{name}`: {error}"));
            }
        }
    }
    if sources.is_empty() { Err("no path could be read".into()) } else { Ok(Read { sources, complete }) }
}

/// Everything up to one byte more than there is room for.
fn bytes(from: impl std::io::Read, room: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(room.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is said where a file that is read lies beside a kustomization or in a chart that is not: what is built there is applied,
/// and not the file as it is.
fn unread_builds(files: &[PathBuf]) -> Vec<String> {
    let read: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for folder in files.iter().filter(|file| file.as_os_str() != "-").filter_map(|file| file.parent()) {
        if !known.insert(folder) {
            continue;
        }
        let of_chart = |folder: &&Path| folder.file_name().is_some_and(|name| name == "templates" || name == "crds");
        let of_chart = folder.ancestors().take(NESTED).find(of_chart);
        let chart = of_chart.and_then(Path::parent).map(|above| above.join("Chart.yaml"));
        let kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map(|name| folder.join(name));
        let is_unread = |path: &PathBuf| !read.contains(path.as_path()) && path.is_file();
        if let Some(path) = kustomizations.into_iter().find(is_unread) {
            found.push(format!(
                "warning: `{}` is not read, but what it builds is what is applied, not the files next to it\n  = help: build it \
                 and read the result: `kubectl kustomize DIR | podreach list -`",
                path.display()
            ));
        }
        let charts = chart.into_iter().chain([folder.join("Chart.yaml")]);
        found.extend(charts.filter(is_unread).map(|path| {
            format!(
                "warning: `{}` is not read, but what the chart renders is what is applied, not its files\n  = help: render it \
                 and read the result: `helm template DIR | podreach list -`",
                path.display()
            )
        }));
    }
    found
}

/// A file itself; the manifests of a folder, in order of names.
fn manifests(path: &Path, depth: usize) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    if depth > DEPTH {
        eprint_line(&format!(
            "warning: the folder `{}` is skipped: it is nested more than {DEPTH} levels deep",
            path.display()
        ));
        return Vec::new();
    }
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    entries.into_iter().filter(|path| wanted(path)).flat_map(|path| manifests(&path, depth + 1)).collect()
}

/// Whether a search goes into a folder's entry: folders, and regular files that are named like manifests.
fn wanted(path: &Path) -> bool {
    if path.is_dir() {
        // Links to folders can lead in circles; kubectl does not follow them either.
        return !path.is_symlink();
    }
    // Kustomize reads this name as well; what is in it decides what the others mean.
    let kustomization = path.file_name().is_some_and(|name| name == "Kustomization");
    let manifest = path
        .extension()
        .and_then(|end| end.to_str())
        .is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end.eq_ignore_ascii_case(known)));
    let manifest = manifest || kustomization;
    // Reading a pipe or a device may never end. What cannot be looked at is said when it is read.
    let special = manifest && std::fs::metadata(path).is_ok_and(|found| !found.is_file());
    if special {
        eprint_line(&format!("warning: `{}` is skipped: it is no regular file", path.display()));
    }
    manifest && !special
}
