//! Exit codes.

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
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Found => Self::from(1),
            Outcome::Usage => Self::from(2),
        }
    }
}

/// Writes a result to standard output. A closed pipe is no error: whoever reads has enough.
pub(crate) fn print(text: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}
