//! Paths to sources.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use podreach_syntax::{Limits, Sources};

use crate::tell::tell;

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
    for path in paths {
        let files = if path.as_os_str() == "-" { vec![path.clone()] } else { files(path, 0) };
        if files.is_empty() && path.is_dir() {
            tell(&format!("warning: no .yaml, .yml or .json file in `{}`", path.display()));
        }
        for file in files {
            let (name, bytes) = if file.as_os_str() == "-" {
                ("stdin".to_owned(), bytes(std::io::stdin().lock(), room))
            } else {
                (file.display().to_string(), std::fs::File::open(&file).and_then(|open| bytes(open, room)))
            };
            let why = match bytes.map(String::from_utf8) {
                Ok(Ok(text)) => {
                    let left = room.checked_sub(text.len() as u64);
                    room = left.ok_or_else(|| format!("more than {} bytes of input", Limits::COMMAND_LINE.bytes))?;
                    sources.add(name, text);
                    continue;
                }
                Ok(Err(_)) => "it is not UTF-8 text".to_owned(),
                Err(error) => error.to_string(),
            };
            complete = false;
            tell(&format!("error: cannot read `{name}`: {why}"));
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

/// A file itself; the manifests of a folder, in order of names.
fn files(path: &Path, depth: usize) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    if depth > DEPTH {
        tell(&format!(
            "warning: the folder `{}` is skipped: it is nested more than {DEPTH} levels deep",
            path.display()
        ));
        return Vec::new();
    }
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    entries.into_iter().filter(|path| wanted(path)).flat_map(|path| files(&path, depth + 1)).collect()
}

/// Whether a search goes into a folder's entry: folders, and regular files that are named like manifests.
fn wanted(path: &Path) -> bool {
    if path.is_dir() {
        // Links to folders can lead in circles; kubectl does not follow them either.
        return !path.is_symlink();
    }
    let manifest = path
        .extension()
        .and_then(|end| end.to_str())
        .is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end.eq_ignore_ascii_case(known)));
    // Reading a pipe or a device may never end. What cannot be looked at is said when it is read.
    let special = manifest && std::fs::metadata(path).is_ok_and(|found| !found.is_file());
    if special {
        tell(&format!("warning: `{}` is skipped: it is no regular file", path.display()));
    }
    manifest && !special
}
