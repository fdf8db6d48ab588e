//! AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy.

mod cluster_dns_denied;
mod deny_covers_pods;
mod equal_priority;
mod rule_shadowed;

use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] =
    &[&equal_priority::LINT, &deny_covers_pods::LINT, &cluster_dns_denied::LINT, &rule_shadowed::LINT];
