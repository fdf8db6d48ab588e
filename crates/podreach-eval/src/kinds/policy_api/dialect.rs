//! The differences between the three kinds: fields, actions, versions.

use super::super::admin::RuleAction;
use super::super::schema;

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

    pub(crate) fn spec_fields(self) -> &'static [&'static str] {
        schema::names(match self {
            Self::Admin => "AdminNetworkPolicySpec",
            Self::Baseline => "BaselineAdminNetworkPolicySpec",
            Self::Cluster => "ClusterNetworkPolicySpec",
        })
    }

    pub(crate) fn rule_fields(self, ingress: bool) -> &'static [&'static str] {
        schema::names(match (self, ingress) {
            (Self::Admin, true) => "AdminIngressRule",
            (Self::Admin, false) => "AdminEgressRule",
            (Self::Baseline, true) => "BaselineIngressRule",
            (Self::Baseline, false) => "BaselineEgressRule",
            (Self::Cluster, true) => "ClusterIngressRule",
            (Self::Cluster, false) => "ClusterEgressRule",
        })
    }

    /// The field that lists ports.
    pub(crate) const fn ports_field(self) -> &'static str {
        if matches!(self, Self::Cluster) { "protocols" } else { "ports" }
    }

    /// Peers that a rule can name.
    pub(crate) fn peer_fields(self, ingress: bool) -> &'static [&'static str] {
        schema::names(match (self, ingress) {
            (_, true) => "NamespacedPeer",
            (Self::Baseline, false) => "BaselinePeer",
            (_, false) => "AdminDomainPeer",
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::schema::place;

    #[test]
    fn the_tables_have_the_same_actions() {
        for dialect in [Dialect::Admin, Dialect::Baseline, Dialect::Cluster] {
            for direction in ["ingress", "egress"] {
                let found = place(dialect.kind(), &[Some("spec"), Some(direction), None, Some("action")]).unwrap();
                let actions: Vec<&str> = dialect.actions().iter().map(|(name, _)| *name).collect();
                assert_eq!(found.words, actions, "{dialect:?}");
            }
        }
    }
}
