//! DNS, metadata services, and address blocks.

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[];
