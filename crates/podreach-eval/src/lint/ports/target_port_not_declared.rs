//! A Service leads to a port that its pods do not declare.
//!
//! Found at a port of a Service whose `targetPort` is a name that none of its pods gives to a port of that protocol, which is a
//! warning, and as a note where it is a number and its pods declare other ports.
//!
//! ## Why it matters
//!
//! A name that no container port has leads nowhere: the Service has no endpoints at that port. A number works without being
//! declared, as long as something listens there; where other ports are declared, it is often a mistake.
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
//! spec:
//!   selector: {app: web}
//!   ports:
//!     - {port: 80, targetPort: https} # L61
//!     - {port: 81, targetPort: 8081} # L61
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
//!   selector: {app: web}
//!   ports:
//!     - {port: 80, targetPort: http}
//!     - {port: 81, targetPort: 8080}
//! ```
//!
//! ## How to fix it
//!
//! Give the number or the name of a container port, with its protocol. Where the container does listen there, declare the port.
//!
//! ## Sources
//!
//! * [Kubernetes: Service, field `targetPort`](https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports)

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::ServiceNode;
use crate::kinds::{ContainerPort, ServiceType, TargetPort};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L61",
    name: "target-port-not-declared",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: source!("target_port_not_declared.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for node in input.analysis.services.iter() {
        let service = &node.service;
        let leads_nowhere = service.selector.is_empty() || node.backends.is_empty();
        if leads_nowhere || matches!(service.kind, ServiceType::ExternalName | ServiceType::Headless) {
            continue;
        }
        if !sink.spend(node.backends.len() * service.ports.len() * 3) {
            return;
        }
        check_service(input, node, sink);
    }
}

fn check_service(input: &Input<'_>, node: &ServiceNode, sink: &mut Sink<'_>) {
    let declared = || node.backends.iter().flat_map(|id| &input.endpoint(*id).ports);
    let name = &node.service.meta.name.value;
    for (port, targets) in node.service.ports.iter().zip(&node.targets) {
        let diagnostic = match &port.target {
            TargetPort::Name(target) if targets.iter().all(|(_, number)| number.is_none()) => {
                let message = format!("no pod of the Service `{name}` declares a {} port `{target}`", port.protocol);
                let help = "`targetPort` is the `name` of a container port, with the same protocol";
                Diagnostic::warning(LINT.code, port.span, message).help(help)
            }
            TargetPort::Number(target) => {
                let known = |one: &ContainerPort| one.port == *target && one.protocol == port.protocol;
                if declared().next().is_none() || declared().any(known) {
                    continue;
                }
                let message = format!("no pod of the Service `{name}` declares {} {target}", port.protocol);
                let help = "declared ports are informational; check that a container listens there";
                Diagnostic::note(LINT.code, port.span, message).help(help)
            }
            TargetPort::Name(_) => continue,
        };
        sink.push(Finding::from(diagnostic).endpoints(node.backends.iter().copied()));
    }
}
