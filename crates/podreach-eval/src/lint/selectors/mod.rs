//! What selectors match, and what they miss.

mod host_network_pod_selected;
mod namespace_not_in_input;

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[&namespace_not_in_input::LINT, &host_network_pod_selected::LINT];
