//! A rule names a port that no pod at its destination has.
//!
//! Found where these pods are in the input and none of their containers declares a port of that name, with any protocol.
//!
//! ## Why it matters
//!
//! The name of a port is looked up at the destination pod: the selected pod for ingress, the peer for egress. Where a pod has no port
//! of that name, the entry allows nothing, and nothing says so.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: redis, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: redis}}
//!   template:
//!     metadata: {labels: {app: redis}}
//!     spec:
//!       containers:
//!         - {name: redis, image: redis, ports: [{name: redis, containerPort: 6379}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: redis, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: redis}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: metrics # L52
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: redis, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: redis}}
//!   template:
//!     metadata: {labels: {app: redis}}
//!     spec:
//!       containers:
//!         - {name: redis, image: redis, ports: [{name: redis, containerPort: 6379}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: redis, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: redis}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: redis
//! ```
//!
//! ## How to fix it
//!
//! Use the name that the container gives its port, or the number. Or give the port this name in the container.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use podreach_syntax::{Diagnostic, Fix, Severity, Span};

use crate::inventory::EndpointId;
use crate::kinds::{NetworkPolicyPort, NetworkPort};
use crate::policy::RuleRef;
use crate::sets::Protocol;
use crate::text::nearest;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::destinations::{Declared, are_complete, declared, destinations, listed, may_be_called, who};

pub(super) static LINT: Lint = Lint {
    code: "L52",
    name: "port-name-not-found",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("port_name_not_found.rs"),
    check: Check::Run(check),
};

/// A port that an entry gives by name.
pub(super) fn name(port: &NetworkPolicyPort) -> Option<(&str, Span)> {
    match (&port.port, port.port_span) {
        (NetworkPort::Name(name), Some(span)) => Some((name, span)),
        _ => None,
    }
}

/// Whether a pod has a port of a name.
pub(super) fn has(input: &Input<'_>, id: EndpointId, name: &str, protocol: Option<Protocol>) -> bool {
    let mut ports = input.endpoint(id).ports.iter();
    ports.any(|port| port.name.as_deref() == Some(name) && protocol.is_none_or(|protocol| port.protocol == protocol))
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            let mut names = rule.ports.iter().filter_map(|port| Some((port, name(port)?))).peekable();
            if names.peek().is_none() {
                continue;
            }
            let destinations = destinations(input, sink, policy, at, rule);
            for (port, (name, span)) in names {
                if destinations.is_empty()
                    || may_be_called(name)
                    || !sink.spend(destinations.len())
                    || destinations.iter().any(|id| has(input, *id, name, None))
                    || !are_complete(input, sink, policy, at, rule)
                {
                    continue;
                }
                let found = diagnostic(input, at, port.protocol, (name, span), &destinations);
                sink.push(Finding::from(found).rule(at).endpoints(destinations.iter().copied()));
            }
        }
    }
}

fn diagnostic(
    input: &Input<'_>,
    at: RuleRef,
    protocol: Protocol,
    (name, span): (&str, Span),
    destinations: &[EndpointId],
) -> Diagnostic {
    let message =
        format!("no port of {} is called `{name}`, so that this allows nothing", who(input, at, destinations));
    let declared = declared(input, destinations);
    let named: Vec<(&Declared<'_>, &str)> =
        declared.iter().filter(|port| port.protocol == protocol).filter_map(|port| Some((port, port.name?))).collect();
    let help = if named.is_empty() {
        let numbers = declared.iter().map(|port| format!("{} {}", port.protocol, port.number)).collect::<Vec<_>>();
        match &numbers[..] {
            [] => "give the number of the port, or declare a port of this name in the container".to_owned(),
            _ => format!("none of the {protocol} ports has a name; declared is {}", listed(numbers)),
        }
    } else {
        let names = named.iter().map(|(port, name)| format!("`{name}` ({})", port.number)).collect();
        format!("{protocol} ports have the names {}", listed(names))
    };
    let mut diagnostic = Diagnostic::warning(LINT.code, span, message).help(help);
    for (port, name) in named.iter().take(2) {
        diagnostic = diagnostic.related(port.span, format!("this port is called `{name}`"));
    }
    match nearest(name, named.iter().map(|(_, name)| *name), |name| (name.len() / 3).clamp(1, 2)) {
        Some(near) => diagnostic.fix(Fix::replace(format!("change `{name}` to `{near}`"), span, near)),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{lines, messages};

    fn check(peer: &str, port: &str, expected: &[u32]) {
        let yaml = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: shop, labels: {{app: a}}}}
spec: {{containers: [{{name: c, ports: [{{name: http, containerPort: 80}}]}}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: b, namespace: data, labels: {{app: b}}}}
spec: {{containers: [{{name: c, ports: [{{name: pg, containerPort: 5432}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  policyTypes: [Egress]
  egress:
    - to: [{peer}]
      ports: [{port}]
"
        );
        assert_eq!(lines("L52", &yaml), expected, "{peer} {port}");
    }

    #[test]
    fn names_are_looked_up_at_the_other_end_for_egress() {
        let data = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data}}}";
        check(data, "{port: http}", &[19]);
        check(data, "{port: pg}", &[]);
        check("{podSelector: {}}", "{port: pg}", &[19]);
        check("{podSelector: {}}", "{port: http, protocol: UDP}", &[]);
        // Pods of other namespaces may have it.
        check("{namespaceSelector: {}}", "{port: nobody}", &[]);
        check("{namespaceSelector: {matchLabels: {team: x}}}", "{port: nobody}", &[]);
    }
    #[test]
    fn workloads_of_other_namespaces_are_named_with_them() {
        let check = |code: &str, peer: &str, port: &str, expected: &str| {
            let yaml = format!(
                "apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: shop}}
spec: {{containers: [{{name: c, ports: [{{name: http, containerPort: 80}}]}}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: data}}
spec: {{containers: [{{name: c, ports: [{{name: pg, containerPort: 5432}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  policyTypes: [Egress]
  egress: [{{to: [{peer}], ports: [{port}]}}]
"
            );
            let messages = messages(code, &yaml);
            assert!(messages.iter().any(|message| message.contains(expected)), "{code} {peer}: {messages:?}");
        };
        let data = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data}}}";
        check("L52", data, "{port: http}", "the workload `data/a` is");
        check("L52", "{podSelector: {}}", "{port: pg}", "the workload `a` is");
        check("L53", data, "{port: pg, protocol: UDP}", "of `data/a` is of TCP");
        check("L53", "{podSelector: {}}", "{port: http, protocol: UDP}", "of `a` is of TCP");
    }
}
