//! A rule allows the port of a Service where the pods behind it listen on another one.
//!
//! Found where no pod at the destination of a rule declares the port that the rule gives, and a Service that selects these pods
//! has that port, or that node port, and leads to another one that the rule does not allow.
//!
//! ## Why it matters
//!
//! A Service's address and port are translated to those of a pod before policies are enforced. A policy sees the port of the
//! pod. A rule that gives the Service's port allows nothing that clients of the Service need, and they run into a timeout.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: db, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: db}}
//!   template:
//!     metadata: {labels: {app: db}}
//!     spec:
//!       containers:
//!         - {name: db, image: couchdb, ports: [{containerPort: 5984}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: db, namespace: shop}
//! spec:
//!   selector: {app: db}
//!   ports: [{port: 80, targetPort: 5984}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: 80 # L50
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: db, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: db}}
//!   template:
//!     metadata: {labels: {app: db}}
//!     spec:
//!       containers:
//!         - {name: db, image: couchdb, ports: [{containerPort: 5984}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: db, namespace: shop}
//! spec:
//!   selector: {app: db}
//!   ports: [{port: 80, targetPort: 5984}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: 5984
//! ```
//!
//! ## How to fix it
//!
//! Give the port of the pod, which the Service calls `targetPort`, or the name of the container port.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/), on the rewriting
//!   of addresses
//! * [Kubernetes: Service, field `targetPort`](https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Fix, Severity, Span};

use crate::inventory::{EndpointId, ServiceNode};
use crate::kinds::{NetworkPolicyPort, NetworkPolicyRule, NetworkPort};
use crate::policy::RuleRef;
use crate::sets::Protocol;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::destinations::destinations;

pub(super) static LINT: Lint = Lint {
    code: "L50",
    name: "service-port-in-policy",
    severity: Severity::Warning,
    needs: &[Need::Workloads, Need::Services],
    source: source!("service_port_in_policy.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            if !rule.ports.iter().any(|port| number(port).is_some()) {
                continue;
            }
            let destinations = destinations(input, sink, policy, at, rule);
            for port in &rule.ports {
                if let Some(translation) = translation(input, sink, rule, port, &destinations) {
                    report(at, port, translation, sink);
                }
            }
        }
    }
}

/// The one port that an entry gives by number, and where.
pub(super) fn number(port: &NetworkPolicyPort) -> Option<(u16, Span)> {
    match (&port.port, port.port_span) {
        (NetworkPort::Range(first, last), Some(span)) if first == last => Some((*first, span)),
        _ => None,
    }
}

/// How a Service leads from a port to others.
pub(super) struct Translation<'a> {
    service: &'a ServiceNode,
    port_span: Span,
    /// Whether the port is one of the nodes.
    node_port: bool,
    targets: BTreeSet<u16>,
    pods: Vec<EndpointId>,
}

/// The Service whose port an entry of a rule gives, where the pods behind it get its connections on another one that the rule
/// does not allow.
pub(super) fn translation<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    rule: &NetworkPolicyRule,
    port: &NetworkPolicyPort,
    destinations: &[EndpointId],
) -> Option<Translation<'a>> {
    let (number, _) = number(port)?;
    let declares = |id: &EndpointId| {
        let ports = &input.endpoint(*id).ports;
        ports.iter().any(|declared| declared.port == number && declared.protocol == port.protocol)
    };
    if destinations.is_empty() || !sink.spend(destinations.len()) || destinations.iter().any(declares) {
        return None;
    }
    let found = translations(input, sink, destinations, port.protocol, number).into_iter().next()?;
    let allowed =
        |target: &u16| rule.ports.iter().any(|other| allows(input, other, port.protocol, *target, &found.pods));
    (!found.targets.iter().any(allowed)).then_some(found)
}

fn report(at: RuleRef, port: &NetworkPolicyPort, translation: Translation<'_>, sink: &mut Sink<'_>) {
    let Some((number, span)) = number(port) else { return };
    let service = &translation.service.service.meta;
    let targets: Vec<String> = translation.targets.iter().map(u16::to_string).collect();
    let protocol = port.protocol;
    let kind = if translation.node_port { "node port" } else { "port" };
    let message = format!(
        "{protocol} {number} is the {kind} of the Service `{}`; its pods get these connections at {protocol} {}",
        service.name.value,
        targets.join(" or ")
    );
    let help = "a policy sees the port of the pod, after the Service has translated it";
    let mut diagnostic = Diagnostic::warning(LINT.code, span, message)
        .help(help)
        .related(translation.port_span, format!("the Service leads to {}", targets.join(" or ")));
    if let [target] = &targets[..] {
        diagnostic = diagnostic.fix(Fix::replace(format!("change port {number} to {target}"), span, target.clone()));
    }
    sink.push(Finding::from(diagnostic).rule(at).endpoints(translation.pods));
}

/// Whether an entry of a rule allows a port of some pods.
fn allows(input: &Input<'_>, port: &NetworkPolicyPort, protocol: Protocol, number: u16, pods: &[EndpointId]) -> bool {
    let is_called = |name: &str| {
        let mut ports = pods.iter().flat_map(|pod| &input.endpoint(*pod).ports);
        ports.any(|one| one.port == number && one.protocol == protocol && one.name.as_deref() == Some(name))
    };
    port.protocol == protocol
        && match &port.port {
            NetworkPort::All => true,
            NetworkPort::Range(first, last) => (*first..=*last).contains(&number),
            NetworkPort::Name(name) => is_called(name),
        }
}

/// The Services of some pods, which are in order, that lead from a port to others.
fn translations<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    pods: &[EndpointId],
    protocol: Protocol,
    number: u16,
) -> Vec<Translation<'a>> {
    let mut found: Vec<Translation<'a>> = Vec::new();
    for service in input.services_of(pods) {
        for (port, targets) in service.service.ports.iter().zip(&service.targets) {
            let node_port = port.node_port == Some(number);
            if port.protocol != protocol || !(port.port == number || node_port) || !sink.spend(targets.len()) {
                continue;
            }
            let here = targets.iter().filter(|(pod, _)| pods.binary_search(pod).is_ok());
            let here: Vec<(EndpointId, u16)> = here.filter_map(|(pod, target)| Some((*pod, (*target)?))).collect();
            let targets: BTreeSet<u16> = here.iter().map(|(_, target)| *target).collect();
            if targets.is_empty() || targets.contains(&number) {
                continue;
            }
            let pods = here.iter().map(|(pod, _)| *pod).collect();
            found.push(Translation { service, port_span: port.span, node_port, targets, pods });
        }
    }
    found
}
