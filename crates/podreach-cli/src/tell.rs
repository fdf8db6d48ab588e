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
