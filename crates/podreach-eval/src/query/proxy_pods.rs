//! The controller's pods that proxy the requests of entry points, and what they reach together: the source
//! `{ingress-controller}` of the list.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EntryNode, ProxyPods};
use crate::kinds::ContainerPort;
use crate::sets::{ConnectionSet, Family, PortSet, Protocol};

impl Analysis {
    /// Who proxies the requests of an entry point, as the pods behind it see them.
    pub(crate) fn controller_pods(&self, entry: &EntryNode) -> Vec<EndpointId> {
        match &entry.proxy_pods {
            ProxyPods::Pods(pods) => pods.clone(),
            ProxyPods::Assumed(representative) => vec![*representative],
            ProxyPods::Outside => {
                self.endpoint_ids().filter(|(_, part)| part.is_external()).map(|(id, _)| id).collect()
            }
        }
    }

    /// Whether egress of a source and ingress of a destination both allow a port.
    pub(crate) fn port_passes(
        &self,
        source: EndpointId,
        destination: EndpointId,
        protocol: Protocol,
        port: u16,
    ) -> bool {
        let (egress, ingress) = self.pair_ids(source, destination);
        let table = &self.world.engine.connections;
        let itself = source == destination && self.endpoint(source).bare;
        // Over one family: a port that one end allows over IPv4 alone and the other over IPv6 alone does not pass.
        let both = || {
            let (egress, ingress) = (table.get(egress), table.get(ingress));
            Family::ALL.into_iter().any(|family| {
                egress.family(family).contains(protocol, port) && ingress.family(family).contains(protocol, port)
            })
        };
        itself || both()
    }

    /// What the controllers of all entry points together may reach at each workload: declared TCP ports that a backend
    /// leads to and to which policies allow some controller. This is the source `{ingress-controller}` of the frozen list.
    pub fn controller_reaches(&self) -> Vec<(EndpointId, ConnectionSet)> {
        let mut ports: BTreeMap<EndpointId, Vec<(u16, u16)>> = BTreeMap::new();
        for entry in self.entries.iter() {
            let controllers = self.controller_pods(entry);
            for (endpoint, protocol, port) in entry.distinct_targets().into_iter().flatten() {
                let workload = self.endpoint(*endpoint);
                let declared = |one: &ContainerPort| one.protocol == *protocol && one.port == *port;
                if workload.is_workload()
                    && *protocol == Protocol::Tcp
                    && workload.ports.iter().any(declared)
                    && controllers.iter().any(|pod| self.port_passes(*pod, *endpoint, *protocol, *port))
                {
                    ports.entry(*endpoint).or_default().push((*port, *port));
                }
            }
        }
        let set = |ports| ConnectionSet::of(Protocol::Tcp, PortSet::collected(ports, BTreeSet::new()));
        ports.into_iter().map(|(endpoint, ports)| (endpoint, set(ports))).collect()
    }
}
