//! A rule names a port that stands for different numbers at the pods that it leads to.
//!
//! ## Why it matters
//!
//! This is what names are for: each pod gets the number that its own container declares. But readers expect one number, and not every
//! plugin keeps the numbers apart: Cilium has allowed one number for all pods that a rule selects.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers:
//!         - {name: web, image: nginx, ports: [{name: http, containerPort: 80}]}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: api, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: api}}
//!   template:
//!     metadata: {labels: {app: api}}
//!     spec:
//!       containers:
//!         - {name: api, image: api, ports: [{name: http, containerPort: 3000}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: http, namespace: shop}
//! spec:
//!   podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: http # L54
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers:
//!         - {name: web, image: nginx, ports: [{name: http, containerPort: 80}]}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: api, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: api}}
//!   template:
//!     metadata: {labels: {app: api}}
//!     spec:
//!       containers:
//!         - {name: api, image: api, ports: [{name: http, containerPort: 3000}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: http, namespace: shop}
//! spec:
//!   podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports:
//!         - port: 80
//!         - port: 3000
//! ```
//!
//! ## How to fix it
//!
//! Nothing has to be done where the plugin resolves the name for each pod. Otherwise write a policy for each number, or give the
//! numbers.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Cilium, issue 30003](https://github.com/cilium/cilium/issues/30003), on names that stand for several numbers

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::destinations::{Declared, declared, destinations};
use super::port_name_not_found::name;

pub(super) static LINT: Lint = Lint {
    code: "L54",
    name: "port-name-of-several-numbers",
    severity: Severity::Note,
    needs: &[Need::Workloads],
    source: source!("port_name_of_several_numbers.rs"),
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
            if destinations.is_empty() || !sink.spend(destinations.len()) {
                continue;
            }
            let all = declared(input, &destinations);
            for (port, (name, span)) in names {
                let here = all.iter().filter(|one| one.name == Some(name) && one.protocol == port.protocol);
                let numbers: BTreeMap<u16, &Declared<'_>> = here.map(|one| (one.number, one)).collect();
                if numbers.len() < 2 {
                    continue;
                }
                let by = |one: &Declared<'_>| &*input.endpoint(one.by).name;
                let shown: Vec<String> =
                    numbers.values().take(3).map(|one| format!("{} of `{}`", one.number, by(one))).collect();
                let more = numbers.len().saturating_sub(shown.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let message = format!("`{name}` stands for several ports: {}{more}", shown.join(", "));
                let mut diagnostic = Diagnostic::note(LINT.code, span, message)
                    .help("each pod is reached at its own number; Cilium does not keep them apart (cilium#30003)");
                for one in numbers.values().take(3) {
                    diagnostic = diagnostic.related(one.span, format!("`{name}` is {} here", one.number));
                }
                sink.push(Finding::from(diagnostic).rule(at).endpoints(numbers.values().map(|one| one.by)));
            }
        }
    }
}
