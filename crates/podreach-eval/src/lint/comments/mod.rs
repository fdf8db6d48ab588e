//! Comments that silence findings.

mod suppression_without_reason;
mod unused_suppression;

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[&unused_suppression::LINT, &suppression_without_reason::LINT];
