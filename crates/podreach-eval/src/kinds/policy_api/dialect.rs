//! The differences between the three kinds: fields, actions, versions.

use super::super::admin::RuleAction;

/// A kind of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// AdminNetworkPolicy.
    Admin,
    /// BaselineAdminNetworkPolicy.
    Baseline,
    /// ClusterNetworkPolicy.
    Cluster,
}

impl Dialect {
    pub(crate) fn of(kind: &str) -> Option<Self> {
        match kind {
            "AdminNetworkPolicy" => Some(Self::Admin),
            "BaselineAdminNetworkPolicy" => Some(Self::Baseline),
            "ClusterNetworkPolicy" => Some(Self::Cluster),
            _ => None,
        }
    }

    /// The kind's name.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Admin => "AdminNetworkPolicy",
            Self::Baseline => "BaselineAdminNetworkPolicy",
            Self::Cluster => "ClusterNetworkPolicy",
        }
    }

    /// Versions that have the kind, the newest last.
    pub(crate) const fn versions(self) -> &'static [&'static str] {
        match self {
            Self::Admin | Self::Baseline => &["v1alpha1"],
            Self::Cluster => &["v1alpha2", "v1beta1"],
        }
    }

    pub(crate) const fn spec_fields(self) -> &'static [&'static str] {
        match self {
            Self::Admin => &["priority", "subject", "ingress", "egress"],
            Self::Baseline => &["subject", "ingress", "egress"],
            Self::Cluster => &["tier", "priority", "subject", "ingress", "egress"],
        }
    }

    pub(crate) const fn rule_fields(self, ingress: bool) -> &'static [&'static str] {
        match (self, ingress) {
            (Self::Cluster, true) => &["name", "action", "from", "protocols"],
            (Self::Cluster, false) => &["name", "action", "to", "protocols"],
            (_, true) => &["name", "action", "from", "ports"],
            (_, false) => &["name", "action", "to", "ports"],
        }
    }

    /// The field that lists ports.
    pub(crate) const fn ports_field(self) -> &'static str {
        if matches!(self, Self::Cluster) { "protocols" } else { "ports" }
    }

    /// Peers that a rule can name.
    pub(crate) const fn peer_fields(self, ingress: bool) -> &'static [&'static str] {
        match (self, ingress) {
            (_, true) => &["namespaces", "pods"],
            (Self::Baseline, false) => &["namespaces", "pods", "nodes", "networks"],
            (_, false) => &["namespaces", "pods", "nodes", "networks", "domainNames"],
        }
    }

    /// Actions as the kind calls them.
    pub(crate) const fn actions(self) -> &'static [(&'static str, RuleAction)] {
        match self {
            Self::Admin => &[("Allow", RuleAction::Allow), ("Deny", RuleAction::Deny), ("Pass", RuleAction::Pass)],
            Self::Baseline => &[("Allow", RuleAction::Allow), ("Deny", RuleAction::Deny)],
            Self::Cluster => &[("Accept", RuleAction::Allow), ("Deny", RuleAction::Deny), ("Pass", RuleAction::Pass)],
        }
    }

    /// At most this many rules in a direction, and peers or ports in a rule.
    pub(crate) const fn most(self) -> usize {
        if matches!(self, Self::Cluster) { 25 } else { 100 }
    }
}
