//! How much a browser has to load.

use std::fmt::Write as _;
use std::path::Path;

use crate::command::Run;

/// Sizes of what was built: as it is, and gzipped as a server sends it.
pub(crate) fn report(out: &Path) -> String {
    let mut files: Vec<(String, usize, usize)> = Vec::new();
    for entry in std::fs::read_dir(out).into_iter().flatten().flatten() {
        let path = entry.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let raw = std::fs::metadata(&path).map_or(0, |found| found.len() as usize);
        files.push((name.to_owned(), raw, gzipped(&path).unwrap_or(raw)));
    }
    files.sort();
    let mut text = String::from("file, bytes, gzipped\n");
    for (name, raw, packed) in &files {
        let _ = writeln!(text, "  {name}, {raw}, {packed}");
    }
    let total = |with_editor: bool| -> usize {
        files
            .iter()
            .filter(|(name, _, _)| with_editor || !name.starts_with("editor"))
            .map(|(_, _, packed)| packed)
            .sum()
    };
    let _ = write!(text, "first load, gzipped: {} bytes without the editor, {} with it", total(false), total(true));
    text
}

fn gzipped(path: &Path) -> Option<usize> {
    let script = "process.stdout.write(String(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]), {level: 9}).length))";
    let (ok, text) = Run::new("node").args(["-e", script]).args([path]).output().ok()?;
    if ok { text.trim().parse().ok() } else { None }
}
