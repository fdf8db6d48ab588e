//! A rule allows a port that no pod at its destination declares.
//!
//! Found where all these pods declare ports of their containers, none of them the one that the rule gives by number, and no Service
//! leads to that port.
//!
//! ## Why it matters
//!
//! `containerPort` only informs: a container may listen on a port that it does not declare, and the rule works then. But mostly such a
//! number is a typo or a port of an earlier version, and the port that is in use stays closed.
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
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: 5948 # L51
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
//! Give the port that the containers listen on. If they do listen on this one, declare it under `ports` of the container, so that
//! readers and tools know it.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes API: Pod, field `ports` of a container](https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports)

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::EndpointId;
use crate::kinds::{NetworkPolicyPort, NetworkPolicyRule};
use crate::policy::RuleRef;
use crate::sets::Protocol;

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::destinations::{are_complete, declared, destinations, listed, may_be_injected, who};
use super::service_port_in_policy::{number, translation};

pub(super) static LINT: Lint = Lint {
    code: "L51",
    name: "undeclared-port",
    severity: Severity::Note,
    needs: &[Need::Workloads],
    source: source!("undeclared_port.rs"),
    check: Check::Run(check),
};

/// Servers of names often declare the port for UDP alone.
const DNS: u16 = 53;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            if !rule.ports.iter().any(|port| number(port).is_some()) {
                continue;
            }
            let destinations = destinations(input, sink, policy, at, rule);
            // A pod that declares nothing may listen on anything.
            if destinations.is_empty() || destinations.iter().any(|id| input.endpoint(*id).ports.is_empty()) {
                continue;
            }
            for port in &rule.ports {
                check_port(input, sink, (policy, at, rule), port, &destinations);
            }
        }
    }
}

fn check_port(
    input: &Input<'_>,
    sink: &mut Sink<'_>,
    (policy, at, rule): (NetworkPolicyAt<'_>, RuleRef, &NetworkPolicyRule),
    port: &NetworkPolicyPort,
    destinations: &[EndpointId],
) {
    let Some((number, span)) = number(port) else { return };
    let protocol = port.protocol;
    let mut ports = destinations.iter().flat_map(|id| &input.endpoint(*id).ports);
    if number == DNS || may_be_injected(number) || ports.any(|one| one.port == number && one.protocol == protocol) {
        return;
    }
    if is_target(input, destinations, protocol, number)
        || !are_complete(input, sink, policy, at, rule)
        || translation(input, sink, rule, port, destinations).is_some()
    {
        return;
    }
    let declared = declared(input, destinations);
    let ports = declared.iter().map(|port| format!("{} {}", port.protocol, port.number)).collect();
    let who = who(input, at, destinations);
    let verb = if who.starts_with("the workloads") { "declare" } else { "declares" };
    let message = format!("{who} {verb} {}, and not {protocol} {number}", listed(ports));
    let mut diagnostic = Diagnostic::note(LINT.code, span, message)
        .help("a container may listen on ports that it does not declare; otherwise give the port that it listens on");
    for port in declared.iter().filter(|port| port.protocol == protocol).take(2) {
        diagnostic = diagnostic.related(port.span, format!("{protocol} {} is declared", port.number));
    }
    sink.push(Finding::from(diagnostic).rule(at).endpoints(destinations.iter().copied()));
}

/// Whether a Service leads to a port of these pods: then two places agree that they listen there.
fn is_target(input: &Input<'_>, pods: &[EndpointId], protocol: Protocol, number: u16) -> bool {
    input.services_of(pods).into_iter().any(|service| {
        let ports = service.service.ports.iter().zip(&service.targets);
        ports.filter(|(port, _)| port.protocol == protocol).any(|(_, targets)| {
            targets.iter().any(|(pod, target)| *target == Some(number) && pods.binary_search(pod).is_ok())
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    fn check(ports: &str, second: &str, expected: &[u32]) {
        let yaml = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: shop, labels: {{app: a}}}}
spec: {{containers: [{{name: c, ports: [{{containerPort: 80}}]}}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: b, namespace: shop, labels: {{app: b}}}}
spec: {{containers: [{{name: c, ports: [{second}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  ingress:
    - ports: {ports}
"
        );
        assert_eq!(lines("L51", &yaml), expected, "{ports} {second}");
    }

    #[test]
    fn ports_are_declared_by_someone() {
        check("[{port: 8081}]", "{containerPort: 8080}", &[17]);
        check("[{port: 80}, {port: 8080}]", "{containerPort: 8080}", &[]);
        check("[{port: 8080, protocol: UDP}]", "{containerPort: 8080}", &[17]);
        check("[{port: 8081}]", "", &[]);
        check("[{port: 8000, endPort: 8100}]", "{containerPort: 9090}", &[]);
        check("[{port: 15090}]", "{containerPort: 8080}", &[]);
    }
}
