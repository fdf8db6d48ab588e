//! Ports of rules, and Services and entry points in front of pods.

mod all_ports_of_one_protocol;
mod destinations;
mod overlapping_ports;
mod port_name_not_found;
mod port_name_of_other_protocol;
mod port_name_of_several_numbers;
mod port_range_not_supported;
mod sctp_not_supported;
mod sensitive_port_open;
mod service_port_in_policy;
mod service_without_translation;
mod undeclared_port;

use super::existing;
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
    &existing::L60,
    &existing::L61,
    &existing::L62,
    &existing::L63,
    &existing::L64,
    &existing::L65,
    &sensitive_port_open::LINT,
    &service_without_translation::LINT,
];
