//! Services: the ports that they name (L61), and whether those that are offered outside can be reached there
//! (L64, L65). What they select is in `service_selects_nothing`.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use podreach_syntax::Diagnostic;
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind, ServiceNode};
use crate::kinds::{Resources, ServiceType, TargetPort};
use crate::sets::Protocol;

use super::service_selects_nothing::{Chosen, absent};
use super::words::named;

/// Findings about Services.
pub(crate) fn services(analysis: &Analysis, resources: &Resources) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let chosen = Chosen::new(analysis, resources);
    let mut outside = Outside::new(analysis, resources);
    for node in analysis.services.iter() {
        if node.service.kind != ServiceType::ExternalName {
            found.extend(chosen.finding(node));
            found.extend(absent(node));
            target_ports(analysis, node, &mut found);
            from_outside(analysis, node, &mut outside, &mut found);
        }
    }
    found
}

/// L61: a name that no pod declares leads nowhere; a number that none declares may still be right.
fn target_ports(analysis: &Analysis, node: &ServiceNode, found: &mut Vec<Diagnostic>) {
    if node.service.selector.is_empty() || node.service.kind == ServiceType::Headless || node.backends.is_empty() {
        return;
    }
    let declared = || node.backends.iter().flat_map(|id| &analysis.endpoint(*id).ports);
    for (port, targets) in node.service.ports.iter().zip(&node.targets) {
        let name = &node.service.meta.name.value;
        match &port.target {
            TargetPort::Name(target) if targets.iter().all(|(_, number)| number.is_none()) => {
                let message = format!("no pod of the Service `{name}` declares a {} port `{target}`", port.protocol);
                let help = "`targetPort` is the `name` of a container port, with the same protocol";
                found.push(Diagnostic::warning("L61", port.span, message).help(help));
            }
            TargetPort::Number(target) => {
                let known = |one: &crate::kinds::ContainerPort| one.port == *target && one.protocol == port.protocol;
                if declared().next().is_some() && !declared().any(known) {
                    let message = format!("no pod of the Service `{name}` declares {} {target}", port.protocol);
                    let help = "declared ports are informational; check that a container listens there";
                    found.push(Diagnostic::note("L61", port.span, message).help(help));
                }
            }
            TargetPort::Name(_) => {}
        }
    }
}

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
struct Outside<'a> {
    analysis: &'a Analysis,
    parts: Vec<(EndpointId, bool)>,
    /// For each part of the outside, the nodes that have an address of it, by number.
    nodes_of: Vec<Vec<usize>>,
    /// How many nodes are known.
    nodes: usize,
    known: FxHashMap<(u32, Protocol, u16), AllowedFrom>,
}

impl<'a> Outside<'a> {
    fn new(analysis: &'a Analysis, resources: &'a Resources) -> Self {
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

    fn asks(&mut self, endpoint: EndpointId, protocol: Protocol, port: u16) -> AllowedFrom {
        let (analysis, parts, nodes_of, nodes) = (self.analysis, &self.parts, &self.nodes_of, self.nodes);
        *self.known.entry((analysis.endpoint(endpoint).class(), protocol, port)).or_insert_with(|| {
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

/// Ports named at most.
const PORTS: usize = 6;

/// L64 and L65, for ports that nodes or load balancers offer.
fn from_outside(analysis: &Analysis, node: &ServiceNode, outside: &mut Outside<'_>, found: &mut Vec<Diagnostic>) {
    let service = &node.service;
    if !matches!(service.kind, ServiceType::LoadBalancer | ServiceType::NodePort) {
        return;
    }
    let kind = if service.kind == ServiceType::LoadBalancer { "LoadBalancer" } else { "NodePort" };
    let (mut by_address, mut closed, mut open) = (BTreeSet::new(), BTreeSet::new(), false);
    // Other ports of the same pods may well be reached from outside.
    let mut closed_ports = BTreeSet::new();
    for (port, targets) in service.ports.iter().zip(&node.targets) {
        for (endpoint, target) in targets {
            let Some(target) = target else { continue };
            if !analysis.endpoint(*endpoint).is_workload() {
                continue;
            }
            match outside.asks(*endpoint, port.protocol, *target) {
                AllowedFrom::None => {
                    closed.insert(&*analysis.endpoint(*endpoint).id);
                    closed_ports.insert((port.protocol, *target));
                }
                AllowedFrom::Some => {
                    open = true;
                    by_address.insert(&*analysis.endpoint(*endpoint).id);
                }
                AllowedFrom::Nodes | AllowedFrom::All => open = true,
            }
        }
    }
    let name = &service.meta.name;
    if !by_address.is_empty() && !service.local_traffic {
        let names: Vec<&str> = by_address.into_iter().collect();
        let message = format!(
            "rules allow clients of {} by address, but behind the {kind} Service `{}` the source is a node's address",
            named("the workload", "the workloads", &names),
            name.value
        );
        let help = match service.kind {
            ServiceType::LoadBalancer => {
                "set `externalTrafficPolicy: Local`, which keeps the client's address, or filter by \
                 `loadBalancerSourceRanges`"
            }
            _ => "set `externalTrafficPolicy: Local`, which keeps the client's address",
        };
        found.push(Diagnostic::warning("L64", name.span, message).help(help));
    }
    if !open && !closed.is_empty() {
        let names: Vec<&str> = closed.into_iter().collect();
        let ports = closed_ports.iter().take(PORTS).map(|(protocol, port)| format!("{protocol} {port}"));
        let mut ports: Vec<String> = ports.collect();
        ports.extend(closed_ports.len().checked_sub(PORTS + 1).map(|more| format!("and {} more ports", more + 1)));
        let message = format!(
            "the {kind} Service `{}` cannot be reached from outside: {} not allow outside traffic on {}",
            name.value,
            named("the workload", "the workloads", &names) + if names.len() == 1 { " does" } else { " do" },
            ports.join(", ")
        );
        let help = "allow ingress by `ipBlock` or from everyone, or make it a ClusterIP Service; only a \
                    pod's own node is still allowed";
        found.push(Diagnostic::note("L65", name.span, message).help(help));
    }
}
