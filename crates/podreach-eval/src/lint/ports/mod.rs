//! Ports of rules, and Services and entry points in front of pods.

mod backend_missing;
mod client_address_lost;
mod ingress_controller_not_allowed;
mod outside;
mod service_closed_to_outside;
mod service_port_in_policy;
mod service_selects_no_pod;
mod target_port_not_declared;
mod words;

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &service_port_in_policy::LINT,
    &service_selects_no_pod::LINT,
    &target_port_not_declared::LINT,
    &backend_missing::LINT,
    &ingress_controller_not_allowed::LINT,
    &client_address_lost::LINT,
    &service_closed_to_outside::LINT,
];
