//! Ingress paths: how traffic from outside the cluster reaches a pod, through Services that are exposed, ports of nodes, and entry
//! points that a controller proxies. Policies of the pod see the last hop alone: its source and the pod port.

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
use crate::query::{Outcome, PortQuery, Question, Verdict};

/// What exposes the pod outside the cluster.
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
    /// The pod uses its node's network: what reaches the node reaches the pod.
    HostNetwork,
}

/// A hop of an ingress path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// A client outside the cluster.
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

/// What to know beside the outcome of a path.
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
    /// The controller's pods are not in the input, and policies allow this endpoint, which may be one of them.
    PossibleController(String),
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

/// A source that the pod sees, with the verdict about it.
#[derive(Clone, Debug)]
pub struct SourceVerdict {
    /// The source: a part of the outside, or the controller that proxies requests.
    pub source: EndpointId,
    /// The addresses of the source that connect, where these are not all.
    pub addresses: Option<AddressSet>,
    /// The answer.
    pub verdict: Verdict,
}

/// A path from outside the cluster to a port of a pod.
#[derive(Clone, Debug)]
pub struct IngressPath {
    /// What exposes the pod.
    pub exposed_by: ExposedBy,
    /// Its hops, from outside to the pod.
    pub hops: Vec<Hop>,
    /// Protocol of the last hop; `None` where the pod shares its node's network.
    pub protocol: Option<Protocol>,
    /// Pod port; `None` for whatever it listens on.
    pub port: Option<u16>,
    /// How outside clients reach the controller's pods, one for each; empty where these are not in the input.
    pub fronts: Vec<Front>,
    /// The sources that the pod sees at its port: parts of the outside, or the controller's pods.
    pub sources: Vec<SourceVerdict>,
    /// Whether requests reach the pod.
    pub outcome: Outcome,
    /// What else to know.
    pub notes: Vec<PathNote>,
}

impl IngressPath {
    /// Whether requests reach the pod whatever the input leaves open.
    pub fn is_allowed(&self) -> bool {
        self.outcome == Outcome::Allowed
    }

    /// What the last hop allows, from any of the sources.
    pub fn connections(&self) -> ConnectionSet {
        let sets = self.sources.iter().map(|one| &one.verdict.connections);
        sets.fold(ConnectionSet::none(), |all, set| all.union(set))
    }
}

impl Analysis {
    /// All ingress paths to an endpoint, blocked ones included. Empty where the input does not expose it.
    ///
    /// Source of the rules: Kubernetes, "Service" (types, `externalTrafficPolicy`), "Ingress"; Gateway API; OpenShift
    /// "Route"; policies see the source of the last hop and the pod port.
    pub fn ingress_paths(&self, endpoint: EndpointId) -> Vec<IngressPath> {
        let mut paths = Vec::new();
        let mut known = Known { fronts: Fronts::default(), other_pods: None };
        for (at, node) in self.services.iter().enumerate() {
            if node.backends.contains(&endpoint) {
                self.service_paths(at, node, endpoint, &mut paths);
            }
        }
        for (at, node) in self.entries.iter().enumerate() {
            for (place, backend) in node.backends.iter().enumerate() {
                self.entry_paths((at, node), (place, backend), endpoint, &mut known, &mut paths);
            }
        }
        self.node_paths(endpoint, &mut paths);
        paths
    }

    fn service_paths(&self, at: usize, node: &ServiceNode, endpoint: EndpointId, paths: &mut Vec<IngressPath>) {
        let service = &node.service;
        for (place, (port, targets)) in service.ports.iter().zip(&node.targets).enumerate() {
            let here = targets.iter().filter(|(backend, _)| *backend == endpoint).filter_map(|(_, target)| *target);
            for target in here {
                let mut add = |exposed_by: ExposedBy, first: Option<Hop>, ranges: Option<&AddressSet>| {
                    let question = Question::Port(port.protocol, PortQuery::Number(target));
                    // Clients outside the ranges are not served. Of the others the pod may see a node's address.
                    let seen = ranges
                        .map(|ranges| if service.local_traffic { ranges.clone() } else { ranges.union(&self.nodes) });
                    let sources = self.outside_verdicts(endpoint, &question, seen.as_ref());
                    let mut notes =
                        vec![if service.local_traffic { PathNote::ClientAddress } else { PathNote::NodeAddress }];
                    if ranges.is_some() {
                        let ranges = service.source_ranges.iter().map(ToString::to_string).collect();
                        notes.push(PathNote::SourceRanges(ranges));
                    }
                    let hops = std::iter::once(Hop::Outside).chain(first);
                    let hops = hops.chain([Hop::Service(at, place), Hop::Pod(endpoint, Some(target))]);
                    let outcome = self.judged(&sources, (endpoint, &question), service.local_traffic);
                    paths.push(IngressPath {
                        exposed_by,
                        hops: hops.collect(),
                        protocol: Some(port.protocol),
                        port: Some(target),
                        fronts: Vec::new(),
                        sources,
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

    fn entry_paths(
        &self,
        (at, node): (usize, &EntryNode),
        (place, backend): (usize, &EntryBackend),
        endpoint: EndpointId,
        known: &mut Known,
        paths: &mut Vec<IngressPath>,
    ) {
        let Some(service) = backend.service else { return };
        for (_, protocol, target) in backend.targets.iter().filter(|(found, _, _)| *found == endpoint) {
            let question = Question::Port(*protocol, PortQuery::Number(*target));
            let verdict = |source: EndpointId| SourceVerdict {
                source,
                addresses: None,
                verdict: self.verdict(source, endpoint, &question),
            };
            let (mut fronts, mut notes) = (Vec::new(), Vec::new());
            let sources: Vec<SourceVerdict>;
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
                    sources = pods.iter().map(|pod| verdict(*pod)).collect();
                    let names = self.workload_names(pods);
                    if names.len() > 1 {
                        notes.push(PathNote::SeveralControllers(names));
                    }
                    self.through(pods, &fronts, &sources)
                }
                ProxyPods::Assumed(representative) => {
                    notes.push(PathNote::AssumedController);
                    sources = vec![verdict(*representative)];
                    let outcome = Outcome::any(sources.iter().map(|one| one.verdict.outcome()));
                    let other_pods = known.other_pods.get_or_insert_with(|| OtherPods::new(self));
                    let maybe = match outcome {
                        Outcome::Denied => other_pods.other(self, (endpoint, *protocol, *target)),
                        Outcome::Allowed | Outcome::Depends => None,
                    };
                    notes.extend(
                        maybe.iter().map(|other| PathNote::PossibleController(self.endpoint(*other).id.clone())),
                    );
                    // The unlabelled pod of an unknown namespace decides, unless policies allow an endpoint that may be the
                    // controller.
                    let may_be = |other: &EndpointId| may_hold_a_controller(&self.endpoint(*other).id);
                    if maybe.as_ref().is_some_and(may_be) { Outcome::Depends } else { outcome }
                }
                ProxyPods::Outside => {
                    notes.push(PathNote::OutsideBalancer);
                    sources = self.outside_verdicts(endpoint, &question, None);
                    self.seen(&sources, false)
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
            paths.push(IngressPath {
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
                sources,
                outcome,
                notes,
            });
        }
    }

    /// Whether requests pass a controller: every pod of its workload has to be reached and to reach the backend. Which of
    /// several workloads is the controller is not known.
    fn through(&self, pods: &[EndpointId], fronts: &[Front], sources: &[SourceVerdict]) -> Outcome {
        let mut of_workloads: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
        for ((pod, front), last) in pods.iter().zip(fronts).zip(sources) {
            let outcome = Outcome::all([front.outcome, last.verdict.outcome()]);
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

    fn node_paths(&self, id: EndpointId, paths: &mut Vec<IngressPath>) {
        let endpoint = self.endpoint(id);
        let mut add = |exposed_by: ExposedBy, hops: Vec<Hop>, question: &Question, note: PathNote| {
            let sources = self.outside_verdicts(id, question, None);
            let (protocol, port) = match question {
                Question::Port(protocol, PortQuery::Number(port)) => (Some(*protocol), Some(*port)),
                _ => (None, None),
            };
            // Who reaches the node reaches a pod on its network; of a host port the pod may see another address.
            let outcome = self.seen(&sources, exposed_by == ExposedBy::HostNetwork);
            paths.push(IngressPath {
                exposed_by,
                hops,
                protocol,
                port,
                fronts: Vec::new(),
                sources,
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
    pub(super) fn outside_verdicts(
        &self,
        endpoint: EndpointId,
        question: &Question,
        only: Option<&AddressSet>,
    ) -> Vec<SourceVerdict> {
        let mut sources = Vec::new();
        for (source, part) in self.endpoint_ids() {
            let EndpointKind::External(addresses) = &part.kind else { continue };
            // An endpoint that is known by a name alone is no source.
            if part.is_only_reached() {
                continue;
            }
            let asked = only.map(|only| addresses.intersection(only));
            if asked.as_ref().is_some_and(AddressSet::is_empty) {
                continue;
            }
            let addresses = asked.filter(|asked| asked != addresses);
            let verdict = self.verdict_at(source, endpoint, question, [addresses.as_ref(), None]);
            sources.push(SourceVerdict { source, addresses, verdict });
        }
        sources
    }
}

/// Answers that many paths share.
struct Known {
    fronts: Fronts,
    other_pods: Option<OtherPods>,
}

/// `shop/web`, also where policies distinguish its pods.
fn workload_name(endpoint: &Endpoint) -> String {
    format!("{}/{}", endpoint.namespace.as_deref().unwrap_or_default(), endpoint.workload_name)
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
