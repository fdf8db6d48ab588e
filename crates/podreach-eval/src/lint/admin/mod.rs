//! AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy.

use super::existing;
use super::registry::Lint;

/// In the order of their codes.
pub(super) static LINTS: &[&Lint] = &[&existing::L101, &existing::L104, &existing::L105, &existing::L106];
