//! A policy selects pods that use the network of their node.
//!
//! Found at the name of a policy whose subject has the labels and the namespace of a pod with `hostNetwork: true`. A policy of all
//! pods of its namespace is not meant for such a pod in particular: the first one of a namespace is a note.
//! Cluster-wide policies that select whole namespaces are left out.
//!
//! ## Why it matters
//!
//! A pod with `hostNetwork: true` has the addresses and the interfaces of its node, and its traffic cannot be told from that of
//! the node. What a policy does there is not defined; most plugins ignore such pods, both as those that are selected and as
//! peers. They stay reachable on all their ports. Here they are taken as not isolated.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: DaemonSet
//! metadata: {name: node-exporter, namespace: monitoring}
//! spec:
//!   selector: {matchLabels: {app: node-exporter}}
//!   template:
//!     metadata: {labels: {app: node-exporter}}
//!     spec:
//!       hostNetwork: true
//!       containers:
//!         - {name: exporter, image: node-exporter, ports: [{containerPort: 9100}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: monitoring
//!   name: node-exporter # L43
//! spec:
//!   podSelector: {matchLabels: {app: node-exporter}}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: DaemonSet
//! metadata: {name: node-exporter, namespace: monitoring}
//! spec:
//!   selector: {matchLabels: {app: node-exporter}}
//!   template:
//!     metadata: {labels: {app: node-exporter}}
//!     spec:
//!       containers:
//!         - {name: exporter, image: node-exporter, ports: [{containerPort: 9100}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: monitoring
//!   name: node-exporter
//! spec:
//!   podSelector: {matchLabels: {app: node-exporter}}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Give the pod a network of its own, if it can do without that of its node. Otherwise protect its ports on the node: by a
//! firewall, or by policies of your plugin for nodes.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/), on `hostNetwork`
//!   pods

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::inventory::EndpointId;
use crate::policy::NamespaceScope;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L43",
    name: "host-network-pod-selected",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("host_network_pod_selected.rs"),
    check: Check::Run(check),
};

/// Pods whose `hostNetwork` is shown.
const SHOWN: usize = 3;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut by_namespace: BTreeMap<&str, Vec<EndpointId>> = BTreeMap::new();
    for (namespace, ids) in input.workloads() {
        let here: Vec<EndpointId> = ids.iter().copied().filter(|id| input.endpoint(*id).host_network).collect();
        if !here.is_empty() {
            by_namespace.insert(namespace, here);
        }
    }
    if by_namespace.is_empty() {
        return;
    }
    let on_nodes = input.resources.pods.iter().filter(|pod| pod.host_network);
    let keys: BTreeMap<Span, Span> = on_nodes.filter_map(|pod| Some((pod.meta.span, pod.host_network_key?))).collect();
    let mut noted: BTreeSet<&str> = BTreeSet::new();
    for policy in &input.analysis.policies.list {
        let Some(subject) = policy.subject.pods() else { continue };
        let inside: Vec<EndpointId> = match &subject.namespaces {
            NamespaceScope::Named(namespace) if subject.pods.is_empty() && noted.contains(&**namespace) => continue,
            NamespaceScope::Named(namespace) => by_namespace.get(&**namespace).into_iter().flatten().copied().collect(),
            // Whole namespaces are not meant to be their host-network pods; labels of pods are.
            NamespaceScope::Matching(_) if subject.pods.is_empty() => continue,
            NamespaceScope::Matching(selector) => {
                let matching = by_namespace.iter().filter(|(name, _)| {
                    input.namespace(name).is_some_and(|namespace| selector.matches(&namespace.labels))
                });
                matching.flat_map(|(_, ids)| ids).copied().collect()
            }
        };
        if !sink.spend(by_namespace.len() + inside.len() * 5) {
            return;
        }
        let selected = inside.into_iter().filter(|id| subject.pods.matches(&input.endpoint(*id).labels));
        let selected: Vec<EndpointId> = selected.collect();
        if selected.is_empty() {
            continue;
        }
        let mut names: Vec<&str> = selected.iter().map(|id| &*input.endpoint(*id).workload_name).collect();
        names.dedup();
        let bare = selected.iter().all(|id| input.endpoint(*id).bare);
        let (one, several) = if bare { ("the pod", "the pods") } else { ("the workload", "the workloads") };
        let (verb, their) = if names.len() == 1 { ("uses", "its node") } else { ("use", "their nodes") };
        let who = named(one, several, &names);
        let message = format!("{who} {verb} the network of {their}, where most plugins do not apply this policy");
        let help = "such pods are taken as not isolated here; remove `hostNetwork: true` if they can do without it, or protect \
                    their ports on the node, by a firewall or by policies of the plugin for nodes";
        let finding = if subject.pods.is_empty() { Diagnostic::note } else { Diagnostic::warning };
        if let (true, NamespaceScope::Named(namespace)) = (subject.pods.is_empty(), &subject.namespaces) {
            noted.insert(namespace);
        }
        let mut diagnostic = finding(LINT.code, policy.name_span, message).help(help);
        let mut said = BTreeSet::new();
        for id in &selected {
            let endpoint = input.endpoint(*id);
            let key = endpoint.span.and_then(|span| keys.get(&span)).copied();
            if let Some(key) = key.filter(|key| said.len() < SHOWN && said.insert(*key)) {
                diagnostic =
                    diagnostic.related(key, format!("`{}` uses the network of its node", endpoint.workload_name));
            }
        }
        sink.push(Finding::from(diagnostic).policy(policy.id).endpoints(selected));
    }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::{Options, analyze};

    #[test]
    fn the_pod_and_the_plugins_are_told() {
        let text = "apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec:
  hostNetwork: true
  containers: [{name: c}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress]}
";
        let sources = Sources::single("a.yaml", text);
        let found = analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L43").found;
        let [one] = &found[..] else { panic!("{found:?}") };
        let message = "the pod `a` uses the network of its node, where most plugins do not apply this policy";
        assert_eq!(one.diagnostic.message, message);
        let related: Vec<_> =
            one.diagnostic.related.iter().map(|one| (sources.line(one.span), &*one.message)).collect();
        assert_eq!(related, [(5, "`a` uses the network of its node")]);
    }
}
