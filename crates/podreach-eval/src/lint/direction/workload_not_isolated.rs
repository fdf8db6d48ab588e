//! No policy isolates some workloads, while the input has policies.
//!
//! Found by namespace. It is a warning where policies isolate the ingress of at least half of a namespace's workloads and leave out
//! the rest, which looks like a gap, and a note elsewhere. Jobs and CronJobs do not count for ingress, since nothing connects to
//! most of them. Pods on the network of their node, the namespace `kube-system` and what cluster-wide policies cover are left
//! out, and so is egress in namespaces that have policies for ingress only: see L28.
//!
//! ## Why it matters
//!
//! Pods that no policy selects in a direction are open there: everyone may connect to them, or they may connect to anything. In a
//! namespace that is otherwise closed this is often a workload that came later.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: api, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: api}}
//!   template: {metadata: {labels: {app: api}}, spec: {containers: [{name: api, image: api}]}}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata:
//!   name: db # L26
//!   namespace: shop
//! spec:
//!   selector: {matchLabels: {app: db}}
//!   template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: db}]}}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   policyTypes: [Ingress]
//!   ingress: [{ports: [{port: 8080}]}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: api, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: api}}
//!   template: {metadata: {labels: {app: api}}, spec: {containers: [{name: api, image: api}]}}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: db, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: db}}
//!   template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: db}]}}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   policyTypes: [Ingress]
//!   ingress: [{ports: [{port: 8080}]}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: default-deny, namespace: shop}
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## How to fix it
//!
//! Add a policy with an empty `podSelector` and no rules, which denies everything to all pods of the namespace, and one with rules
//! for what the workload needs.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)
//! * [Kubernetes: Network Policies, the two sorts of pod isolation](https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation)

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity, Span};
use rustc_hash::FxHashMap;

use crate::inventory::EndpointId;
use crate::kinds::WorkloadKind;
use crate::policy::Direction;

use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

use super::common::by_namespace;

pub(super) static LINT: Lint = Lint {
    code: "L26",
    name: "workload-not-isolated",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("workload_not_isolated.rs"),
    check: Check::Run(check),
};

/// Workloads that are shown as related places.
const SHOWN: usize = 10;

/// The workloads of a namespace in one direction.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// Those that no policy concerns, by name.
    pub(super) open: BTreeMap<Box<str>, EndpointId>,
    /// How many some policy concerns, and one of them.
    covered: usize,
    example: Option<EndpointId>,
}

impl Coverage {
    pub(super) fn of(input: &Input<'_>, namespace: &str, direction: Direction) -> Self {
        let mut found = Self::default();
        for id in input.workloads_in(namespace) {
            let endpoint = input.endpoint(*id);
            let Some((kind, name)) = endpoint.workload() else { continue };
            let is_job = matches!(kind, WorkloadKind::Job | WorkloadKind::CronJob);
            if endpoint.host_network || (is_job && direction == Direction::Ingress) {
                continue;
            }
            if endpoint.isolation(direction).policies.is_empty() {
                found.open.entry(name.into()).or_insert(*id);
            } else {
                found.covered += 1;
                found.example.get_or_insert(*id);
            }
        }
        found
    }

    /// Whether what is open is the exception.
    fn is_gap(&self) -> bool {
        self.covered > 0 && self.covered >= self.open.len()
    }
}

/// Whether the open workloads of a namespace are a finding in a direction.
pub(super) fn is_found(namespace: &str, direction: Direction, coverage: &Coverage, has_policies: bool) -> bool {
    let said_by_l28 = direction == Direction::Egress && coverage.covered == 0 && has_policies;
    !coverage.open.is_empty() && namespace != "kube-system" && !said_by_l28
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    if input.analysis.policies.list.is_empty() {
        return;
    }
    let pods = input.resources.pods.iter();
    let names: FxHashMap<Span, Span> = pods.map(|pod| (pod.meta.span, pod.meta.name.span)).collect();
    let policies = by_namespace(input);
    let namespaces: Vec<&str> = input.workloads().map(|(namespace, _)| namespace).collect();
    for namespace in namespaces {
        let has_policies = policies.contains_key(namespace);
        let all = BOTH.map(|direction| (direction, Coverage::of(input, namespace, direction)));
        if !sink.spend(16 * input.workloads_in(namespace).len()) {
            return;
        }
        // Where there is no policy at all, both directions are one finding.
        let [(_, ingress), (_, egress)] = &all;
        if !has_policies && ingress.covered + egress.covered == 0 {
            if is_found(namespace, Direction::Egress, egress, false) {
                report(input, sink, &names, namespace, ("ingress or egress", None), egress);
            }
            continue;
        }
        for (direction, coverage) in &all {
            if is_found(namespace, *direction, coverage, has_policies) {
                report(input, sink, &names, namespace, (direction.as_str(), Some(*direction)), coverage);
            }
        }
    }
}

fn report(
    input: &Input<'_>,
    sink: &mut Sink<'_>,
    names: &FxHashMap<Span, Span>,
    namespace: &str,
    (word, direction): (&str, Option<Direction>),
    coverage: &Coverage,
) {
    let place = |id: EndpointId| input.endpoint(id).span.map(|span| names.get(&span).copied().unwrap_or(span));
    let open: Vec<&str> = coverage.open.keys().map(|name| &**name).collect();
    let is_gap = coverage.is_gap();
    let warns = is_gap && direction == Some(Direction::Ingress);
    let severity = if warns { Severity::Warning } else { Severity::Note };
    let mut message = format!("no policy isolates the {word} of {}", named("the workload", "the workloads", &open));
    if is_gap {
        message += &format!(", unlike that of other workloads of `{namespace}`");
    } else {
        message += &format!(" in `{namespace}`");
    }
    let mut places = coverage.open.values().filter_map(|id| place(*id));
    let help = "add a policy with an empty `podSelector` and no rules to the namespace, and rules for what is needed";
    let mut diagnostic = Diagnostic::new(LINT.code, severity, places.next(), message).help(help);
    for span in places.take(SHOWN) {
        diagnostic = diagnostic.related(span, "neither that of this workload");
    }
    if let Some((direction, example)) = direction.zip(coverage.example)
        && let Some(policy) = input.endpoint(example).isolation(direction).policies.first()
        && let Some(policy) = input.analysis.policy(*policy)
    {
        let name = &input.endpoint(example).workload_name;
        diagnostic = diagnostic.related(policy.name_span, format!("this policy concerns the {word} of `{name}`"));
    }
    sink.push(Finding::from(diagnostic).endpoints(coverage.open.values().copied()));
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    fn pod(name: &str) -> String {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: c, image: c}}]}}\n"
        )
    }

    fn policy(namespace: &str, selector: &str, types: &str) -> String {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: {namespace}}}\nspec: {{podSelector: {selector}, policyTypes: [{types}]}}\n"
        )
    }

    #[test]
    fn a_gap_is_a_warning_and_an_open_namespace_a_note() {
        let pods = format!("{}{}{}", pod("a"), pod("b"), pod("c"));
        let of = |policy: String| weighed("L26", &format!("{pods}{policy}"));
        assert_eq!(
            of(policy("shop", "{matchExpressions: [{key: app, operator: In, values: [a, b]}]}", "Ingress")),
            ["14 warning"]
        );
        assert_eq!(of(policy("shop", "{matchLabels: {app: a}}", "Ingress")), ["9 note"], "most are open");
        assert_eq!(of(policy("other", "{}", "Ingress")), ["4 note"], "both directions at once");
        assert_eq!(of(policy("shop", "{}", "Ingress")), [""; 0], "egress is said by L28");
        assert_eq!(of(policy("shop", "{matchLabels: {app: a}}", "Ingress, Egress")), ["9 note", "9 note"]);
        assert_eq!(of(String::new()), [""; 0], "no policy at all");
    }
}
