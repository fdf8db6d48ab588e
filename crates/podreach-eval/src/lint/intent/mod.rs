//! Rules and policies that change nothing, or contradict their names.

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[];
