//! Ports of rules, and Services and entry points in front of pods.

mod all_ports_of_one_protocol;
mod backend_missing;
mod client_address_lost;
mod destinations;
mod ingress_controller_not_allowed;
mod outside;
mod overlapping_ports;
mod port_name_not_found;
mod port_name_of_other_protocol;
mod port_name_of_several_numbers;
mod port_range_not_supported;
mod sctp_not_supported;
mod sensitive_port_open;
mod service_closed_to_outside;
mod service_port_in_policy;
mod service_selects_no_pod;
mod service_without_translation;
mod target_port_not_declared;
mod undeclared_port;
mod words;

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &service_port_in_policy::LINT,
    &undeclared_port::LINT,
    &port_name_not_found::LINT,
    &port_name_of_other_protocol::LINT,
    &port_name_of_several_numbers::LINT,
    &all_ports_of_one_protocol::LINT,
    &overlapping_ports::LINT,
    &port_range_not_supported::LINT,
    &sctp_not_supported::LINT,
    &service_selects_no_pod::LINT,
    &target_port_not_declared::LINT,
    &backend_missing::LINT,
    &ingress_controller_not_allowed::LINT,
    &client_address_lost::LINT,
    &service_closed_to_outside::LINT,
    &sensitive_port_open::LINT,
    &service_without_translation::LINT,
];
