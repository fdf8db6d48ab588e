//! What is said on standard error.

use std::io::Write as _;

/// Writes a line. Nobody may be listening: a closed or full standard error changes neither the result nor the exit code.
pub(crate) fn tell(line: &str) {
    write(&format!("{line}\n"));
}

/// Writes a text as it is, likewise.
pub(crate) fn write(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Counts notes that are not shown, with the command that shows them.
pub(crate) fn tell_notes(count: usize) {
    match count {
        0 => {}
        1 => tell("note: 1 note about the input is not shown; `podreach list -o full` holds it"),
        _ => tell(&format!("note: {count} notes about the input are not shown; `podreach list -o full` holds them")),
    }
}
