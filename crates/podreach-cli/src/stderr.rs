//! What is said on standard error. As with results, this is the only way there.

use std::io::{IsTerminal as _, Write as _};

use podreach_report::Text;

/// Writes a line. Whatever stands in it is text of this line.
pub(crate) fn eprint_line(line: &str) {
    let mut text = Text::new();
    let _ = writeln!(text, "{line}");
    eprint_text(&text);
}

/// Writes lines.
pub(crate) fn eprint_text(text: &Text) {
    write(text.as_str());
}

/// Nobody may be listening: a closed or full standard error changes neither the result nor the exit code.
fn write(text: &str) {
    #[expect(clippy::disallowed_methods, reason = "the only door; lines are escaped")]
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Counts notes that are not shown, with the command that shows them.
pub(crate) fn eprint_notes(count: usize) {
    match count {
        0 => {}
        1 => eprint_line("note: 1 note about the input is not shown; `podreach lint --level note` shows it"),
        _ => eprint_line(&format!(
            "note: {count} notes about the input are not shown; `podreach lint --level note` shows them"
        )),
    }
}

/// Whether a terminal shows these lines.
pub(crate) fn is_terminal() -> bool {
    #[expect(clippy::disallowed_methods, reason = "nothing is written")]
    std::io::stderr().is_terminal()
}
