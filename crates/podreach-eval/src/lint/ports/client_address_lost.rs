//! Rules allow clients by address behind a Service that hides their addresses.
//!
//! Found at the name of a LoadBalancer or NodePort Service without `externalTrafficPolicy: Local`, where some addresses outside may
//! reach its pods and others may not. Rules that allow all addresses of a family, or those of all known nodes, are fine.
//!
//! ## Why it matters
//!
//! With `externalTrafficPolicy: Cluster`, which is the default, a node that receives a connection may send it on to a pod of another
//! node, and puts its own address in the place of the client's. Policies then see the address of a node: a rule with the addresses
//! of clients does not let them in.
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
//!   name: web # L64
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
//!     - from: [{ipBlock: {cidr: 198.51.100.0/24}}]
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
//!   externalTrafficPolicy: Local
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
//!     - from: [{ipBlock: {cidr: 198.51.100.0/24}}]
//! ```
//!
//! ## How to fix it
//!
//! Set `externalTrafficPolicy: Local`, which keeps the address of the client and sends nothing on to other nodes. Or let the load
//! balancer filter by `loadBalancerSourceRanges`, and allow the nodes.
//!
//! ## Sources
//!
//! * [Kubernetes: Using Source IP](https://kubernetes.io/docs/tutorials/services/source-ip/)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/), on `ipBlock` and the
//!   rewriting of addresses

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::ServiceType;

use super::outside::{Outside, kind};
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L64",
    name: "client-address-lost",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: source!("client_address_lost.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut outside = Outside::new(input);
    for node in input.analysis.services.iter().filter(|node| !node.service.local_traffic) {
        let Some(kind) = kind(node) else { continue };
        let Some(offered) = outside.offered(node, sink) else { return };
        if offered.by_address.is_empty() {
            continue;
        }
        let names: Vec<&str> = offered.by_address.iter().map(|id| &*input.endpoint(*id).id).collect();
        let name = &node.service.meta.name;
        let message = format!(
            "rules allow clients of {} by address, but behind the {kind} Service `{}` the source is a node's address",
            named("the workload", "the workloads", &names),
            name.value
        );
        let help = match node.service.kind {
            ServiceType::LoadBalancer => {
                "set `externalTrafficPolicy: Local`, which keeps the client's address, or filter by \
                 `loadBalancerSourceRanges`"
            }
            _ => "set `externalTrafficPolicy: Local`, which keeps the client's address",
        };
        let diagnostic = Diagnostic::warning(LINT.code, name.span, message).help(help);
        sink.push(Finding::from(diagnostic).endpoints(offered.by_address));
    }
}
