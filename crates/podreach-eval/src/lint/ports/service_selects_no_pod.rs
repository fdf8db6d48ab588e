//! A Service selects no pod.
//!
//! Found at the name of a Service with a selector that no pod of its namespace has. It is a warning where the input has pods of
//! that namespace, and a note where it has none, where the controller of an object of the input probably makes the pods, or where
//! the pods are finished or scaled to zero. Endpoints that name pods which are not in the input are told about, too.
//!
//! ## Why it matters
//!
//! A Service leads to the pods that its selector matches, by the labels in the pod template. Where it matches none, connections to
//! it are refused, whatever policies allow.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata:
//!   namespace: shop
//!   name: web # L60
//! spec:
//!   selector: {app: website}
//!   ports: [{port: 80, targetPort: 8080}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 8080}]}]}
//! ---
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {app: web}
//!   ports: [{port: 80, targetPort: 8080}]
//! ```
//!
//! ## How to fix it
//!
//! Compare the selector of the Service with the labels of the pod template, and its namespace with that of the pods.
//!
//! ## Sources
//!
//! * [Kubernetes: Service](https://kubernetes.io/docs/concepts/services-networking/service/), on defining one
//! * [Kubernetes: Debug Services](https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/)

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::ServiceNode;
use crate::kinds::{ServiceType, Unsupported};
use crate::sets::Labels;

use crate::lint::input::Input;
use crate::lint::makers::Likelihood;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::Sink;
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L60",
    name: "service-selects-no-pod",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: source!("service_selects_no_pod.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let resting = resting(input);
    let services = input.analysis.services.iter();
    for node in services.filter(|node| node.service.kind != ServiceType::ExternalName) {
        let looked_at = if node.backends.is_empty() {
            let here = &*node.service.meta.namespace;
            resting.get(here).map_or(0, Vec::len) + input.makers_in(here).len()
        } else {
            0
        };
        if !sink.spend(1 + looked_at * 5) {
            return;
        }
        let found = selects_nothing(input, &resting, node).or_else(|| absent(node));
        if let Some(found) = found {
            sink.push(found);
        }
    }
}

/// Finished pods and controllers without replicas, by namespace: their labels, and how to call them.
type Resting<'a> = BTreeMap<&'a str, Vec<(&'a Labels, &'a str, &'a str)>>;

fn resting<'a>(input: &Input<'a>) -> Resting<'a> {
    let mut resting = Resting::new();
    for pod in input.resources.pods.iter().filter(|pod| pod.finished || pod.replicas == Some(0)) {
        let found = (&*pod.labels, &*pod.meta.kind, &*pod.meta.name.value);
        resting.entry(&*pod.meta.namespace).or_default().push(found);
    }
    resting
}

/// Of a part of a cluster the pods may be missing: then it is not worth more than a note. Neither is it where the selector is
/// right and nothing runs.
fn selects_nothing(input: &Input<'_>, resting: &Resting<'_>, node: &ServiceNode) -> Option<Diagnostic> {
    let (meta, selector) = (&node.service.meta, &node.service.selector);
    if selector.is_empty() || !node.backends.is_empty() {
        return None;
    }
    let name = &meta.name.value;
    let mut resting = resting.get(&*meta.namespace).into_iter().flatten();
    let chosen = |labels: &Labels| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
    if let Some((_, kind, of)) = resting.find(|(labels, _, _)| chosen(labels)) {
        let message =
            format!("the Service `{name}` selects no pod that runs: the {kind} `{of}` is finished or has no replicas");
        let note = Diagnostic::note(LINT.code, meta.name.span, message);
        return Some(note.help("nothing answers there as long as it is so"));
    }
    let maker = maker(input, &meta.namespace, selector);
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
        return Some(Diagnostic::note(LINT.code, meta.name.span, message).help(help));
    }
    let written: Vec<String> = selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let message =
        format!("the Service `{name}` selects no pod: none in `{}` has {}", meta.namespace, written.join(","));
    let mut help =
        "compare its selector with the labels of the pod template, and its namespace with that of the pods".to_owned();
    if let Some((_, object)) = maker {
        let (kind, of) = (&object.kind, &object.name);
        help += &format!("; pods that are created for the {kind} `{of}` of this namespace are not in the input");
    }
    let finding = if input.knows_pods_of(&meta.namespace) { Diagnostic::warning } else { Diagnostic::note };
    Some(finding(LINT.code, meta.name.span, message).help(help))
}

/// The object of a namespace for which pods with these labels are most likely created.
fn maker<'a>(input: &Input<'a>, namespace: &str, selector: &Labels) -> Option<(Likelihood, &'a Unsupported)> {
    let here = input.makers_in(namespace).iter();
    // Of equal ones the first.
    let found = here.rev().filter_map(|maker| Some((maker.likelihood(selector)?, maker.object)));
    found.max_by_key(|(likelihood, _)| *likelihood)
}

/// Pods that only Endpoints name.
fn absent(node: &ServiceNode) -> Option<Diagnostic> {
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
    Some(Diagnostic::note(LINT.code, meta.name.span, message).help("what leads there is not shown"))
}
