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
    /// 3: it depends on what the input does not say.
    Unknown,
}

impl From<podreach_eval::query::Outcome> for Outcome {
    fn from(outcome: podreach_eval::query::Outcome) -> Self {
        match outcome {
            podreach_eval::query::Outcome::Allowed => Self::Fine,
            podreach_eval::query::Outcome::Denied => Self::Found,
            podreach_eval::query::Outcome::Depends => Self::Unknown,
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
