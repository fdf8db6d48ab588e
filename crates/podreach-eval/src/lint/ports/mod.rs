//! Ports of rules, and Services and entry points in front of pods.

mod service_port_in_policy;

use super::existing;
use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &service_port_in_policy::LINT,
    &existing::L60,
    &existing::L61,
    &existing::L62,
    &existing::L63,
    &existing::L64,
    &existing::L65,
];
