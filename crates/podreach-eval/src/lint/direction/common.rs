//! What findings about directions share.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::kinds::NetworkPolicyRule;
use crate::policy::Direction;

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::sink::{Finding, Sink};

/// Whether a rule matches everyone on every port.
pub(super) fn allows_all(rule: &NetworkPolicyRule) -> bool {
    rule.peers.is_empty() && rule.ports.is_empty()
}

/// Whether the input has workloads that a policy selects, and other policies isolate each of them.
pub(super) fn isolated_otherwise(
    input: &Input<'_>,
    sink: &Sink<'_>,
    policy: NetworkPolicyAt<'_>,
    direction: Direction,
) -> bool {
    let subject = input.subject(policy.id);
    let mut some = false;
    for id in input.workloads_of(&subject) {
        some = true;
        let applied = &input.endpoint(id).isolation(direction).policies;
        let mut others = input.analysis.policies.isolating(applied, direction).filter(|other| *other != policy.id);
        if !sink.spend(8) || others.next().is_none() {
            return false;
        }
    }
    some
}

/// NetworkPolicies by namespace, in the order of the input.
pub(super) fn by_namespace<'a>(input: &Input<'a>) -> BTreeMap<&'a str, Vec<NetworkPolicyAt<'a>>> {
    let mut found: BTreeMap<&str, Vec<NetworkPolicyAt<'_>>> = BTreeMap::new();
    for policy in input.network_policies() {
        found.entry(policy.namespace()).or_default().push(policy);
    }
    found
}

/// Whether some policy that is not of a namespace concerns a direction.
pub(in crate::lint) fn is_governed(input: &Input<'_>, direction: Direction) -> bool {
    let mut policies = input.analysis.policies.list.iter();
    policies.any(|policy| policy.namespace.is_none() && policy.rules(direction).is_some())
}

/// Where policies stand that are not evaluated: those of other projects, and those that the API server would reject.
pub(super) struct NotEvaluated<'a> {
    everywhere: bool,
    namespaces: BTreeSet<&'a str>,
}

impl<'a> NotEvaluated<'a> {
    pub(super) fn new(input: &Input<'a>) -> Self {
        let foreign = || input.resources.ignored.iter().filter_map(|one| Some((one, one.policy.as_ref()?)));
        let named = foreign().filter(|(_, policy)| !policy.cluster_wide).map(|(one, _)| &*one.namespace);
        let rejected = input.analysis.rejected_policies.iter().map(|one| &*one.meta.namespace);
        Self {
            everywhere: foreign().any(|(_, policy)| policy.cluster_wide),
            namespaces: named.chain(rejected).collect(),
        }
    }

    /// Whether pods of a namespace may be under some of them.
    pub(super) fn concern(&self, namespace: &str) -> bool {
        self.everywhere || self.namespaces.contains(namespace)
    }
}

/// Namespaces that get a finding of their own each.
const APART: usize = 10;

/// The same of many namespaces.
pub(super) struct Alike<'a> {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    /// Each place, with its namespace and what is said there.
    pub(super) found: Vec<(Span, &'a str, String)>,
    /// What is said of many, after ``the namespace `a` and 3 more ``.
    pub(super) of_many: &'static str,
    pub(super) help: &'static str,
}

impl Alike<'_> {
    /// One finding each, or a single one where there are many.
    pub(super) fn report(self, sink: &mut Sink<'_>) {
        let Self { code, severity, found, of_many, help } = self;
        let finding = |span, message| Diagnostic::new(code, severity, Some(span), message).help(help);
        let Some(((first, namespace, _), others)) = found.split_first().filter(|(_, others)| others.len() >= APART)
        else {
            for (span, _, message) in found {
                sink.push(finding(span, message));
            }
            return;
        };
        let message = format!("the namespace `{namespace}` and {} more {of_many}", others.len());
        let diagnostic = others.iter().take(APART).fold(finding(*first, message), |all, (span, namespace, _)| {
            all.related(*span, format!("likewise the namespace `{namespace}`"))
        });
        sink.push(Finding::from(diagnostic));
    }
}
