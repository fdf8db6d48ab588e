//! A rule names a port that the pods have with another protocol.
//!
//! Found where no pod at the destination of a rule has a port of this name and protocol, and one has it with another protocol.
//!
//! ## Why it matters
//!
//! A name is looked up together with the protocol, which is TCP where the rule gives none. A port `dns` of UDP is not found by an
//! entry `port: dns` without `protocol: UDP`, and the entry allows nothing.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: resolver, namespace: dns}
//! spec:
//!   selector: {matchLabels: {app: resolver}}
//!   template:
//!     metadata: {labels: {app: resolver}}
//!     spec:
//!       containers:
//!         - {name: resolver, image: coredns, ports: [{name: dns, containerPort: 53, protocol: UDP}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: resolver, namespace: dns}
//! spec:
//!   podSelector: {matchLabels: {app: resolver}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{namespaceSelector: {}}]
//!       ports:
//!         - port: dns
//!           protocol: TCP # L53
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: resolver, namespace: dns}
//! spec:
//!   selector: {matchLabels: {app: resolver}}
//!   template:
//!     metadata: {labels: {app: resolver}}
//!     spec:
//!       containers:
//!         - {name: resolver, image: coredns, ports: [{name: dns, containerPort: 53, protocol: UDP}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: resolver, namespace: dns}
//! spec:
//!   podSelector: {matchLabels: {app: resolver}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{namespaceSelector: {}}]
//!       ports:
//!         - port: dns
//!           protocol: UDP
//! ```
//!
//! ## How to fix it
//!
//! Set `protocol` to that of the container port. If both protocols are in use, declare a port for each in the container, and list both
//! in the rule.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes API: Pod, field `ports` of a container](https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports)

use podreach_syntax::{Diagnostic, Fix, Severity};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::Workloads;

use super::destinations::{are_complete, declared, destinations};
use super::port_name_not_found::{has, name};

pub(super) static LINT: Lint = Lint {
    code: "L53",
    name: "port-name-of-other-protocol",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("port_name_of_other_protocol.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            let mut names = rule.ports.iter().filter_map(|port| Some((port, name(port)?))).peekable();
            if names.peek().is_none() {
                continue;
            }
            let destinations = destinations(input, sink, policy, at, rule);
            for (port, (name, port_span)) in names {
                if !sink.spend(destinations.len())
                    || destinations.iter().any(|id| has(input, *id, name, Some(port.protocol)))
                {
                    continue;
                }
                let declared = declared(input, &destinations);
                let mut others = declared.iter().filter(|one| one.name == Some(name));
                let Some(other) = others.next().filter(|_| are_complete(input, sink, policy, at, rule)) else {
                    continue;
                };
                // Written for both protocols: one of the entries is that of the container.
                let is_listed = |protocol| {
                    let mut ports = rule.ports.iter().filter(|one| one.protocol == protocol);
                    ports.any(|one| one.port == port.port)
                };
                if is_listed(other.protocol) {
                    continue;
                }
                let (protocol, wanted) = (port.protocol, other.protocol);
                let by = Workloads::new(input, at.policy, [other.by]).name(other.by);
                let message =
                    format!("the port `{name}` of `{by}` is of {wanted}; this entry asks for one of {protocol}");
                let help = format!("set `protocol: {wanted}`; as it is, the entry allows nothing");
                let span = port.protocol_span.unwrap_or(port_span);
                let mut diagnostic = Diagnostic::warning(LINT.code, span, message)
                    .help(help)
                    .related(other.span, format!("{wanted} {} is called `{name}`", other.number));
                if let Some(span) = port.protocol_span {
                    let title = format!("change {protocol} to {wanted}");
                    diagnostic = diagnostic.fix(Fix::replace(title, span, wanted.to_string()));
                }
                sink.push(Finding::from(diagnostic).rule(at).endpoints(destinations.iter().copied()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    fn check(ports: &str, expected: &[u32]) {
        let yaml = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: shop}}
spec: {{containers: [{{name: c, ports: [{{name: dns, containerPort: 53, protocol: UDP}}]}}]}}
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
        assert_eq!(lines("L53", &yaml), expected, "{ports}");
        assert!(lines("L52", &yaml).is_empty(), "{ports}");
    }

    #[test]
    fn the_protocol_is_part_of_the_question() {
        check("[{port: dns}]", &[12]);
        check("[{port: dns, protocol: UDP}]", &[]);
        check("[{port: dns, protocol: UDP}, {port: dns, protocol: TCP}]", &[]);
    }
}
