//! Policies keep out the controller that hands on the requests of an Ingress, a Route or a Gateway.
//!
//! Found at the name of a backend to whose pods policies allow no traffic from the pods of the controller. Where the controller is not in
//! the input, it is taken to be some pod of another namespace. It is a note where policies allow something that may be the controller: a pod
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
use crate::inventory::{Endpoint, EndpointId, EntryBackend, EntryKind, EntryNode, ProxyPods};
use crate::policy::{Direction, Policy};
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
/// Policies that are shown.
const SHOWN: usize = 3;

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
            let isolating = isolating(analysis, proxies, &sure);
            let (source, help) = advice(analysis, entry, &isolating);
            let backends = workloads(analysis, &sure);
            let but = if self.may_share_a_node(proxies, &sure) { ", unless it runs on the same node" } else { "" };
            let message = format!(
                "the {who} exposes {backends}, but policies allow no traffic from {source} there on {protocol} {port}{but}"
            );
            let diagnostic = Diagnostic::warning(LINT.code, backend.name_span, message).help(help);
            let diagnostic = isolating.iter().take(SHOWN).fold(diagnostic, |all, (policy, direction, end)| {
                all.related(policy.name_span, format!("isolates the {} of `{}`", direction.as_str(), end.id))
            });
            return Some(about(Finding::from(diagnostic), proxies, &sure));
        }
        let first = unsure.first()?;
        let (backends, (_, protocol, port)) = (workloads(analysis, &unsure), first);
        let (message, help) = match self.other(*first).filter(|_| matches!(entry.proxy_pods, ProxyPods::Assumed(_))) {
            Some(other) => (
                format!(
                    "the {who} exposes {backends}; whether `{}`, which policies allow on {protocol} {port}, is its controller \
                     is not known",
                    analysis.endpoint(other).id
                ),
                "add the controller's pods and their Namespace to the input",
            ),
            None => (
                format!(
                    "the {who} exposes {backends}; whether the addresses that policies allow on {protocol} {port} are those \
                     of its controller's nodes is not known"
                ),
                "its pods share the network of their nodes; add them as they run, with `status.hostIP`, to the input",
            ),
        };
        let found = Finding::from(Diagnostic::note(LINT.code, backend.name_span, message).help(help));
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

/// Policies that isolate the ends that are closed, each once; where none does, those of the controller.
fn isolating<'a>(
    analysis: &'a Analysis,
    proxies: &[EndpointId],
    ports: &[Port],
) -> Vec<(&'a Policy, Direction, &'a Endpoint)> {
    let of = |ids: &mut dyn Iterator<Item = EndpointId>, direction: Direction| {
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for endpoint in ids.take(PAIRS).map(|id| analysis.endpoint(id)) {
            let policies = &analysis.policies;
            let new =
                policies.isolating(&endpoint.isolation(direction).policies, direction).filter(|id| seen.insert(*id));
            found.extend(new.filter_map(|id| Some((policies.get(id)?, direction, endpoint))));
        }
        found
    };
    let found = of(&mut ports.iter().map(|(id, _, _)| *id), Direction::Ingress);
    if found.is_empty() { of(&mut proxies.iter().copied(), Direction::Egress) } else { found }
}

/// From whom no traffic is allowed, and what to do about it.
fn advice(
    analysis: &Analysis,
    entry: &EntryNode,
    isolating: &[(&Policy, Direction, &Endpoint)],
) -> (&'static str, String) {
    match &entry.proxy_pods {
        ProxyPods::Assumed(_) => {
            let (any, its) = match entry.kind {
                EntryKind::Ingress => ("an ingress controller", "the ingress controller"),
                EntryKind::Route => ("a router", "the router"),
                EntryKind::Gateway => ("a Gateway's pods", "the Gateway's pods"),
            };
            // A rule may be about its pods, which the input does not hold.
            let has_peers = |policy: &Policy| {
                let mut rules = policy.rules(Direction::Ingress).unwrap_or(&[]).iter();
                rules.any(|rule| rule.peers.as_ref().is_some_and(|peers| !peers.is_empty()))
            };
            let named = isolating.iter().any(|(policy, _, _)| has_peers(policy));
            let or = if named { "; if a rule does, add these pods and their Namespace to the input" } else { "" };
            (any, format!("allow ingress from the namespace of {its}{or}"))
        }
        ProxyPods::Pods(pods) => {
            let names: Vec<&str> = pods.iter().map(|pod| &*analysis.endpoint(*pod).id).collect();
            let on_nodes = pods.iter().all(|pod| analysis.endpoint(*pod).host_network);
            let pods = named("", "", &names);
            let help = if on_nodes {
                format!(
                    "its pods are {}; they share the network of their nodes: allow the nodes by `ipBlock`",
                    pods.trim()
                )
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

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::{Options, analyze};

    fn check(ingress: &str, help: &str) {
        let text = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop, labels: {{app: web}}}}
spec: {{containers: [{{name: c, ports: [{{containerPort: 8080}}]}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: shop}}
spec: {{selector: {{app: web}}, ports: [{{port: 8080}}]}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: front, namespace: shop}}
spec:
  defaultBackend:
    service:
      port: {{number: 8080}}
      name: web
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: deny, namespace: shop}}
spec: {{podSelector: {{}}, policyTypes: [Ingress], ingress: [{ingress}]}}
"
        );
        let sources = Sources::single("a.yaml", text);
        let found = analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L63").found;
        let [one] = &found[..] else { panic!("{ingress}: {found:?}") };
        let one = &one.diagnostic;
        assert_eq!(
            one.message,
            "the Ingress `front` exposes the workload `shop/web`, but policies allow no traffic from an ingress controller \
             there on TCP 8080"
        );
        assert_eq!(one.span.map(|span| (sources.line(span), sources.text(span))), Some((18, "web")));
        assert_eq!(one.help.as_deref(), Some(help));
        let related: Vec<_> = one.related.iter().map(|one| (sources.line(one.span), &*one.message)).collect();
        assert_eq!(related, [(22, "isolates the ingress of `shop/web`")]);
    }

    #[test]
    fn the_policies_are_shown() {
        let allow = "allow ingress from the namespace of the ingress controller";
        check("", allow);
        let add = "; if a rule does, add these pods and their Namespace to the input";
        check("{from: [{podSelector: {}}]}", &format!("{allow}{add}"));
    }
}
