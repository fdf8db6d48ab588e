//! Which directions policies isolate, and what that leaves open or closes.

mod allowed_at_one_end;
mod common;
mod direction_without_rules;
mod egress_left_open;
mod egress_rules_isolate_ingress;
mod empty_egress_isolates_nothing;
mod narrow_rules_beside_allow_all;
mod new_pods_not_isolated;
mod policy_allows_everything;
mod policy_types_missing;
mod rules_without_policy_type;
mod workload_not_isolated;

use super::registry::Lint;

pub(super) use common::is_governed;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &rules_without_policy_type::LINT,
    &egress_rules_isolate_ingress::LINT,
    &empty_egress_isolates_nothing::LINT,
    &policy_types_missing::LINT,
    &direction_without_rules::LINT,
    &narrow_rules_beside_allow_all::LINT,
    &workload_not_isolated::LINT,
    &new_pods_not_isolated::LINT,
    &egress_left_open::LINT,
    &policy_allows_everything::LINT,
    &allowed_at_one_end::LINT,
];
