//! L63: pods behind an entry point whose policies keep out those who hand on its requests.

use std::collections::BTreeSet;

use podreach_syntax::Diagnostic;

use crate::analysis::Analysis;
use crate::inventory::hosts::OwnNode;
use crate::inventory::{Endpoint, EndpointId, EntryBackend, EntryNode, ProxyPods};
use crate::query::{Asked, OtherPods, is_somewhere};
use crate::sets::Protocol;

use super::entries::speaker;
use super::words::named;

/// A port of a pod.
type Port = (EndpointId, Protocol, u16);

/// Answers that are kept: many entry points lead to pods of one class.
pub(super) struct Closed<'a> {
    analysis: &'a Analysis,
    /// One endpoint of each class outside.
    outside: Vec<EndpointId>,
    /// Pods of other namespaces that are allowed.
    other_pods: OtherPods,
}

impl<'a> Closed<'a> {
    pub(super) fn new(analysis: &'a Analysis) -> Self {
        let outside = analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_external()).map(|(id, _)| id);
        Self { analysis, outside: outside.collect(), other_pods: OtherPods::new(analysis) }
    }

    /// No pod that may proxy the requests reaches a pod port. Where the controller is not in the input and policies
    /// allow a pod of another namespace, that may be the controller; where it is on nodes whose addresses are not known
    /// and policies allow addresses, those may be the nodes'. Both are worth no more than a note.
    pub(super) fn finding(
        &mut self,
        entry: &EntryNode,
        proxies: &[EndpointId],
        backend: &EntryBackend,
    ) -> Option<Diagnostic> {
        let analysis = self.analysis;
        let gets_in = |proxy_pods: &EndpointId, (endpoint, protocol, port): &Port| {
            analysis.port_passes(*proxy_pods, *endpoint, *protocol, *port)
        };
        let shut: Vec<Port> = backend
            .targets
            .iter()
            .filter(|target| !proxies.iter().any(|proxy_pods| gets_in(proxy_pods, target)))
            .copied()
            .collect();
        let who = speaker(entry, backend);
        let (sure, unsure): (Vec<Port>, Vec<Port>) = match &entry.proxy_pods {
            ProxyPods::Assumed(_) => shut.into_iter().partition(|target| self.other(*target).is_none()),
            ProxyPods::Pods(pods) if pods.iter().any(|pod| is_somewhere(analysis.endpoint(*pod))) => {
                shut.into_iter().partition(|target| !self.outside.iter().any(|part| gets_in(part, target)))
            }
            ProxyPods::Pods(_) | ProxyPods::Outside => (shut, Vec::new()),
        };
        if let Some((_, protocol, port)) = sure.first() {
            let (source, help) = advice(analysis, &entry.proxy_pods);
            let backends = workloads(analysis, &sure);
            let but = if self.may_share_a_node(proxies, &sure) { ", unless it runs on the same node" } else { "" };
            let message =
                format!("the {who} leads to {backends}, but policies deny {source} on {protocol} {port}{but}");
            return Some(Diagnostic::warning("L63", backend.span, message).help(help));
        }
        let first = unsure.first()?;
        let (backends, (_, protocol, port)) = (workloads(analysis, &unsure), first);
        let (message, help) = match self.other(*first).filter(|_| matches!(entry.proxy_pods, ProxyPods::Assumed(_))) {
            Some(other) => (
                format!(
                    "the {who} leads to {backends}; whether `{}`, which policies allow on {protocol} {port}, is its controller \
                     is not known",
                    analysis.endpoint(other).id
                ),
                "add the controller's pods and their Namespace to the input",
            ),
            None => (
                format!(
                    "the {who} leads to {backends}; whether the addresses that policies allow on {protocol} {port} are those \
                     of its controller's nodes is not known"
                ),
                "its pods share the network of their nodes; add them as they run, with `status.hostIP`, to the input",
            ),
        };
        Some(Diagnostic::note("L63", backend.span, message).help(help))
    }

    /// A proxy_pods on the network of nodes may be on a pod's own node, from which ingress is always allowed.
    fn may_share_a_node(&self, proxies: &[EndpointId], ports: &[Port]) -> bool {
        proxies.iter().any(|proxy_pods| {
            let from = Asked { id: *proxy_pods, at: None };
            ports.iter().any(|(endpoint, _, _)| self.analysis.own_node(from, *endpoint) != OwnNode::No)
        })
    }

    /// A pod of another namespace that reaches a pod port.
    fn other(&mut self, port: Port) -> Option<EndpointId> {
        self.other_pods.other(self.analysis, port)
    }
}

/// Names the ends. Behind a Service without selector these may be outside.
fn workloads(analysis: &Analysis, ports: &[Port]) -> String {
    let ends = || ports.iter().map(|(endpoint, _, _)| analysis.endpoint(*endpoint));
    let names: BTreeSet<&str> = ends().map(|end| &*end.id).collect();
    let (one, several) = match (ends().any(Endpoint::is_external), ends().all(Endpoint::is_external)) {
        (_, true) => ("addresses of", "addresses of"),
        (true, _) => ("the end", "the ends"),
        (false, _) => ("the workload", "the workloads"),
    };
    named(one, several, &names.into_iter().collect::<Vec<_>>())
}

/// What is denied, and what to do about it.
fn advice(analysis: &Analysis, proxy_pods: &ProxyPods) -> (&'static str, String) {
    match proxy_pods {
        ProxyPods::Assumed(_) => (
            "an unknown pod in place of its controller",
            "allow ingress from the controller's namespace, or add its pods and their Namespace to the input where a rule \
             does"
                .to_owned(),
        ),
        ProxyPods::Pods(pods) => {
            let names: Vec<&str> = pods.iter().map(|pod| &*analysis.endpoint(*pod).id).collect();
            let on_nodes = pods.iter().all(|pod| analysis.endpoint(*pod).host_network);
            let pods = named("", "", &names);
            let help = if on_nodes {
                format!("its pods are {}; they share the network of their nodes: allow the nodes by `ipBlock`", pods.trim())
            } else {
                format!("allow it at both ends; its pods are {}", pods.trim())
            };
            ("its controller", help)
        }
        ProxyPods::Outside => {
            ("its load balancer", "allow ingress from the load balancer's addresses by `ipBlock`".to_owned())
        }
    }
}
