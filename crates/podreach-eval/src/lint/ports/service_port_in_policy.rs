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
            let destinations = input.destinations(policy, at, rule);
            if destinations.is_empty() || !sink.spend(destinations.len()) {
                continue;
            }
            for port in &rule.ports {
                check_port(input, sink, (at, rule), port, &destinations);
            }
        }
    }
}

/// How a Service leads from a port to others.
struct Translation<'a> {
    service: &'a ServiceNode,
    port_span: Span,
    /// Whether the port is one of the nodes.
    node_port: bool,
    targets: BTreeSet<u16>,
    pods: Vec<EndpointId>,
}

fn check_port(
    input: &Input<'_>,
    sink: &mut Sink<'_>,
    (at, rule): (RuleRef, &NetworkPolicyRule),
    port: &NetworkPolicyPort,
    destinations: &[EndpointId],
) {
    let (NetworkPort::Range(number, last), Some(span)) = (&port.port, port.port_span) else { return };
    let declares = |id: &EndpointId| {
        let ports = &input.endpoint(*id).ports;
        ports.iter().any(|declared| declared.port == *number && declared.protocol == port.protocol)
    };
    if number != last || !sink.spend(destinations.len()) || destinations.iter().any(declares) {
        return;
    }
    let found = translations(input, destinations, port.protocol, *number);
    let Some(translation) = found.into_iter().next() else { return };
    let allowed = |target: &u16| rule.ports.iter().any(|other| allows(other, port.protocol, *target));
    if translation.targets.iter().any(allowed) {
        return;
    }
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

/// Whether an entry of a rule allows a port by number.
fn allows(port: &NetworkPolicyPort, protocol: Protocol, number: u16) -> bool {
    port.protocol == protocol
        && match &port.port {
            NetworkPort::All => true,
            NetworkPort::Range(first, last) => (*first..=*last).contains(&number),
            NetworkPort::Name(_) => false,
        }
}

/// The Services of some pods that lead from a port to others.
fn translations<'a>(input: &Input<'a>, pods: &[EndpointId], protocol: Protocol, number: u16) -> Vec<Translation<'a>> {
    let mut found: Vec<Translation<'a>> = Vec::new();
    for service in input.services_of(pods) {
        for (port, targets) in service.service.ports.iter().zip(&service.targets) {
            let node_port = port.node_port == Some(number);
            if port.protocol != protocol || !(port.port == number || node_port) {
                continue;
            }
            let here = targets.iter().filter(|(pod, _)| pods.contains(pod));
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
