//! What may pass between two endpoints, looked up in the engine's maps.

use std::borrow::Cow;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::sets::{ConnId, ConnectionSet};

use super::verdict::{BlockedBy, Pair, PairState};
use crate::reach::classes::ClassId;

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
        self.pair_with(source, destination, self.pair_ids(source, destination))
    }

    /// The same of a pair of which it is known what leaves the source and what the destination takes, by the ids of the sets.
    /// Not for a workload of exactly one pod with itself.
    pub(crate) fn pair_with(
        &self,
        source: EndpointId,
        destination: EndpointId,
        (egress_id, ingress_id): (ConnId, ConnId),
    ) -> Pair<'_> {
        let table = &self.world.engine.connections;
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
        // A policy that only adds rules isolates no pod: where none of its rules decides, the pair is open.
        if self.is_undecided(source, destination) { PairState::Open } else { PairState::Allowed }
    }
}

impl Analysis {
    /// Whether neither end is isolated in its direction, and no rule allows or denies anything between them. Addresses
    /// for which the same passes are one endpoint, also where different rules match them: then none of them may be decided.
    pub(crate) fn is_undecided(&self, source: EndpointId, destination: EndpointId) -> bool {
        let engine = &self.world.engine;
        self.classes_of(source).all(|from| {
            self.classes_of(destination)
                .all(|to| engine.egress.is_undecided(from, to) && engine.ingress.is_undecided(to, from))
        })
    }

    /// The classes of an endpoint: one, but for addresses outside.
    fn classes_of(&self, endpoint: EndpointId) -> impl Iterator<Item = ClassId> + Clone {
        let endpoint = self.endpoint(endpoint);
        let own = endpoint.groups.is_empty().then_some(endpoint.class);
        endpoint.groups.iter().copied().chain(own).map(ClassId)
    }

    /// Whether an endpoint is of several classes: addresses for which the same passes, by different rules.
    pub(crate) fn is_of_several_classes(&self, endpoint: EndpointId) -> bool {
        self.endpoint(endpoint).groups.len() > 1
    }

    /// Whether any rule names addresses.
    pub fn has_address_rules(&self) -> bool {
        !self.world.outside.blocks.is_empty()
    }
}
