//! A Service that translates nothing is taken for one that does: a headless Service with a port that differs from its target port, or an
//! ExternalName Service that a rule tries to select.
//!
//! A headless Service is found where a policy isolates the pods behind it for ingress. An ExternalName Service is found where an
//! egress rule selects pods by its name or its labels, and there are no such pods.
//!
//! ## Why it matters
//!
//! The name of a headless Service resolves to the addresses of its pods. Clients connect to the pod itself, at whatever port they dial,
//! and policies see that port. The name of an ExternalName Service resolves to another name, whose addresses are outside: no selector
//! of pods matches them.
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
//!   clusterIP: None
//!   selector: {app: db}
//!   ports:
//!     - {port: 80, targetPort: 5984} # L67
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports: [{port: 5984}]
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
//!   clusterIP: None
//!   selector: {app: db}
//!   ports:
//!     - {port: 5984}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports: [{port: 5984}]
//! ```
//!
//! ## How to fix it
//!
//! Give a headless Service the port of its pods, and have clients dial it. To allow connections to the target of an ExternalName
//! Service, write an `ipBlock` with its addresses, or a rule of the plugin that takes names.
//!
//! ## Sources
//!
//! * [Kubernetes: Service, headless Services](https://kubernetes.io/docs/concepts/services-networking/service/#headless-services)
//! * [Kubernetes: Service, type ExternalName](https://kubernetes.io/docs/concepts/services-networking/service/#externalname)

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::ServiceNode;
use crate::kinds::{NetworkPeer, PeerNamespaces, ServiceType, TargetPort};
use crate::policy::Direction;
use crate::sets::{Labels, Operator, Selector};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L67",
    name: "service-without-translation",
    severity: Severity::Note,
    needs: &[Need::Services],
    source: source!("service_without_translation.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for service in input.analysis.services.iter().filter(|node| node.service.kind == ServiceType::Headless) {
        headless(input, service, sink);
    }
    external(input, sink);
}

/// A headless Service with a target port of its own.
fn headless(input: &Input<'_>, node: &ServiceNode, sink: &mut Sink<'_>) {
    let isolated = |pods: &ServiceNode| pods.backends.iter().any(|id| input.endpoint(*id).ingress.isolated);
    if !sink.spend(node.backends.len()) || !isolated(node) {
        return;
    }
    for (port, sliced) in node.service.ports.iter().zip(&node.sliced) {
        let targets: BTreeSet<u16> = match &port.target {
            TargetPort::Number(number) => [*number].into(),
            TargetPort::Name(_) => sliced.iter().filter_map(|(_, target)| *target).collect(),
        };
        let Some(target) = targets.first().filter(|_| !targets.contains(&port.port)) else { continue };
        let (protocol, number) = (port.protocol, port.port);
        let message = format!(
            "the Service `{}` is headless: clients that dial {protocol} {number} arrive at {protocol} {number} of the pod, not \
             at {target}",
            node.service.meta.name.value
        );
        let help = "policies see the port that clients dial; let them dial the port of the pod, and give it as `port`";
        let diagnostic = Diagnostic::note(LINT.code, port.span, message).help(help);
        sink.push(Finding::from(diagnostic).endpoints(node.backends.iter().copied()));
    }
}

/// Peers of egress rules that mean an ExternalName Service.
fn external(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut services: BTreeMap<&str, Vec<&ServiceNode>> = BTreeMap::new();
    for node in input.analysis.services.iter().filter(|node| node.service.kind == ServiceType::ExternalName) {
        services.entry(&node.service.meta.namespace).or_default().push(node);
    }
    if services.is_empty() {
        return;
    }
    for policy in input.network_policies() {
        let Some(here) = services.get(policy.namespace()) else { continue };
        for (at, rule) in policy.rules(Direction::Egress) {
            for (place, peer) in rule.peers.iter().enumerate() {
                let NetworkPeer::Pods { namespaces: PeerNamespaces::Own, pods, span, .. } = peer else { continue };
                if !sink.spend(here.len()) {
                    return;
                }
                let Some(node) = here.iter().find(|node| is_meant(node, pods)) else { continue };
                let (service, target) = (&node.service.meta, node.service.external_name.as_deref().unwrap_or(""));
                if input.any_workload(&input.peer(at, place)) {
                    continue;
                }
                let message = format!(
                    "`{}` is an ExternalName Service: its name leads to `{target}`, outside the pods that this selects",
                    service.name.value
                );
                let help = "allow the addresses of the target by `ipBlock`, or its name by a policy of the plugin";
                let diagnostic =
                    Diagnostic::note(LINT.code, *span, message).help(help).related(service.name.span, "the Service");
                sink.push(Finding::from(diagnostic).rule(at));
            }
        }
    }
}

/// Whether a selector of pods says what a Service is called or labelled.
fn is_meant(node: &ServiceNode, pods: &Selector) -> bool {
    let service = &node.service;
    let equal: Vec<_> = pods
        .requirements()
        .filter_map(|one| match &one.operator {
            Operator::Equals(value) => Some((&one.key, value)),
            _ => None,
        })
        .collect();
    let within = |labels: &Labels| equal.iter().all(|(key, value)| labels.get(*key) == Some(*value));
    let keys = ["app", "name", "app.kubernetes.io/name", "k8s-app", "service"];
    let named = equal.iter().any(|(key, value)| keys.contains(&&***key) && ***value == *service.meta.name.value);
    !equal.is_empty() && (named || within(&service.meta.labels) || within(&service.selector))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    #[test]
    fn external_names_are_no_pods() {
        let check = |label: &str, expected: &[u32]| {
            let yaml = format!(
                "apiVersion: v1
kind: Service
metadata: {{name: billing, namespace: shop}}
spec: {{type: ExternalName, externalName: billing.example.com}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  egress:
    - to: [{{podSelector: {{matchLabels: {{app: {label}}}}}}}]
"
            );
            assert_eq!(lines("L67", &yaml), expected, "{label}");
        };
        check("billing", &[12]);
        check("other", &[]);
    }
}
