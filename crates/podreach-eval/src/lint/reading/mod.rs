//! Findings of those who read and evaluate the input: their documentation.

mod bad_binary_value;
mod cidr_not_canonical;
mod duplicate_key;
mod duplicate_object;
mod empty_peer;
mod evaluation_too_large;
mod except_outside_cidr;
mod input_too_large;
mod invalid_calico_selector;
mod invalid_cluster_policy;
mod invalid_label_or_selector;
mod invalid_name;
mod invalid_namespace;
mod invalid_policy_type;
mod invalid_port_or_protocol;
mod invalid_port_range;
mod ip_block_with_selector;
mod key_not_text;
mod label_value_not_text;
mod legacy_namespace_selector;
mod manifests_not_built;
mod missing_field;
mod namespace_not_set;
mod nested_too_deep;
mod not_a_cidr;
mod not_a_manifest;
mod not_utf8;
mod null_label_value;
mod policy_not_evaluated;
mod port_name_without_pods;
mod quoted_port_number;
mod rejected_object_evaluated;
mod separator_with_text;
mod tab_indentation;
mod template_not_rendered;
mod too_many_aliases;
mod too_many_documents;
mod too_many_named_replicas;
mod unknown_field;
mod unknown_peer_kind;
mod unknown_pods_left_out;
mod unreadable_yaml;
mod value_not_allowed;
mod word_of_another_cluster_policy;
mod wrong_kind_or_version;
mod wrong_type;
mod yaml_directive;

use super::registry::Lint;

pub(super) use policy_not_evaluated::LINT as NOT_EVALUATED;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &unreadable_yaml::LINT,
    &tab_indentation::LINT,
    &bad_binary_value::LINT,
    &key_not_text::LINT,
    &separator_with_text::LINT,
    &not_utf8::LINT,
    &manifests_not_built::LINT,
    &yaml_directive::LINT,
    &input_too_large::LINT,
    &too_many_documents::LINT,
    &nested_too_deep::LINT,
    &too_many_aliases::LINT,
    &too_many_named_replicas::LINT,
    &evaluation_too_large::LINT,
    &unknown_pods_left_out::LINT,
    &wrong_type::LINT,
    &invalid_name::LINT,
    &invalid_namespace::LINT,
    &invalid_policy_type::LINT,
    &value_not_allowed::LINT,
    &missing_field::LINT,
    &invalid_cluster_policy::LINT,
    &unknown_peer_kind::LINT,
    &null_label_value::LINT,
    &rejected_object_evaluated::LINT,
    &unknown_field::LINT,
    &duplicate_key::LINT,
    &label_value_not_text::LINT,
    &quoted_port_number::LINT,
    &empty_peer::LINT,
    &ip_block_with_selector::LINT,
    &not_a_cidr::LINT,
    &cidr_not_canonical::LINT,
    &except_outside_cidr::LINT,
    &invalid_port_range::LINT,
    &invalid_port_or_protocol::LINT,
    &invalid_label_or_selector::LINT,
    &namespace_not_set::LINT,
    &duplicate_object::LINT,
    &wrong_kind_or_version::LINT,
    &template_not_rendered::LINT,
    &not_a_manifest::LINT,
    &policy_not_evaluated::LINT,
    &port_name_without_pods::LINT,
    &legacy_namespace_selector::LINT,
    &word_of_another_cluster_policy::LINT,
    &invalid_calico_selector::LINT,
];
