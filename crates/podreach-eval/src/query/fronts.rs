//! How clients outside the cluster reach the pods of a controller: at the ports that Services and host ports in front of it lead
//! to. A port that serves something else, such as metrics, takes no requests.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, EndpointKind, EntryBackend, EntryNode, ServiceNode};
use crate::kinds::ServiceType;
use crate::sets::{AddressSet, Protocol};

use super::ingress_paths::{SourceVerdict, source_ranges};
use crate::query::{Outcome, PortQuery, Question};

/// Ports by which web servers take requests, by number and by the start of their names.
const WEB_PORTS: [u16; 5] = [80, 443, 8000, 8080, 8443];
const WEB_NAMES: [&str; 5] = ["http", "web", "tls", "proxy", "kong-proxy"];
/// What names of other ports hold, whatever their numbers: those of ingress-nginx, Traefik, Kong, HAProxy and Istio among them.
const OTHER_NAMES: [&str; 9] = ["webhook", "metrics", "prom", "health", "status", "stat", "admin", "traefik", "probe"];

/// Answers about the controller's pods. Many entry points have one controller, which is asked once.
#[derive(Default)]
pub(super) struct Fronts {
    /// By pod, protocol and the ports that listeners of a Gateway name.
    known: FxHashMap<(EndpointId, Protocol, Vec<u16>), Front>,
}

/// How a controller's pod is reached from outside.
#[derive(Clone, Debug)]
pub struct Front {
    /// The source with the most favourable verdict.
    pub source: SourceVerdict,
    /// Whether requests reach the pod.
    pub outcome: Outcome,
    /// Whether the input exposes the pod outside the cluster; otherwise its container ports were asked about.
    pub offered: bool,
}

/// A port of a controller's pod that takes requests.
struct Port {
    number: u16,
    /// What says so: the port of a Service, or of the node.
    dialled: u16,
    name: Option<Box<str>>,
    /// The clients that are served; `None` for all.
    clients: Option<AddressSet>,
    /// Whether the pod sees the client's own address.
    keeps_address: bool,
}

impl Port {
    /// Whether it looks like one for the requests of people, and not for metrics, health or administration.
    fn is_web(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        let other = OTHER_NAMES.iter().any(|part| name.contains(part));
        !other && (WEB_PORTS.contains(&self.dialled) || WEB_NAMES.iter().any(|start| name.starts_with(start)))
    }
}

impl Fronts {
    /// From outside to a pod of the controller of an entry point, for requests to one of its backends.
    pub(super) fn of(
        &mut self,
        analysis: &Analysis,
        pod: EndpointId,
        (entry, backend): (&EntryNode, &EntryBackend),
        protocol: Protocol,
    ) -> Front {
        let named = backend.listeners.iter().filter_map(|at| entry.listeners.get(*at)?.port);
        let mut listeners: Vec<u16> = named.collect();
        listeners.sort_unstable();
        listeners.dedup();
        let key = (pod, protocol, listeners);
        if let Some(front) = self.known.get(&key) {
            return front.clone();
        }
        let front = analysis.front(pod, protocol, &key.2);
        self.known.insert(key, front.clone());
        front
    }
}

impl Analysis {
    fn front(&self, pod: EndpointId, protocol: Protocol, listeners: &[u16]) -> Front {
        let endpoint = self.endpoint(pod);
        let mut ports = self.offered_ports(pod, protocol);
        ports.extend(host_ports(endpoint, protocol));
        // What reaches the node reaches a pod on its network.
        let offered = endpoint.host_network || !ports.is_empty();
        if !offered {
            ports = own_ports(endpoint, protocol);
        }
        let of_listeners = |port: &Port| listeners.contains(&port.dialled) || listeners.contains(&port.number);
        if ports.iter().any(of_listeners) {
            ports.retain(of_listeners);
        } else if ports.iter().any(Port::is_web) {
            ports.retain(Port::is_web);
        }
        let answer = |question: &Question, clients: Option<&AddressSet>, any_client: bool| {
            let sources = self.outside_verdicts(pod, question, clients);
            let outcome = self.judged(&sources, (pod, question), any_client);
            let best = sources.into_iter().min_by_key(|one| rank(one.verdict.outcome()));
            let none = || SourceVerdict { source: pod, addresses: None, verdict: self.verdict(pod, pod, question) };
            Front { source: best.unwrap_or_else(none), outcome, offered }
        };
        let of_port = |port: Port| {
            let question = Question::Port(protocol, PortQuery::Number(port.number));
            answer(&question, port.clients.as_ref(), port.keeps_address)
        };
        let best = ports.into_iter().map(of_port).min_by_key(|front| rank(front.outcome));
        best.unwrap_or_else(|| answer(&Question::Protocol(protocol), None, true))
    }

    /// Ports to which Services lead that are offered outside the cluster.
    fn offered_ports(&self, pod: EndpointId, protocol: Protocol) -> Vec<Port> {
        let offered = |node: &&ServiceNode| {
            let service = &node.service;
            let outside = matches!(service.kind, ServiceType::LoadBalancer | ServiceType::NodePort);
            (outside || !service.external_ips.is_empty()) && node.backends.contains(&pod)
        };
        let mut found = Vec::new();
        for node in self.services.iter().filter(offered) {
            let service = &node.service;
            // Ports of the nodes are open to all clients, whatever the load balancer serves.
            let by_node =
                service.kind == ServiceType::NodePort || service.ports.iter().any(|port| port.node_port.is_some());
            let ranges = if by_node { None } else { source_ranges(service) };
            let clients = ranges.map(|ranges| if service.local_traffic { ranges } else { ranges.union(&self.nodes) });
            for (port, targets) in service.ports.iter().zip(&node.targets) {
                let here = targets.iter().filter(|(backend, _)| *backend == pod && port.protocol == protocol);
                found.extend(here.filter_map(|(_, target)| *target).map(|number| Port {
                    number,
                    dialled: port.port,
                    name: port.name.clone(),
                    clients: clients.clone(),
                    keeps_address: service.local_traffic,
                }));
            }
        }
        found
    }
}

/// Ports of the node that lead to the pod.
fn host_ports(endpoint: &Endpoint, protocol: Protocol) -> impl Iterator<Item = Port> + '_ {
    let ports = endpoint.ports.iter().filter(move |port| port.protocol == protocol);
    ports.filter_map(|port| {
        let dialled = port.host_port?;
        Some(Port { number: port.port, dialled, name: port.name.clone(), clients: None, keeps_address: false })
    })
}

/// Ports that its containers declare.
fn own_ports(endpoint: &Endpoint, protocol: Protocol) -> Vec<Port> {
    let ports = endpoint.ports.iter().filter(|port| port.protocol == protocol);
    let own = ports.map(|port| Port {
        number: port.port,
        dialled: port.port,
        name: port.name.clone(),
        clients: None,
        keeps_address: true,
    });
    own.collect()
}

impl Analysis {
    /// The same where a load balancer may serve only some clients: in place of their addresses the pod may see any other.
    pub(super) fn judged(
        &self,
        sources: &[SourceVerdict],
        (pod, question): (EndpointId, &Question),
        any_client: bool,
    ) -> Outcome {
        if any_client || sources.iter().all(|one| one.addresses.is_none()) {
            return self.seen(sources, any_client);
        }
        self.seen(&self.outside_verdicts(pod, question, None), false)
    }

    /// One outcome for parts of the outside. Clients may be anywhere, so that any part is enough. Where
    /// the pod sees the address of something else, a node's or a load balancer's, it is enough that all nodes of the input get
    /// in, or every address of a family; parts that differ leave the answer open.
    pub(super) fn seen(&self, sources: &[SourceVerdict], any_client: bool) -> Outcome {
        let outcomes = || sources.iter().map(|one| one.verdict.outcome());
        let any = Outcome::any(outcomes());
        if any_client || any == Outcome::Denied {
            return any;
        }
        let all_of = |holds: &dyn Fn(&AddressSet) -> bool| {
            let held = sources.iter().filter(|one| self.asked_addresses(one).is_some_and(holds));
            Outcome::all(held.map(|one| one.verdict.outcome()))
        };
        let nodes = all_of(&|addresses| !addresses.intersection(&self.nodes).is_empty());
        let families = [all_of(&|addresses| !addresses.v4.is_empty()), all_of(&|addresses| !addresses.v6.is_empty())];
        match Outcome::any(families.into_iter().chain([nodes])) {
            Outcome::Allowed => Outcome::Allowed,
            Outcome::Depends | Outcome::Denied => Outcome::Depends,
        }
    }

    /// The addresses that a part of the outside is asked about.
    fn asked_addresses<'a>(&'a self, one: &'a SourceVerdict) -> Option<&'a AddressSet> {
        match (&one.addresses, &self.endpoint(one.source).kind) {
            (Some(addresses), _) | (None, EndpointKind::External(addresses)) => Some(addresses),
            _ => None,
        }
    }
}

const fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Allowed => 0,
        Outcome::Depends => 1,
        Outcome::Denied => 2,
    }
}
