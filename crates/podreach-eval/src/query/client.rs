//! Whose address a pod sees behind a Service that clients outside dial.
//!
//! With `externalTrafficPolicy: Cluster` the node that takes a connection hands it on to a pod of any node, and a pod of
//! another node sees the address of the node in place of the client's. With `Local` the client's address is kept. Where a
//! connection comes in at the pod's own node, policies see the client's address: it is replaced after they were asked.
//! Source of the rule: Kubernetes, "Using Source IP".

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind, ServiceNode};
use crate::kinds::ServiceType;
use crate::sets::{AddressSet, ConnectionSet};

use super::address_parts::Asked;
use super::completions::{Ask, Seen};
use crate::query::{Question, Verdict};
use crate::reach::classes::ClassId;

impl Analysis {
    /// The answer about a client of a Service (by index) and a pod behind it, on a pod port. Where the client is outside and
    /// the Service may replace its address, the answer may depend on that.
    pub(crate) fn verdict_of_client(
        &self,
        service: usize,
        [source, destination]: [EndpointId; 2],
        addresses: Option<&AddressSet>,
        question: &Question,
    ) -> Verdict {
        let mut verdict = self.verdict_at(source, destination, question, [addresses, None]);
        let from = self.endpoint(source);
        let EndpointKind::External(whole) = &from.kind else { return verdict };
        let Some(node) = self.services.get(service).filter(|node| replaces_clients(node)) else { return verdict };
        if !verdict.ingress.isolating.is_empty() || !verdict.ingress.steps.is_empty() || verdict.depends.is_some() {
            let asked = self.asked(destination, question).unwrap_or_else(ConnectionSet::none);
            let seen = Seen {
                service: node.id.clone().into(),
                addresses: self.node_addresses(destination, addresses.unwrap_or(whole)),
            };
            let ask = Ask {
                source: Asked { id: source, at: addresses },
                destination: Asked { id: destination, at: None },
                question,
                connections: &asked,
                hairpin: false,
            };
            verdict.depends = self.dependence(ask, Some(seen));
        }
        verdict
    }

    /// The addresses that nodes beside those of the destination may have, of the families of the client's, by class: those of
    /// the Node objects, and any where the input holds none.
    fn node_addresses(&self, destination: EndpointId, client: &AddressSet) -> Vec<(ClassId, AddressSet)> {
        let outside = &self.world.outside;
        let spoken = AddressSet {
            v4: if client.v4.is_empty() { AddressSet::empty().v4 } else { AddressSet::all().v4 },
            v6: if client.v6.is_empty() { AddressSet::empty().v6 } else { AddressSet::all().v6 },
        };
        let class = |group: u32| self.world.ranges.of_group(group);
        let own = &self.endpoint(destination).hosts;
        let mut nodes = self.world.hosts.given().peekable();
        if nodes.peek().is_some() {
            let elsewhere = nodes.filter(|(id, _)| own.iter().any(|host| *host != Some(*id)) || own.is_empty());
            let addresses = elsewhere.flat_map(|(_, host)| &host.addresses);
            let found = addresses
                .filter(|address| spoken.contains(**address))
                .filter_map(|address| Some((class(outside.group_at(*address)?), AddressSet::of(&[*address]))));
            return found.collect();
        }
        let rooms = self.rooms(false).iter().filter_map(|room| {
            let (set, _) = outside.groups.get(room.group as usize)?;
            let set = set.intersection(&spoken);
            (!set.is_empty()).then(|| (class(room.group), set))
        });
        rooms.take(super::completions::ROOMS).collect()
    }
}

/// Whether pods behind a Service may see the address of a node in place of the client's.
fn replaces_clients(node: &ServiceNode) -> bool {
    let offered = matches!(node.service.kind, ServiceType::NodePort | ServiceType::LoadBalancer);
    (offered || !node.service.external_ips.is_empty()) && !node.service.local_traffic
}
