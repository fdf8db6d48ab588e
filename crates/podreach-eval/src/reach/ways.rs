//! By which ways something outside the cluster gets at a pod: Services that are offered outside, ports of nodes, and entry
//! points that a controller carries. Policies see the last step alone: who knocks at the pod port.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::{
    Endpoint, EndpointId, EndpointKind, EntryBackend, EntryNode, EntryProblem, ProxyPods, ServiceNode,
    may_hold_a_controller,
};
use crate::kinds::ServiceType;
use crate::sets::{AddressSet, ConnectionSet, Protocol};

use super::fronts::{Front, Fronts};
use super::other_pods::OtherPods;
use super::verdict::{Outcome, PortQuery, Question, Verdict};

/// What opens the cluster for a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExposedBy {
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
    /// The controller's pods, which proxy requests.
    ProxyPods(ProxyPods),
    /// A Service with the port that is taken, by place.
    Service(usize, usize),
    /// The pod and its port; `None` for whatever it listens on.
    Pod(EndpointId, Option<u16>),
}

/// Something that a way's answer does not tell by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathNote {
    /// `externalTrafficPolicy: Cluster`: the pod sees a node's address instead of the client's.
    NodeAddress,
    /// `externalTrafficPolicy: Local`: the pod sees the client's address.
    ClientAddress,
    /// `loadBalancerSourceRanges`: only these clients are served.
    SourceRanges(Vec<String>),
    /// The controller's pods are not in the input.
    AssumedController,
    /// The controller's pods are not in the input, and policies let in this endpoint, which may be one of them.
    PerhapsController(String),
    /// Several workloads may be its controller.
    SeveralControllers(Vec<String>),
    /// Nothing in the input leads from outside to the controller; its own ports are asked.
    NothingInFront,
    /// The controller's pods share the network of nodes whose addresses are not in the input; the pod sees those.
    ControllerOnNodes,
    /// A load balancer outside the cluster proxies requests; the pod sees its address or a node's.
    OutsideBalancer,
    /// The Gateway is not in the input; its listeners may allow no route.
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
pub struct SourceVerdict {
    /// The source: a part of the outside, or the controller that proxies requests.
    pub source: EndpointId,
    /// The addresses of the source that are meant, where these are not all.
    pub addresses: Option<AddressSet>,
    /// The answer.
    pub verdict: Verdict,
}

/// A way from outside to a port of a pod.
#[derive(Clone, Debug)]
pub struct IngressPath {
    /// What opens the cluster.
    pub exposed_by: ExposedBy,
    /// Its steps, from outside to the pod.
    pub hops: Vec<Hop>,
    /// Protocol of the last step; `None` where the pod shares its node's network.
    pub protocol: Option<Protocol>,
    /// Pod port; `None` for whatever it listens on.
    pub port: Option<u16>,
    /// From outside to the controller's pods, where these are in the input: one answer for each of them.
    pub fronts: Vec<Front>,
    /// From whom the pod sees to the pod port: the parts of the outside, or the controller that proxies requests.
    pub legs: Vec<SourceVerdict>,
    /// Whether some source gets all the way.
    pub outcome: Outcome,
    /// What else to know.
    pub notes: Vec<PathNote>,
}

impl IngressPath {
    /// Whether some source surely gets all the way.
    pub fn is_allowed(&self) -> bool {
        self.outcome == Outcome::Allowed
    }

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
    pub fn ways_in(&self, endpoint: EndpointId) -> Vec<IngressPath> {
        let mut ways = Vec::new();
        let mut known = Known { fronts: Fronts::default(), other_pods: None };
        for (at, node) in self.services.iter().enumerate() {
            if node.backends.contains(&endpoint) {
                self.ways_of_service(at, node, endpoint, &mut ways);
            }
        }
        for (at, node) in self.entries.iter().enumerate() {
            for (place, backend) in node.backends.iter().enumerate() {
                self.ways_of_entry((at, node), (place, backend), endpoint, &mut known, &mut ways);
            }
        }
        self.ways_of_node(endpoint, &mut ways);
        ways
    }

    fn ways_of_service(&self, at: usize, node: &ServiceNode, endpoint: EndpointId, ways: &mut Vec<IngressPath>) {
        let service = &node.service;
        for (place, (port, targets)) in service.ports.iter().zip(&node.targets).enumerate() {
            let here = targets.iter().filter(|(backend, _)| *backend == endpoint).filter_map(|(_, target)| *target);
            for target in here {
                let mut add = |exposed_by: ExposedBy, first: Option<Hop>, ranges: Option<&AddressSet>| {
                    let question = Question::Port(port.protocol, PortQuery::Number(target));
                    // Clients outside the ranges are not served. Of the others the pod may see a node's address.
                    let met = ranges
                        .map(|ranges| if service.local_traffic { ranges.clone() } else { ranges.union(&self.nodes) });
                    let legs = self.outside_legs(endpoint, &question, met.as_ref());
                    let mut notes =
                        vec![if service.local_traffic { PathNote::ClientAddress } else { PathNote::NodeAddress }];
                    if ranges.is_some() {
                        let ranges = service.source_ranges.iter().map(ToString::to_string).collect();
                        notes.push(PathNote::SourceRanges(ranges));
                    }
                    let hops = std::iter::once(Hop::Outside).chain(first);
                    let hops = hops.chain([Hop::Service(at, place), Hop::Pod(endpoint, Some(target))]);
                    let outcome = self.judged(&legs, (endpoint, &question), service.local_traffic);
                    ways.push(IngressPath {
                        exposed_by,
                        hops: hops.collect(),
                        protocol: Some(port.protocol),
                        port: Some(target),
                        fronts: Vec::new(),
                        legs,
                        outcome,
                        notes,
                    });
                };
                if service.kind == ServiceType::LoadBalancer {
                    let ranges = source_ranges(service);
                    add(ExposedBy::LoadBalancer, None, ranges.as_ref());
                }
                let of_nodes = service.kind == ServiceType::NodePort
                    || (service.kind == ServiceType::LoadBalancer && port.node_port.is_some());
                if of_nodes {
                    add(ExposedBy::NodePort, Some(Hop::Node(port.node_port)), None);
                }
                if !service.external_ips.is_empty() {
                    add(ExposedBy::ExternalIps, None, None);
                }
            }
        }
    }

    fn ways_of_entry(
        &self,
        (at, node): (usize, &EntryNode),
        (place, backend): (usize, &EntryBackend),
        endpoint: EndpointId,
        known: &mut Known,
        ways: &mut Vec<IngressPath>,
    ) {
        let Some(service) = backend.service else { return };
        for (_, protocol, target) in backend.targets.iter().filter(|(found, _, _)| *found == endpoint) {
            let question = Question::Port(*protocol, PortQuery::Number(*target));
            let leg = |source: EndpointId| SourceVerdict {
                source,
                addresses: None,
                verdict: self.verdict(source, endpoint, &question),
            };
            let (mut fronts, mut notes) = (Vec::new(), Vec::new());
            let legs: Vec<SourceVerdict>;
            let outcome = match &node.proxy_pods {
                ProxyPods::Pods(pods) => {
                    if pods.iter().any(|pod| is_somewhere(self.endpoint(*pod))) {
                        notes.push(PathNote::ControllerOnNodes);
                    }
                    let front = |pod: &EndpointId| known.fronts.of(self, *pod, (node, backend), *protocol);
                    fronts = pods.iter().map(front).collect();
                    if fronts.iter().any(|front| !front.offered) {
                        notes.push(PathNote::NothingInFront);
                    }
                    legs = pods.iter().map(|pod| leg(*pod)).collect();
                    let names = self.workload_names(pods);
                    if names.len() > 1 {
                        notes.push(PathNote::SeveralControllers(names));
                    }
                    self.through(pods, &fronts, &legs)
                }
                ProxyPods::Assumed(stranger) => {
                    notes.push(PathNote::AssumedController);
                    legs = vec![leg(*stranger)];
                    let outcome = Outcome::any(legs.iter().map(|leg| leg.verdict.outcome()));
                    let other_pods = known.other_pods.get_or_insert_with(|| OtherPods::new(self));
                    let maybe = match outcome {
                        Outcome::Denied => other_pods.other(self, (endpoint, *protocol, *target)),
                        Outcome::Allowed | Outcome::Depends => None,
                    };
                    notes.extend(
                        maybe.iter().map(|other| PathNote::PerhapsController(self.endpoint(*other).id.clone())),
                    );
                    // The unlabelled pod of an unknown namespace decides, unless policies let in somebody who may be the
                    // controller.
                    let may_be = |other: &EndpointId| may_hold_a_controller(&self.endpoint(*other).id);
                    if maybe.as_ref().is_some_and(may_be) { Outcome::Depends } else { outcome }
                }
                ProxyPods::Outside => {
                    notes.push(PathNote::OutsideBalancer);
                    legs = self.outside_legs(endpoint, &question, None);
                    self.seen(&legs, false)
                }
            };
            if node.implied {
                notes.push(PathNote::ImpliedGateway);
            }
            if backend.maybe {
                notes.push(PathNote::UnknownNamespace);
            }
            if backend.problem == Some(EntryProblem::ByTarget) {
                notes.push(PathNote::ByTarget);
            }
            let through = backend.ports.iter().copied().find(|place| {
                let targets = self.services.get(service).and_then(|node| node.sliced.get(*place));
                targets.is_some_and(|targets| targets.contains(&(endpoint, Some(*target))))
            });
            ways.push(IngressPath {
                exposed_by: ExposedBy::Entry,
                hops: vec![
                    Hop::Outside,
                    Hop::Entry(at, place),
                    Hop::ProxyPods(node.proxy_pods.clone()),
                    Hop::Service(service, through.unwrap_or_default()),
                    Hop::Pod(endpoint, Some(*target)),
                ],
                protocol: Some(*protocol),
                port: Some(*target),
                fronts,
                legs,
                outcome,
                notes,
            });
        }
    }

    /// Whether requests get through a controller. All pods of a workload have to be reached and get on; of several workloads
    /// that may be the controller it is not known which one is.
    fn through(&self, pods: &[EndpointId], fronts: &[Front], legs: &[SourceVerdict]) -> Outcome {
        let mut of_workloads: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
        for ((pod, front), leg) in pods.iter().zip(fronts).zip(legs) {
            let outcome = Outcome::all([front.outcome, leg.verdict.outcome()]);
            of_workloads.entry(workload_name(self.endpoint(*pod))).or_default().push(outcome);
        }
        let each = of_workloads.into_values().map(Outcome::all);
        let same = |whole: Outcome, part: Outcome| if whole == part { whole } else { Outcome::Depends };
        each.reduce(same).unwrap_or(Outcome::Denied)
    }

    /// The workloads that pods belong to.
    fn workload_names(&self, pods: &[EndpointId]) -> Vec<String> {
        let names: BTreeSet<String> = pods.iter().map(|pod| workload_name(self.endpoint(*pod))).collect();
        names.into_iter().collect()
    }

    fn ways_of_node(&self, id: EndpointId, ways: &mut Vec<IngressPath>) {
        let endpoint = self.endpoint(id);
        let mut add = |exposed_by: ExposedBy, hops: Vec<Hop>, question: &Question, note: PathNote| {
            let legs = self.outside_legs(id, question, None);
            let (protocol, port) = match question {
                Question::Port(protocol, PortQuery::Number(port)) => (Some(*protocol), Some(*port)),
                _ => (None, None),
            };
            // Who reaches the node reaches a pod on its network; of a host port the pod may see another address.
            let outcome = self.seen(&legs, exposed_by == ExposedBy::HostNetwork);
            ways.push(IngressPath {
                exposed_by,
                hops,
                protocol,
                port,
                fronts: Vec::new(),
                legs,
                outcome,
                notes: vec![note],
            });
        };
        if endpoint.host_network {
            let hops = vec![Hop::Outside, Hop::Node(None), Hop::Pod(id, None)];
            add(ExposedBy::HostNetwork, hops, &Question::Anything, PathNote::HostNetwork);
            return;
        }
        for port in &endpoint.ports {
            if let Some(host_port) = port.host_port {
                let hops = vec![Hop::Outside, Hop::Node(Some(host_port)), Hop::Pod(id, Some(port.port))];
                let question = Question::Port(port.protocol, PortQuery::Number(port.port));
                add(ExposedBy::HostPort, hops, &question, PathNote::HostPort);
            }
        }
    }

    /// The answers for all parts of the outside, or those that hold some of the addresses.
    pub(super) fn outside_legs(
        &self,
        endpoint: EndpointId,
        question: &Question,
        only: Option<&AddressSet>,
    ) -> Vec<SourceVerdict> {
        let mut legs = Vec::new();
        for (source, part) in self.endpoint_ids() {
            let EndpointKind::External(addresses) = &part.kind else { continue };
            // Of what has a name alone nothing is known that comes from it.
            if part.is_only_reached() {
                continue;
            }
            let met = only.map(|only| addresses.intersection(only));
            if met.as_ref().is_some_and(AddressSet::is_empty) {
                continue;
            }
            let addresses = met.filter(|met| met != addresses);
            let verdict = self.verdict_at(source, endpoint, question, [addresses.as_ref(), None]);
            legs.push(SourceVerdict { source, addresses, verdict });
        }
        legs
    }
}

/// What is found out on the way, and asked for many ways.
struct Known {
    fronts: Fronts,
    other_pods: Option<OtherPods>,
}

/// `shop/web`, also where policies tell its pods apart.
fn workload_name(endpoint: &Endpoint) -> String {
    let name = endpoint.name.split('/').next().unwrap_or_default();
    format!("{}/{name}", endpoint.namespace.as_deref().unwrap_or_default())
}

/// Whether an endpoint shares the network of nodes whose addresses are not known.
pub(crate) fn is_somewhere(endpoint: &Endpoint) -> bool {
    endpoint.host_network && endpoint.addresses.is_empty()
}

/// The clients that a load balancer serves; `None` for all.
pub(super) fn source_ranges(service: &crate::kinds::Service) -> Option<AddressSet> {
    let nets: Vec<AddressSet> = service.source_ranges.iter().map(|net| AddressSet::network(*net)).collect();
    (!nets.is_empty()).then(|| AddressSet::union_all(&nets))
}
