//! What may pass between two endpoints, looked up in the engine's maps.

use std::borrow::Cow;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::Direction;
use crate::sets::{ConnId, ConnectionSet};

use super::classes::ClassId;
use super::verdict::{BlockedBy, Pair, PairState};

impl Analysis {
    pub(crate) fn class_of(&self, endpoint: EndpointId) -> ClassId {
        ClassId(self.endpoint(endpoint).class)
    }

    pub(crate) fn pair_ids(&self, source: EndpointId, destination: EndpointId) -> (ConnId, ConnId) {
        let (from, to) = (self.class_of(source), self.class_of(destination));
        (self.world.engine.egress(from, to), self.world.engine.ingress(from, to, &self.world.classes))
    }

    /// What may pass from one endpoint to another. Equal ends mean two different pods of one workload; a workload of
    /// exactly one pod reaches itself.
    pub fn pair(&self, source: EndpointId, destination: EndpointId) -> Pair<'_> {
        let table = &self.world.engine.connections;
        if source == destination && self.endpoint(source).bare {
            let all = table.get(ConnId::ALL);
            return Pair {
                egress: all,
                ingress: all,
                connections: Cow::Borrowed(all),
                favourable: None,
                state: PairState::Open,
            };
        }
        let (egress_id, ingress_id) = self.pair_ids(source, destination);
        let (egress, ingress) = (table.get(egress_id), table.get(ingress_id));
        let connections = if egress_id == ingress_id || ingress_id == ConnId::ALL || egress_id == ConnId::NONE {
            Cow::Borrowed(egress)
        } else if egress_id == ConnId::ALL || ingress_id == ConnId::NONE {
            Cow::Borrowed(ingress)
        } else {
            Cow::Owned(egress.intersection(ingress))
        };
        let connections = if connections.differs_by_family() { Cow::Owned(connections.flat()) } else { connections };
        let favourable = self.pair_depends(source, destination);
        let state = match favourable {
            Some(_) => PairState::Depends,
            None => self.state(source, destination, egress, ingress, &connections),
        };
        Pair { egress, ingress, connections, favourable, state }
    }

    /// How the default completion of what the input leaves open has a pair connected.
    pub(crate) fn default_state(&self, source: EndpointId, destination: EndpointId) -> PairState {
        let table = &self.world.engine.connections;
        let (egress, ingress) = self.pair_ids(source, destination);
        let (egress, ingress) = (table.get(egress), table.get(ingress));
        self.state(source, destination, egress, ingress, &egress.intersection(ingress).flat())
    }

    fn state(
        &self,
        source: EndpointId,
        destination: EndpointId,
        egress: &ConnectionSet,
        ingress: &ConnectionSet,
        connections: &ConnectionSet,
    ) -> PairState {
        if connections.is_portless() {
            return PairState::Blocked(match (egress.is_portless(), ingress.is_portless()) {
                (true, false) => BlockedBy::Source,
                (false, true) => BlockedBy::Destination,
                _ => BlockedBy::Both,
            });
        }
        let concerned = |endpoint: EndpointId, direction: Direction| {
            !self.endpoint(endpoint).isolation(direction).policies.is_empty()
        };
        if concerned(source, Direction::Egress) || concerned(destination, Direction::Ingress) {
            PairState::Allowed
        } else {
            PairState::Open
        }
    }
}

impl Analysis {
    /// Whether any rule names addresses.
    pub fn has_address_rules(&self) -> bool {
        !self.world.outside.blocks.is_empty()
    }
}
