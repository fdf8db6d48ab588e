//! DNS, metadata services, and address blocks.

mod api_server_not_allowed;
mod block_is_empty;
mod block_of_pod_addresses;
mod dns_namespace_by_custom_label;
mod dns_not_allowed;
mod dns_over_tcp_not_allowed;
mod egress_groups;
mod except_allowed_elsewhere;
mod ipv6_block_not_supported;
mod long_list_of_addresses;
mod metadata_service_allowed;
mod name_servers;
mod node_local_dns_not_allowed;
mod one_address_family;
mod pod_addresses_in_policy;
mod service_address_in_policy;

use super::registry::Lint;

pub(super) use dns_namespace_by_custom_label::is_said as is_dns_by_custom_label;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &dns_not_allowed::LINT,
    &dns_over_tcp_not_allowed::LINT,
    &dns_namespace_by_custom_label::LINT,
    &node_local_dns_not_allowed::LINT,
    &metadata_service_allowed::LINT,
    &one_address_family::LINT,
    &block_of_pod_addresses::LINT,
    &pod_addresses_in_policy::LINT,
    &service_address_in_policy::LINT,
    &block_is_empty::LINT,
    &except_allowed_elsewhere::LINT,
    &long_list_of_addresses::LINT,
    &ipv6_block_not_supported::LINT,
    &api_server_not_allowed::LINT,
];
