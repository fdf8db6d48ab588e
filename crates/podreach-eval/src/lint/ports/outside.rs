//! Services that are offered outside, and whether policies let those in who come from there.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind, ServiceNode};
use crate::kinds::{Resources, ServiceType};
use crate::sets::Protocol;

use crate::lint::input::Input;
use crate::lint::sink::Sink;

/// The outside addresses from which ingress to a pod port is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AllowedFrom {
    None,
    /// Some addresses; all known nodes are among them.
    Nodes,
    /// Some addresses.
    Some,
    /// All addresses of IPv4, or of IPv6.
    All,
}

/// Answers by class, protocol and port: many Services lead to pods that no policy tells apart.
pub(super) struct Outside<'a> {
    analysis: &'a Analysis,
    parts: Vec<(EndpointId, bool)>,
    /// For each part of the outside, the nodes that have an address of it, by number.
    nodes_of: Vec<Vec<usize>>,
    /// How many nodes are known.
    nodes: usize,
    known: FxHashMap<(u32, Protocol, u16), AllowedFrom>,
}

impl<'a> Outside<'a> {
    pub(super) fn new(input: &Input<'a>) -> Self {
        let (analysis, resources): (&Analysis, &Resources) = (input.analysis, input.resources);
        let of_nodes = resources.nodes.iter().map(|node| node.addresses.as_slice());
        let of_hosts = resources.pods.iter().map(|pod| pod.host_addresses.as_slice());
        let nodes: BTreeSet<&[IpAddr]> = of_nodes.chain(of_hosts).filter(|node| !node.is_empty()).collect();
        let (mut parts, mut nodes_of) = (Vec::new(), Vec::new());
        for (id, endpoint) in analysis.endpoint_ids() {
            let EndpointKind::External(addresses) = &endpoint.kind else { continue };
            parts.push((id, addresses.v4.ranges().is_empty()));
            let has = |node: &&[IpAddr]| node.iter().any(|address| addresses.contains(*address));
            nodes_of.push(nodes.iter().enumerate().filter(|(_, node)| has(node)).map(|(at, _)| at).collect());
        }
        Self { analysis, parts, nodes_of, nodes: nodes.len(), known: HashMap::default() }
    }

    fn asks(&mut self, endpoint: EndpointId, protocol: Protocol, port: u16, sink: &Sink<'_>) -> AllowedFrom {
        let (analysis, parts, nodes_of, nodes) = (self.analysis, &self.parts, &self.nodes_of, self.nodes);
        *self.known.entry((analysis.endpoint(endpoint).class(), protocol, port)).or_insert_with(|| {
            sink.spend(parts.len() * 5);
            let answers: Vec<(bool, bool)> =
                parts.iter().map(|(id, six)| (*six, analysis.port_passes(*id, endpoint, protocol, port))).collect();
            let all_of = |six: bool| {
                let mut family = answers.iter().filter(|(only_six, _)| *only_six == six).peekable();
                family.peek().is_some() && family.all(|(_, passes)| *passes)
            };
            match answers.iter().any(|(_, passes)| *passes) {
                false => AllowedFrom::None,
                true if all_of(false) || all_of(true) => AllowedFrom::All,
                true => {
                    let passing = answers.iter().zip(nodes_of).filter(|((_, passes), _)| *passes);
                    let allowed: BTreeSet<usize> = passing.flat_map(|(_, nodes)| nodes).copied().collect();
                    if nodes > 0 && allowed.len() == nodes { AllowedFrom::Nodes } else { AllowedFrom::Some }
                }
            }
        })
    }
}

/// The pod ports behind a Service of nodes or load balancers, by who outside gets there.
#[derive(Debug, Default)]
pub(super) struct Offered {
    /// Pods that some addresses get to.
    pub(super) by_address: BTreeSet<EndpointId>,
    /// Pod ports that nobody outside gets to.
    pub(super) closed: BTreeSet<(EndpointId, Protocol, u16)>,
    /// Whether somebody gets to some pod port.
    pub(super) open: bool,
}

/// `LoadBalancer` or `NodePort`, for Services that are offered outside.
pub(super) const fn kind(node: &ServiceNode) -> Option<&'static str> {
    match node.service.kind {
        ServiceType::LoadBalancer => Some("LoadBalancer"),
        ServiceType::NodePort => Some("NodePort"),
        ServiceType::ClusterIp | ServiceType::Headless | ServiceType::ExternalName => None,
    }
}

impl Outside<'_> {
    /// Who gets to the pods of a Service; `None` where that takes too much.
    pub(super) fn offered(&mut self, node: &ServiceNode, sink: &Sink<'_>) -> Option<Offered> {
        let mut offered = Offered::default();
        for (port, targets) in node.service.ports.iter().zip(&node.targets) {
            for (endpoint, target) in targets {
                let Some(target) = target else { continue };
                if !self.analysis.endpoint(*endpoint).is_workload() {
                    continue;
                }
                if !sink.spend(5) {
                    return None;
                }
                match self.asks(*endpoint, port.protocol, *target, sink) {
                    AllowedFrom::None => {
                        offered.closed.insert((*endpoint, port.protocol, *target));
                    }
                    AllowedFrom::Some => {
                        offered.open = true;
                        offered.by_address.insert(*endpoint);
                    }
                    AllowedFrom::Nodes | AllowedFrom::All => offered.open = true,
                }
            }
        }
        Some(offered)
    }
}
