//! Nobody outside may reach the pods of a Service that is offered there.
//!
//! Found at the name of a LoadBalancer or NodePort Service of whose pods none allows ingress from any address outside.
//!
//! ## Why it matters
//!
//! Such a Service has a port on every node, and often a load balancer that costs money, for clients outside the cluster. Where
//! policies allow none of them, it is either not meant for them or does not work.
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
//! metadata:
//!   namespace: shop
//!   name: web # L65
//! spec:
//!   type: LoadBalancer
//!   selector: {app: web}
//!   ports: [{port: 80, targetPort: http}]
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
//! spec:
//!   type: LoadBalancer
//!   selector: {app: web}
//!   ports: [{port: 80, targetPort: http}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - ports: [{port: http}]
//! ```
//!
//! ## How to fix it
//!
//! Allow ingress to the port of the pod from everyone or by `ipBlock`, or make it a Service of type `ClusterIP`.
//!
//! ## Sources
//!
//! * [Kubernetes: Service, `type`](https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::EndpointId;
use crate::sets::Protocol;

use super::outside::{Outside, kind};
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L65",
    name: "service-closed-to-outside",
    severity: Severity::Note,
    needs: &[Need::Services, Need::Workloads],
    source: source!("service_closed_to_outside.rs"),
    check: Check::Run(check),
};

/// Ports named at most.
const PORTS: usize = 6;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut outside = Outside::new(input);
    for node in input.analysis.services.iter() {
        let Some(kind) = kind(node) else { continue };
        let Some(offered) = outside.offered(node, sink) else { return };
        if offered.open || offered.closed.is_empty() {
            continue;
        }
        let pods: BTreeSet<EndpointId> = offered.closed.iter().map(|(pod, _, _)| *pod).collect();
        let names: Vec<&str> = pods.iter().map(|id| &*input.endpoint(*id).id).collect();
        // Other ports of the same pods may well be reached from outside.
        let closed: BTreeSet<(Protocol, u16)> =
            offered.closed.iter().map(|(_, protocol, port)| (*protocol, *port)).collect();
        let ports = closed.iter().take(PORTS).map(|(protocol, port)| format!("{protocol} {port}"));
        let mut ports: Vec<String> = ports.collect();
        ports.extend(closed.len().checked_sub(PORTS + 1).map(|more| format!("and {} more ports", more + 1)));
        let name = &node.service.meta.name;
        let message = format!(
            "the {kind} Service `{}` cannot be reached from outside: {} not allow outside traffic on {}",
            name.value,
            named("the workload", "the workloads", &names) + if names.len() == 1 { " does" } else { " do" },
            ports.join(", ")
        );
        let help = "allow ingress by `ipBlock` or from everyone, or make it a ClusterIP Service; only a \
                    pod's own node is still allowed";
        sink.push(Finding::from(Diagnostic::note(LINT.code, name.span, message).help(help)).endpoints(pods));
    }
}
