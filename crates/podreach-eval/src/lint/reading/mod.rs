//! Findings of those who read and evaluate the input: their documentation.

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[];
