//! Which directions policies isolate, and what that leaves open or closes.

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[];
