//! By which ways something outside the cluster gets at a pod: Services that are offered outside, ports of nodes, and entry
//! points that a controller carries. Policies see the last step alone: who knocks at the pod port.

use crate::analysis::Analysis;
use crate::inventory::{
    Carrier, Endpoint, EndpointId, EndpointKind, EntryBackend, EntryNode, EntryProblem, ServiceNode,
};
use crate::kinds::ServiceType;
use crate::sets::{AddressSet, ConnectionSet, PortSet, Protocol};

use super::verdict::{PortQuery, Question, Verdict};

/// What opens the cluster for a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Door {
    /// A Service of type LoadBalancer.
    LoadBalancer,
    /// A port of every node that leads to a Service.
    NodePort,
    /// `externalIPs` of a Service.
    ExternalIps,
    /// An Ingress, an OpenShift Route or a Gateway.
    Entry,
    /// `hostPort` of a container.
    HostPort,
    /// The pod shares its node's network; whoever reaches the node reaches the pod.
    HostNetwork,
}

/// A step of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// Somebody outside the cluster.
    Outside,
    /// A port of the nodes; `None` where the cluster chooses it.
    Node(Option<u16>),
    /// An entry point with the backend that is taken, by place.
    Entry(usize, usize),
    /// Who hands requests on.
    Carrier(Carrier),
    /// A Service with the port that is taken, by place.
    Service(usize, usize),
    /// The pod and its port; `None` for whatever it listens on.
    Pod(EndpointId, Option<u16>),
}

/// Something that a way's answer does not tell by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayNote {
    /// `externalTrafficPolicy: Cluster`: the pod sees a node's address instead of the client's.
    NodeAddress,
    /// `externalTrafficPolicy: Local`: the pod sees the client's address.
    ClientAddress,
    /// `loadBalancerSourceRanges`: only these clients are served.
    SourceRanges(Vec<String>),
    /// The controller's pods are not in the input.
    AssumedController,
    /// The controller's pods share the network of nodes whose addresses are not in the input; the pod sees those.
    ControllerOnNodes,
    /// A load balancer outside the cluster hands requests on; the pod sees its address or a node's.
    OutsideBalancer,
    /// The Gateway is not in the input; its listeners may let nobody in.
    ImpliedGateway,
    /// The Gateway's listeners ask for labels of the route's namespace, whose object is not in the input.
    UnknownNamespace,
    /// The entry point names the target port in place of the Service's port; only ingress-nginx takes that.
    ByTarget,
    /// How addresses of clients come through a `hostPort` depends on the plugin.
    HostPort,
    /// Plugins apply no policy to a pod on its node's network.
    HostNetwork,
}

/// One source that knocks at the destination, with the answer.
#[derive(Clone, Debug)]
pub struct Leg {
    /// The source: a part of the outside, or who hands requests on.
    pub source: EndpointId,
    /// The addresses of the source that are meant, where these are not all.
    pub addresses: Option<AddressSet>,
    /// The answer.
    pub verdict: Verdict,
}

/// A way from outside to a port of a pod.
#[derive(Clone, Debug)]
pub struct Way {
    /// What opens the cluster.
    pub door: Door,
    /// Its steps, from outside to the pod.
    pub hops: Vec<Hop>,
    /// Protocol of the last step; `None` where the pod shares its node's network.
    pub protocol: Option<Protocol>,
    /// Pod port; `None` for whatever it listens on.
    pub port: Option<u16>,
    /// From outside to the controller's pods, where these are in the input: one answer for each of them.
    pub fronts: Vec<Leg>,
    /// From whom the pod sees to the pod port: the parts of the outside, or who hands requests on.
    pub legs: Vec<Leg>,
    /// Whether some source gets all the way.
    pub allowed: bool,
    /// What else to know.
    pub notes: Vec<WayNote>,
}

impl Way {
    /// What passes the last step, from any source.
    pub fn connections(&self) -> ConnectionSet {
        let sets = self.legs.iter().map(|leg| &leg.verdict.connections);
        sets.fold(ConnectionSet::none(), |all, set| all.union(set))
    }
}

impl Analysis {
    /// All ways from outside to an endpoint, blocked ones included. Empty where nothing in the input leads there.
    ///
    /// Source of the rules: Kubernetes, "Service" (types, `externalTrafficPolicy`), "Ingress"; Gateway API; OpenShift
    /// "Route"; policies see the pod port and who knocks there.
    pub fn ways_in(&self, endpoint: EndpointId) -> Vec<Way> {
        let mut ways = Vec::new();
        for (at, node) in self.services.iter().enumerate() {
            if node.backends.contains(&endpoint) {
                self.ways_of_service(at, node, endpoint, &mut ways);
            }
        }
        for (at, node) in self.entries.iter().enumerate() {
            for (place, backend) in node.backends.iter().enumerate() {
                self.ways_of_entry((at, node), (place, backend), endpoint, &mut ways);
            }
        }
        self.ways_of_node(endpoint, &mut ways);
        ways
    }

    fn ways_of_service(&self, at: usize, node: &ServiceNode, endpoint: EndpointId, ways: &mut Vec<Way>) {
        let service = &node.service;
        for (place, (port, targets)) in service.ports.iter().zip(&node.targets).enumerate() {
            let here = targets.iter().filter(|(backend, _)| *backend == endpoint).filter_map(|(_, target)| *target);
            for target in here {
                let mut add = |door: Door, first: Option<Hop>, ranges: Option<&AddressSet>| {
                    let question = Question::Port(port.protocol, PortQuery::Number(target));
                    // Clients outside the ranges are not served. Of the others the pod may see a node's address.
                    let seen = ranges
                        .map(|ranges| if service.local_traffic { ranges.clone() } else { ranges.union(&self.nodes) });
                    let legs = self.outside_legs(endpoint, &question, seen.as_ref());
                    let mut notes =
                        vec![if service.local_traffic { WayNote::ClientAddress } else { WayNote::NodeAddress }];
                    if ranges.is_some() {
                        let ranges = service.source_ranges.iter().map(ToString::to_string).collect();
                        notes.push(WayNote::SourceRanges(ranges));
                    }
                    let hops = std::iter::once(Hop::Outside).chain(first);
                    let hops = hops.chain([Hop::Service(at, place), Hop::Pod(endpoint, Some(target))]);
                    let allowed = legs.iter().any(|leg| leg.verdict.allowed);
                    ways.push(Way {
                        door,
                        hops: hops.collect(),
                        protocol: Some(port.protocol),
                        port: Some(target),
                        fronts: Vec::new(),
                        legs,
                        allowed,
                        notes,
                    });
                };
                if service.kind == ServiceType::LoadBalancer {
                    let ranges = source_ranges(service);
                    add(Door::LoadBalancer, None, ranges.as_ref());
                }
                let of_nodes = service.kind == ServiceType::NodePort
                    || (service.kind == ServiceType::LoadBalancer && port.node_port.is_some());
                if of_nodes {
                    add(Door::NodePort, Some(Hop::Node(port.node_port)), None);
                }
                if !service.external_ips.is_empty() {
                    add(Door::ExternalIps, None, None);
                }
            }
        }
    }

    fn ways_of_entry(
        &self,
        (at, node): (usize, &EntryNode),
        (place, backend): (usize, &EntryBackend),
        endpoint: EndpointId,
        ways: &mut Vec<Way>,
    ) {
        let Some(service) = backend.service else { return };
        for (_, protocol, target) in backend.targets.iter().filter(|(found, _, _)| *found == endpoint) {
            let question = Question::Port(*protocol, PortQuery::Number(*target));
            let leg = |source: EndpointId| Leg {
                source,
                addresses: None,
                verdict: self.verdict(source, endpoint, &question),
            };
            let (mut fronts, mut notes) = (Vec::new(), Vec::new());
            let legs: Vec<Leg> = match &node.carrier {
                Carrier::Pods(pods) => {
                    if pods.iter().any(|pod| is_somewhere(self.endpoint(*pod))) {
                        notes.push(WayNote::ControllerOnNodes);
                    }
                    fronts = pods.iter().map(|pod| self.front(*pod, *protocol)).collect();
                    pods.iter().map(|pod| leg(*pod)).collect()
                }
                Carrier::Assumed(stranger) => {
                    notes.push(WayNote::AssumedController);
                    vec![leg(*stranger)]
                }
                Carrier::Outside => {
                    notes.push(WayNote::OutsideBalancer);
                    self.outside_legs(endpoint, &question, None)
                }
            };
            if node.implied {
                notes.push(WayNote::ImpliedGateway);
            }
            if backend.perhaps {
                notes.push(WayNote::UnknownNamespace);
            }
            if backend.problem == Some(EntryProblem::ByTarget) {
                notes.push(WayNote::ByTarget);
            }
            // Each of the controller's pods has to be reached itself.
            let reached = |at: usize| fronts.get(at).is_none_or(|front| front.verdict.allowed);
            let allowed = legs.iter().enumerate().any(|(at, leg)| leg.verdict.allowed && reached(at));
            let through = backend.ports.iter().copied().find(|place| {
                let targets = self.services.get(service).and_then(|node| node.sliced.get(*place));
                targets.is_some_and(|targets| targets.contains(&(endpoint, Some(*target))))
            });
            ways.push(Way {
                door: Door::Entry,
                hops: vec![
                    Hop::Outside,
                    Hop::Entry(at, place),
                    Hop::Carrier(node.carrier.clone()),
                    Hop::Service(service, through.unwrap_or_default()),
                    Hop::Pod(endpoint, Some(*target)),
                ],
                protocol: Some(*protocol),
                port: Some(*target),
                fronts,
                legs,
                allowed,
                notes,
            });
        }
    }

    fn ways_of_node(&self, id: EndpointId, ways: &mut Vec<Way>) {
        let endpoint = self.endpoint(id);
        let mut add = |door: Door, hops: Vec<Hop>, question: &Question, note: WayNote| {
            let legs = self.outside_legs(id, question, None);
            let (protocol, port) = match question {
                Question::Port(protocol, PortQuery::Number(port)) => (Some(*protocol), Some(*port)),
                _ => (None, None),
            };
            let allowed = legs.iter().any(|leg| leg.verdict.allowed);
            ways.push(Way { door, hops, protocol, port, fronts: Vec::new(), legs, allowed, notes: vec![note] });
        };
        if endpoint.host_network {
            let hops = vec![Hop::Outside, Hop::Node(None), Hop::Pod(id, None)];
            add(Door::HostNetwork, hops, &Question::Anything, WayNote::HostNetwork);
            return;
        }
        for port in &endpoint.ports {
            if let Some(host_port) = port.host_port {
                let hops = vec![Hop::Outside, Hop::Node(Some(host_port)), Hop::Pod(id, Some(port.port))];
                let question = Question::Port(port.protocol, PortQuery::Number(port.port));
                add(Door::HostPort, hops, &question, WayNote::HostPort);
            }
        }
    }

    /// The answers for all parts of the outside, or those that hold some of the addresses.
    fn outside_legs(&self, endpoint: EndpointId, question: &Question, only: Option<&AddressSet>) -> Vec<Leg> {
        let mut legs = Vec::new();
        for (source, part) in self.endpoint_ids() {
            let EndpointKind::External(addresses) = &part.kind else { continue };
            let met = only.map(|only| addresses.intersection(only));
            if met.as_ref().is_some_and(AddressSet::is_empty) {
                continue;
            }
            let addresses = met.filter(|met| met != addresses);
            let verdict = self.verdict_at(source, endpoint, question, [addresses.as_ref(), None]);
            legs.push(Leg { source, addresses, verdict });
        }
        legs
    }

    /// From outside to a pod of a controller: a part of the outside that gets in, else the first.
    fn front(&self, pod: EndpointId, protocol: Protocol) -> Leg {
        let parts = || self.endpoint_ids().filter(|(_, part)| part.is_external()).map(|(id, _)| id);
        let gets_in = |source: &EndpointId| {
            let (egress, ingress) = self.pair_ids(*source, pod);
            let table = &self.world.engine.connections;
            let wanted = ConnectionSet::of(protocol, PortSet::all());
            !table.get(egress).intersection(table.get(ingress)).intersection(&wanted).is_none()
        };
        let source = parts().find(gets_in).or_else(|| parts().next()).unwrap_or(pod);
        Leg { source, addresses: None, verdict: self.verdict(source, pod, &Question::Protocol(protocol)) }
    }
}

/// Whether an endpoint shares the network of nodes whose addresses are not known.
pub(crate) fn is_somewhere(endpoint: &Endpoint) -> bool {
    endpoint.host_network && endpoint.addresses.is_empty()
}

/// The clients that a load balancer serves; `None` for all.
fn source_ranges(service: &crate::kinds::Service) -> Option<AddressSet> {
    let nets = service.source_ranges.iter().map(|net| AddressSet::network(*net));
    nets.reduce(|all, net| all.union(&net))
}
