//! No policy isolates some workloads, while the input has policies.
//!
//! Found by namespace. It is a warning where policies isolate the ingress of most workloads of a namespace and leave out others that
//! listen, by a declared port or a Service: that looks like a gap. Elsewhere it is a note. Jobs and CronJobs do not count for ingress,
//! since nothing connects to most of them. Left out are pods on the network of their node, the namespace `kube-system`, what
//! cluster-wide policies cover, namespaces with policies that are not evaluated (those of other projects, or rejected ones), and egress
//! in namespaces that have policies for ingress only: see L28.
//!
//! ## Why it matters
//!
//! Pods that no policy selects in a direction are open there: everyone may connect to them, or they may connect to anything. In a
//! namespace that is otherwise closed this is often a workload that came later.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: api, namespace: shop, labels: {app: api}}
//! spec: {containers: [{name: api, image: api}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: db, namespace: shop, labels: {app: db}} # L26
//! spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: front, namespace: shop}
//! spec:
//!   podSelector: {matchExpressions: [{key: app, operator: In, values: [api, web]}]}
//!   policyTypes: [Ingress]
//!   ingress: [{ports: [{port: 8080}]}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: api, namespace: shop, labels: {app: api}}
//! spec: {containers: [{name: api, image: api}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: db, namespace: shop, labels: {app: db}}
//! spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: front, namespace: shop}
//! spec:
//!   podSelector: {matchExpressions: [{key: app, operator: In, values: [api, web]}]}
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
use crate::policy::{Direction, PolicyId};

use crate::lint::input::{BOTH, Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

use super::common::{Alike, NotEvaluated, by_namespace};
use super::egress_rules_isolate_ingress;

pub(super) static LINT: Lint = Lint {
    code: "L26",
    name: "workload-not-isolated",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("workload_not_isolated.rs"),
    check: Check::Run(check),
};

const HELP: &str =
    "add a policy with an empty `podSelector` and no rules to the namespace, and rules for what is needed";
/// Workloads that are shown as related places.
const SHOWN: usize = 10;

/// The workloads of a namespace in one direction.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// Those that no policy concerns, by name.
    pub(super) open: BTreeMap<Box<str>, EndpointId>,
    /// Those that some policy concerns, likewise.
    covered: BTreeMap<Box<str>, EndpointId>,
    /// How many of these a policy is meant to concern.
    meant: usize,
    /// Whether some of those that are open listen.
    listen: bool,
}

impl Coverage {
    pub(super) fn of(
        input: &Input<'_>,
        policies: &[NetworkPolicyAt<'_>],
        namespace: &str,
        direction: Direction,
    ) -> Self {
        let mut found = Self::default();
        // Ingress that egress rules bring with them is a finding of its own.
        let by_chance = |policy: &&NetworkPolicyAt<'_>| {
            direction == Direction::Ingress && egress_rules_isolate_ingress::place(policy.written).is_some()
        };
        let by_chance: Vec<PolicyId> = policies.iter().filter(by_chance).map(|policy| policy.id).collect();
        for id in input.workloads_in(namespace) {
            let endpoint = input.endpoint(*id);
            let Some((kind, name)) = endpoint.workload() else { continue };
            let is_job = matches!(kind, WorkloadKind::Job | WorkloadKind::CronJob);
            if endpoint.host_network || (is_job && direction == Direction::Ingress) {
                continue;
            }
            if endpoint.isolation(direction).policies.is_empty() {
                found.open.entry(name.into()).or_insert(*id);
                found.listen |= !endpoint.ports.is_empty() || !input.services_of(&[*id]).is_empty();
            } else {
                let meant = endpoint.isolation(direction).policies.iter().any(|id| !by_chance.contains(id));
                if found.covered.insert(name.into(), *id).is_none() && meant {
                    found.meant += 1;
                }
            }
        }
        found
    }

    /// Whether what is open is the exception.
    fn is_gap(&self) -> bool {
        self.meant > self.open.len()
    }
}

/// Whether the open workloads of a namespace are a finding in a direction.
pub(super) fn is_found(namespace: &str, direction: Direction, coverage: &Coverage, has_policies: bool) -> bool {
    let said_by_l28 = direction == Direction::Egress && coverage.covered.is_empty() && has_policies;
    !coverage.open.is_empty() && namespace != "kube-system" && !said_by_l28
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    if input.analysis.policies.list.is_empty() {
        return;
    }
    let pods = input.resources.pods.iter();
    let names: FxHashMap<Span, Span> = pods.map(|pod| (pod.meta.span, pod.meta.name.span)).collect();
    let policies = by_namespace(input);
    let not_evaluated = NotEvaluated::new(input);
    let mut without = Vec::new();
    for (namespace, workloads) in input.workloads().filter(|(namespace, _)| !not_evaluated.concern(namespace)) {
        let has_policies = policies.contains_key(namespace);
        let all = BOTH.map(|direction| {
            (direction, {
                let policies = policies.get(namespace).map_or(&[][..], Vec::as_slice);
                Coverage::of(input, policies, namespace, direction)
            })
        });
        if !sink.spend(16 * workloads.len()) {
            return;
        }
        // Where there is no policy at all, both directions are one finding.
        let [(_, ingress), (_, egress)] = &all;
        if !has_policies && ingress.covered.is_empty() && egress.covered.is_empty() {
            let first = egress.open.values().find_map(|id| place(input, &names, *id));
            if let Some(first) = first.filter(|_| is_found(namespace, Direction::Egress, egress, false)) {
                let message = format!("no policy isolates the {} in `{namespace}`", listed(egress));
                without.push((first, namespace, message));
            }
            continue;
        }
        for (direction, coverage) in &all {
            if is_found(namespace, *direction, coverage, has_policies) {
                report(input, sink, &names, (namespace, *direction), coverage);
            }
        }
    }
    Alike {
        code: LINT.code,
        severity: Severity::Note,
        found: without,
        of_many: "have workloads, and no policy isolates any of them",
        help: HELP,
    }
    .report(sink);
}

/// Where the name of a workload is written.
fn place(input: &Input<'_>, names: &FxHashMap<Span, Span>, id: EndpointId) -> Option<Span> {
    input.endpoint(id).span.map(|span| names.get(&span).copied().unwrap_or(span))
}

/// The open ones: ``workloads `a` and `b` ``.
fn listed(coverage: &Coverage) -> String {
    let open: Vec<&str> = coverage.open.keys().map(|name| &**name).collect();
    named("workload", "workloads", &open)
}

fn report(
    input: &Input<'_>,
    sink: &mut Sink<'_>,
    names: &FxHashMap<Span, Span>,
    (namespace, direction): (&str, Direction),
    coverage: &Coverage,
) {
    let (word, is_gap) = (direction.as_str(), coverage.is_gap());
    let warns = is_gap && coverage.listen && direction == Direction::Ingress;
    let severity = if warns { Severity::Warning } else { Severity::Note };
    let mut message = format!("no policy isolates the {word} of the {}", listed(coverage));
    if is_gap {
        message += &format!(", unlike that of other workloads of `{namespace}`");
    } else {
        message += &format!(" in `{namespace}`");
    }
    let mut places = coverage.open.values().filter_map(|id| place(input, names, *id));
    let mut diagnostic = Diagnostic::new(LINT.code, severity, places.next(), message).help(HELP);
    for span in places.take(SHOWN) {
        diagnostic = diagnostic.related(span, "neither that of this workload");
    }
    if let Some(example) = coverage.covered.values().next()
        && let Some(policy) = input.endpoint(*example).isolation(direction).policies.first()
        && let Some(policy) = input.analysis.policy(*policy)
    {
        let name = &input.endpoint(*example).workload_name;
        diagnostic = diagnostic.related(policy.name_span, format!("this policy concerns the {word} of `{name}`"));
    }
    sink.push(Finding::from(diagnostic).endpoints(coverage.open.values().copied()));
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    fn pod(name: &str) -> String {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: c, image: c, ports: [{{containerPort: 80}}]}}]}}\n"
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
