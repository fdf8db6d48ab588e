//! L60: Services that choose no pod.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::Diagnostic;

use crate::analysis::Analysis;
use crate::inventory::ServiceNode;
use crate::kinds::Resources;
use crate::sets::Labels;

use super::words::named;

/// What a Service may choose that is no endpoint.
pub(super) struct Chosen<'a> {
    /// Namespaces in which the input has pods.
    with_pods: BTreeSet<&'a str>,
    /// Finished pods and controllers without replicas, by namespace: their labels, and how to call them.
    resting: BTreeMap<&'a str, Vec<(&'a Labels, &'a str, &'a str)>>,
    /// The same for objects of kinds that are not read, such as Rollout, that have a pod template.
    unread: BTreeMap<&'a str, Vec<(&'a Labels, &'a str, &'a str)>>,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(analysis: &'a Analysis, resources: &'a Resources) -> Self {
        let workloads = analysis.endpoints.iter().filter(|one| one.is_workload());
        let with_pods = workloads.filter_map(|one| one.namespace.as_deref()).collect();
        let mut resting: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for pod in resources.pods.iter().filter(|pod| pod.finished || pod.replicas == Some(0)) {
            let found = (&pod.labels, &*pod.meta.kind, &*pod.meta.name.value);
            resting.entry(&*pod.meta.namespace).or_default().push(found);
        }
        let mut unread: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for object in resources.ignored.iter().filter(|object| !object.pod_labels.is_empty()) {
            unread.entry(&*object.namespace).or_default().push((&object.pod_labels, &*object.kind, &*object.name));
        }
        Self { with_pods, resting, unread }
    }

    /// Of a part of a cluster the pods may be missing: then it is not worth more than a note, or nothing. Neither is it
    /// where the selector is right and nothing runs.
    pub(super) fn finding(&self, node: &ServiceNode) -> Option<Diagnostic> {
        let (meta, selector) = (&node.service.meta, &node.service.selector);
        if selector.is_empty() || !node.backends.is_empty() || self.with_pods.is_empty() {
            return None;
        }
        let name = &meta.name.value;
        let chosen = |of: &BTreeMap<&str, Vec<(&'a Labels, &'a str, &'a str)>>| {
            let mut here = of.get(&*meta.namespace).into_iter().flatten();
            let chosen = here.find(|(labels, _, _)| selector.iter().all(|(key, value)| labels.get(key) == Some(value)));
            chosen.map(|(_, kind, name)| format!("the {kind} `{name}`"))
        };
        if let Some(what) = chosen(&self.resting) {
            let message =
                format!("the Service `{name}` chooses no pod that runs: {what} is finished or has no replicas");
            return Some(
                Diagnostic::note("L60", meta.name.span, message).help("nothing answers there as long as it is so"),
            );
        }
        if let Some(what) = chosen(&self.unread) {
            let message = format!("the Service `{name}` chooses pods of {what}, whose kind is not read");
            return Some(
                Diagnostic::note("L60", meta.name.span, message).help("add its pods as they run to the input"),
            );
        }
        let written: Vec<String> = selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let message =
            format!("the Service `{name}` chooses no pod: none in `{}` has {}", meta.namespace, written.join(","));
        let help = "compare its selector with the labels of the pod template, and its namespace with that of the pods";
        let finding = if self.with_pods.contains(&*meta.namespace) { Diagnostic::warning } else { Diagnostic::note };
        Some(finding("L60", meta.name.span, message).help(help))
    }
}

/// L60, for pods that only Endpoints name.
pub(super) fn absent(node: &ServiceNode) -> Option<Diagnostic> {
    if node.absent.is_empty() {
        return None;
    }
    let names: Vec<&str> = node.absent.iter().map(|name| &**name).collect();
    let meta = &node.service.meta;
    let message = format!(
        "Endpoints of the Service `{}` name {}, not in the input",
        meta.name.value,
        named("the pod", "the pods", &names)
    );
    Some(Diagnostic::note("L60", meta.name.span, message).help("what leads there is not shown"))
}
