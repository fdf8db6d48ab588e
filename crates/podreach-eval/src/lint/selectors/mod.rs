//! What selectors match, and what they miss.

use super::existing;
use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[&existing::L43];
