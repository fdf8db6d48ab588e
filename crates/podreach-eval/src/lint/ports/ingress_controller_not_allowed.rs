//! Policies keep out the controller that hands on the requests of an Ingress, a Route or a Gateway.
//!
//! Found at a backend whose pods allow no ingress from the pods of the controller. Where the controller is not in the input, an
//! unknown pod of another namespace stands for it. It is a note where policies allow something that may be the controller: a pod
//! of another namespace, or addresses that may be those of nodes.
//!
//! ## Why it matters
//!
//! Requests through an Ingress come to a pod from the pods of the ingress controller, not from clients outside. A policy that
//! isolates the pods behind it has to allow the controller, or clients get errors such as 502 and 504.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: Ingress
//! metadata: {name: shop, namespace: shop}
//! spec:
//!   defaultBackend: {service: {name: web, port: {number: 80}}} # L63
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: Ingress
//! metadata: {name: shop, namespace: shop}
//! spec:
//!   defaultBackend: {service: {name: web, port: {number: 80}}}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata:
//!   name: controller
//!   namespace: ingress-nginx
//!   labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]
//!       ports: [{port: http}]
//! ```
//!
//! ## How to fix it
//!
//! Allow ingress from the namespace of the controller, to the port of the pod. A controller on the network of its nodes is allowed
//! by an `ipBlock` of the nodes, and a load balancer that reaches pods itself by its addresses.
//!
//! ## Sources
//!
//! * [Kubernetes: Ingress Controllers](https://kubernetes.io/docs/concepts/services-networking/ingress-controllers/)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::analysis::Analysis;
use crate::inventory::hosts::OwnNode;
use crate::inventory::{Endpoint, EndpointId, EntryBackend, EntryNode, ProxyPods};
use crate::query::{Asked, OtherPods, is_somewhere};
use crate::sets::Protocol;

use super::words::speaker;
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L63",
    name: "ingress-controller-not-allowed",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: source!("ingress_controller_not_allowed.rs"),
    check: Check::Run(check),
};

/// A port of a pod.
type Port = (EndpointId, Protocol, u16);

/// Connections that one finding names at most.
const PAIRS: usize = 20;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut closed = Closed::new(input.analysis);
    for entry in input.analysis.entries.iter() {
        let proxies = input.analysis.controller_pods(entry);
        // Many paths often lead to one port of a Service.
        let mut known: BTreeSet<(Option<usize>, &[usize])> = BTreeSet::new();
        for backend in &entry.backends {
            if backend.targets.is_empty() || !known.insert((backend.service, &backend.ports)) {
                continue;
            }
            if !sink.spend(proxies.len() * backend.targets.len() * 5) {
                return;
            }
            closed.finding(entry, &proxies, backend).into_iter().for_each(|found| sink.push(found));
        }
    }
}

/// Answers that are kept: many entry points lead to pods of one class.
struct Closed<'a> {
    analysis: &'a Analysis,
    /// One endpoint of each class outside.
    outside: Vec<EndpointId>,
    /// Pods of other namespaces that are allowed.
    other_pods: OtherPods,
}

impl<'a> Closed<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let outside = analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_external()).map(|(id, _)| id);
        Self { analysis, outside: outside.collect(), other_pods: OtherPods::new(analysis) }
    }

    /// No pod that may proxy the requests reaches a pod port. Where the controller is not in the input and policies
    /// allow a pod of another namespace, that may be the controller; where it is on nodes whose addresses are not known
    /// and policies allow addresses, those may be the nodes'. Both are worth no more than a note.
    fn finding(&mut self, entry: &EntryNode, proxies: &[EndpointId], backend: &EntryBackend) -> Option<Finding> {
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
            let found = Finding::from(Diagnostic::warning(LINT.code, backend.span, message).help(help));
            return Some(about(found, proxies, &sure));
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
        let found = Finding::from(Diagnostic::note(LINT.code, backend.span, message).help(help));
        Some(about(found, &[], &unsure))
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

/// The ends that are closed, and the connections that fail.
fn about(found: Finding, proxies: &[EndpointId], ports: &[Port]) -> Finding {
    let ends: BTreeSet<EndpointId> = ports.iter().map(|(endpoint, _, _)| *endpoint).collect();
    let pairs = proxies.iter().flat_map(|proxy| ends.iter().map(move |end| (*proxy, *end))).take(PAIRS);
    let found = pairs.fold(found, |found, (proxy, end)| found.pair(proxy, end));
    found.endpoints(ends)
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
