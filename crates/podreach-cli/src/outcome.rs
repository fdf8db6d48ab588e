//! Exit codes, and writing results.

use std::fmt;
use std::io::{BufWriter, ErrorKind, StdoutLock, Write};
use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 0: fine, allowed, nothing found.
    Fine,
    /// 1: denied, findings, differences.
    Found,
    /// 2: bad usage, nothing readable, unknown or ambiguous endpoint, broken link.
    Usage,
    /// 3: the input does not tell.
    Unknown,
}

impl From<podreach_eval::reach::Outcome> for Outcome {
    fn from(outcome: podreach_eval::reach::Outcome) -> Self {
        match outcome {
            podreach_eval::reach::Outcome::Allowed => Self::Fine,
            podreach_eval::reach::Outcome::Denied => Self::Found,
            podreach_eval::reach::Outcome::Depends => Self::Unknown,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Found => Self::from(1),
            Outcome::Usage => Self::from(2),
            Outcome::Unknown => Self::from(3),
        }
    }
}

/// Standard output for text. It remembers why writing failed, which [`fmt::Error`] cannot tell.
struct Output {
    inner: BufWriter<StdoutLock<'static>>,
    error: Option<std::io::Error>,
    /// Bytes that may still be written.
    left: u64,
    cut: bool,
}

/// At most this many bytes are written as a result. A list of all pairs grows with the square of the workloads.
const LONGEST: u64 = 512 << 20;

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

/// Writes a result to standard output. A closed pipe is no error: whoever reads has enough.
pub(crate) fn print_with(write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> Result<(), String> {
    let mut out = Output {
        inner: BufWriter::with_capacity(1 << 16, std::io::stdout().lock()),
        error: None,
        left: LONGEST,
        cut: false,
    };
    let written = write(&mut out);
    let error = out.error.take().or_else(|| out.inner.flush().err());
    match error {
        Some(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Some(error) => Err(format!("cannot write the result: {error}")),
        None if out.cut => Err(format!("the result is cut here: it has more than {LONGEST} bytes")),
        None => written.map_err(|_| "cannot write the result".into()),
    }
}

/// The same for a text.
pub(crate) fn print(text: &str) -> Result<(), String> {
    print_with(|out| out.write_str(text))
}
