//! What a NetworkPolicy says as it is written, by direction.

use crate::kinds::{ListKey, NetworkPolicy, NetworkPolicyRule};

use super::Direction;

impl NetworkPolicy {
    /// Its rules in a direction, whether it isolates that direction or not.
    pub fn rules(&self, direction: Direction) -> &[NetworkPolicyRule] {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }

    /// `ingress` or `egress`.
    pub const fn rules_key(&self, direction: Direction) -> Option<ListKey> {
        match direction {
            Direction::Ingress => self.ingress_key,
            Direction::Egress => self.egress_key,
        }
    }

    /// Whether a direction is among its (defaulted) policy types.
    pub const fn isolates(&self, direction: Direction) -> bool {
        match direction {
            Direction::Ingress => self.isolates_ingress,
            Direction::Egress => self.isolates_egress,
        }
    }
}
