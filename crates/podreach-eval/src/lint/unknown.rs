//! Where an answer rests on what the input does not hold, or on what plugins do differently.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Diagnostic, Span};
use rustc_hash::FxHashSet;

use crate::inventory::NamespaceInfo;
use crate::inventory::namespaces::scopes;
use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{Resources, WorkloadSpec};
use crate::policy::{NamespaceScope, Policies};

use super::words::named;

/// Findings about namespaces whose labels are not known (L17) and pods on the host's network (L43).
pub(crate) fn unknown(resources: &Resources, policies: &Policies, namespaces: &[NamespaceInfo]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    labels_unknown(resources, policies, namespaces, &mut found);
    host_network(resources, policies, namespaces, &mut found);
    found
}

/// A namespace selector looks at labels of a Namespace object that is not in the input.
fn labels_unknown(
    resources: &Resources,
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    found: &mut Vec<Diagnostic>,
) {
    if namespaces.iter().all(|namespace| namespace.declared) {
        return;
    }
    let with_pods: FxHashSet<&str> = resources.pods.iter().map(|pod| &*pod.meta.namespace).collect();
    // The namespace `default` rarely has labels, and is rarely part of what people paste.
    let undeclared: Vec<&str> = namespaces
        .iter()
        .filter(|namespace| !namespace.declared && &*namespace.name != "default")
        .filter(|namespace| with_pods.contains(&*namespace.name))
        .map(|namespace| &*namespace.name)
        .collect();
    if undeclared.is_empty() {
        return;
    }
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    for scope in scopes(policies) {
        let NamespaceScope::Matching(selector) = &scope.namespaces else { continue };
        let by_label = selector.requirements().any(|one| &*one.key != NAME_LABEL);
        if by_label && seen.insert(selector.span()) {
            let message = format!(
                "of {} only `{NAME_LABEL}` is known: the input holds no Namespace object",
                named("the namespace", "the namespaces", &undeclared)
            );
            let help = "add `kubectl get ns -o yaml` to the input; without it, answers that need other labels depend";
            found.push(Diagnostic::note("L17", selector.span(), message).help(help));
        }
    }
}

/// A policy selects pods that share their node's network, where most plugins do not apply it.
fn host_network(resources: &Resources, policies: &Policies, namespaces: &[NamespaceInfo], found: &mut Vec<Diagnostic>) {
    let mut by_namespace: BTreeMap<&str, Vec<&WorkloadSpec>> = BTreeMap::new();
    for pod in resources.pods.iter().filter(|pod| pod.host_network && !pod.finished) {
        by_namespace.entry(&pod.meta.namespace).or_default().push(pod);
    }
    if by_namespace.is_empty() {
        return;
    }
    for policy in &policies.list {
        let Some(subject) = policy.subject.pods() else { continue };
        let inside: Vec<&WorkloadSpec> = match &subject.namespaces {
            NamespaceScope::Named(namespace) => by_namespace.get(&**namespace).into_iter().flatten().copied().collect(),
            // Whole namespaces are not meant to be their host-network pods; labels of pods are.
            NamespaceScope::Matching(_) if subject.pods.is_empty() => continue,
            NamespaceScope::Matching(selector) => {
                let matching = namespaces.iter().filter(|namespace| selector.matches(&namespace.labels));
                matching.filter_map(|namespace| by_namespace.get(&*namespace.name)).flatten().copied().collect()
            }
        };
        let here = inside.into_iter();
        let pods: BTreeSet<&str> =
            here.filter(|pod| subject.pods.matches(&pod.labels)).map(|pod| &*pod.meta.name.value).collect();
        if pods.is_empty() {
            continue;
        }
        let pods: Vec<&str> = pods.into_iter().collect();
        let verb = if pods.len() == 1 { "uses" } else { "use" };
        let message =
            format!("{} {verb} the host's network and would be selected", named("the pod", "the pods", &pods));
        let help = "most plugins do not apply policies to such pods; here nothing isolates them either";
        found.push(Diagnostic::warning("L43", policy.name_span, message).help(help));
    }
}
