//! Rules and policies that change nothing, or contradict their names.

mod covered;
mod deny_without_effect;
mod identical_policies;
mod name_contradicts_effect;
mod policy_covered_by_others;
mod rule_covered_by_others;
mod rule_opens_nothing;

use super::registry::Lint;

pub(super) use name_contradicts_effect::is_contradicted;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[
    &rule_covered_by_others::LINT,
    &policy_covered_by_others::LINT,
    &identical_policies::LINT,
    &rule_opens_nothing::LINT,
    &deny_without_effect::LINT,
    &name_contradicts_effect::LINT,
];
