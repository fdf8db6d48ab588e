//! The only way to standard output: results go through a [`Printer`], so that nothing from the input reaches a terminal as a
//! control or an invisible character. `clippy.toml` beside this crate refuses the standard library's own ways.

use std::fmt;
use std::io::{BufWriter, ErrorKind, IsTerminal as _, StdoutLock, Write as _};

use podreach_report::{Document, Format, Printer, Text};
use serde::Serialize;

/// Standard output for text. It remembers why writing failed, which [`fmt::Error`] does not carry.
struct Output {
    inner: BufWriter<StdoutLock<'static>>,
    error: Option<std::io::Error>,
    /// Bytes that may still be written.
    left: u64,
    cut: bool,
}

/// At most this many bytes are written as a result. A list of all pairs grows with the square of the workloads.
const LONGEST: u64 = 256 << 20;

impl Output {
    fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the only door; what passes has gone through a printer")]
        let stdout = std::io::stdout();
        Self { inner: BufWriter::with_capacity(1 << 16, stdout.lock()), error: None, left: LONGEST, cut: false }
    }

    /// A closed pipe is no error: whoever reads has enough.
    fn finish(mut self, written: fmt::Result) -> Result<(), String> {
        match self.error.take().or_else(|| self.inner.flush().err()) {
            Some(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            Some(error) => Err(format!("cannot write the result: {error}")),
            None if self.cut => Err(format!("the result is cut here: it has more than {LONGEST} bytes")),
            None => written.map_err(|_| "cannot write the result".into()),
        }
    }
}

impl fmt::Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let Some(left) = self.left.checked_sub(text.len() as u64) else {
            self.cut = true;
            return Err(fmt::Error);
        };
        self.left = left;
        self.inner.write_all(text.as_bytes()).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}

/// Writes a result piece by piece.
fn print_with(write: impl FnOnce(&mut Printer<'_>) -> fmt::Result) -> Result<(), String> {
    let mut out = Output::new();
    let written = write(&mut Printer::new(&mut out));
    out.finish(written)
}

/// Writes a document.
pub(crate) fn print_document(document: &dyn Document, format: Format) -> Result<(), String> {
    print_with(|out| document.write(format, out))
}

/// Writes text for people.
pub(crate) fn print(text: &Text) -> Result<(), String> {
    print_with(|out| out.text(text))
}

/// Writes a text in a notation that is not JSON.
pub(crate) fn print_text(text: &str) -> Result<(), String> {
    print_with(|out| fmt::Write::write_str(out, text))
}

/// Writes a JSON document.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    print_with(|out| fmt::Write::write_fmt(&mut out.json(), format_args!("{text}\n")))
}

/// Writes a text as it is where no terminal shows it: to a file, or to another program. On a terminal it is a document as any
/// other. Returns whether that hid nothing.
pub(crate) fn print_exactly(text: &str) -> Result<bool, String> {
    if is_terminal() {
        print_text(text)?;
        return Ok(text.split('\n').all(|line| podreach_syntax::hidden_from(line, None).is_none()));
    }
    let mut out = Output::new();
    let written = fmt::Write::write_str(&mut out, text);
    out.finish(written).map(|()| true)
}

/// Whether a terminal shows what is written.
pub(crate) fn is_terminal() -> bool {
    #[expect(clippy::disallowed_methods, reason = "nothing is written")]
    let stdout = std::io::stdout();
    stdout.is_terminal()
}
