//! L60: Services that select no pod.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::Diagnostic;

use crate::analysis::Analysis;
use crate::inventory::ServiceNode;
use crate::kinds::{Resources, Unsupported};
use crate::sets::Labels;

use super::makers::{Likelihood, Maker, makers};
use super::words::named;

/// What a Service may select that is no endpoint.
pub(super) struct Chosen<'a> {
    /// Namespaces in which the input has pods.
    with_pods: BTreeSet<&'a str>,
    /// Finished pods and controllers without replicas, by namespace: their labels, and how to call them.
    resting: BTreeMap<&'a str, Vec<(&'a Labels, &'a str, &'a str)>>,
    /// Objects of kinds that are not read for which pods may be made, by namespace.
    makers: BTreeMap<&'a str, Vec<Maker<'a>>>,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(analysis: &'a Analysis, resources: &'a Resources) -> Self {
        let workloads = analysis.endpoints.iter().filter(|one| one.is_workload());
        let with_pods = workloads.filter_map(|one| one.namespace.as_deref()).collect();
        let mut resting: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for pod in resources.pods.iter().filter(|pod| pod.finished || pod.replicas == Some(0)) {
            let found = (&*pod.labels, &*pod.meta.kind, &*pod.meta.name.value);
            resting.entry(&*pod.meta.namespace).or_default().push(found);
        }
        Self { with_pods, resting, makers: makers(&resources.ignored) }
    }

    /// Of a part of a cluster the pods may be missing: then it is not worth more than a note, or nothing. Neither is it
    /// where the selector is right and nothing runs.
    pub(super) fn finding(&self, node: &ServiceNode) -> Option<Diagnostic> {
        let (meta, selector) = (&node.service.meta, &node.service.selector);
        if selector.is_empty() || !node.backends.is_empty() {
            return None;
        }
        let name = &meta.name.value;
        let mut resting = self.resting.get(&*meta.namespace).into_iter().flatten();
        let chosen = |labels: &Labels| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
        if let Some((_, kind, of)) = resting.find(|(labels, _, _)| chosen(labels)) {
            let message = format!(
                "the Service `{name}` selects no pod that runs: the {kind} `{of}` is finished or has no replicas"
            );
            return self.with_pods(|| {
                Diagnostic::note("L60", meta.name.span, message).help("nothing answers there as long as it is so")
            });
        }
        let maker = self.maker(&meta.namespace, selector);
        if let Some((likelihood @ (Likelihood::Template | Likelihood::Named), object)) = maker {
            let (kind, of) = (&object.kind, &object.name);
            let message = match likelihood {
                Likelihood::Template => {
                    format!("the Service `{name}` selects pods of the {kind} `{of}`, a kind that is not supported")
                }
                _ => format!(
                    "the Service `{name}` selects no pod of the input: its pods are probably created for the {kind} `{of}`, \
                     a kind that is not supported"
                ),
            };
            let help = "add its pods as they run to the input, as `kubectl get pod -o yaml` prints them";
            return Some(Diagnostic::note("L60", meta.name.span, message).help(help));
        }
        let written: Vec<String> = selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let message =
            format!("the Service `{name}` selects no pod: none in `{}` has {}", meta.namespace, written.join(","));
        let mut help =
            "compare its selector with the labels of the pod template, and its namespace with that of the pods"
                .to_owned();
        if let Some((_, object)) = maker {
            let (kind, of) = (&object.kind, &object.name);
            help += &format!("; pods that are created for the {kind} `{of}` of this namespace are not in the input");
        }
        let finding = if self.with_pods.contains(&*meta.namespace) { Diagnostic::warning } else { Diagnostic::note };
        self.with_pods(|| finding("L60", meta.name.span, message).help(help))
    }

    /// A finding, where the input has pods at all.
    fn with_pods(&self, finding: impl FnOnce() -> Diagnostic) -> Option<Diagnostic> {
        (!self.with_pods.is_empty()).then(finding)
    }

    /// The object of a namespace for which pods with these labels are most likely created.
    fn maker(&self, namespace: &str, selector: &Labels) -> Option<(Likelihood, &'a Unsupported)> {
        let here = self.makers.get(namespace)?.iter();
        // Of equal ones the first.
        let found = here.rev().filter_map(|maker| Some((maker.likelihood(selector)?, maker.object)));
        found.max_by_key(|(likelihood, _)| *likelihood)
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
