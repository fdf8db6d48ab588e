//! What selectors match, and what they miss.

mod controller_labels_selected;
mod empty_peer_list;
mod every_namespace_allowed;
mod host_network_pod_selected;
mod label_under_another_key;
mod labels;
mod namespace_not_in_input;
mod namespace_selector_matches_nothing;
mod null_namespace_selector;
mod only_negative_requirements;
mod or_where_and_may_be_meant;
mod peer_in_other_namespace;
mod peer_matches_no_pod;
mod policy_selects_no_pod;
mod said;
mod selector_never_matches;
mod self_assigned_label;
mod short_lived_label;
mod why;

use super::registry::Lint;

pub(super) use labels::is_name;
pub(super) use why::{Dead, selecting_no_pod};

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &namespace_not_in_input::LINT,
    &policy_selects_no_pod::LINT,
    &peer_in_other_namespace::LINT,
    &peer_matches_no_pod::LINT,
    &namespace_selector_matches_nothing::LINT,
    &or_where_and_may_be_meant::LINT,
    &null_namespace_selector::LINT,
    &every_namespace_allowed::LINT,
    &empty_peer_list::LINT,
    &selector_never_matches::LINT,
    &only_negative_requirements::LINT,
    &controller_labels_selected::LINT,
    &short_lived_label::LINT,
    &host_network_pod_selected::LINT,
    &self_assigned_label::LINT,
    &label_under_another_key::LINT,
];
