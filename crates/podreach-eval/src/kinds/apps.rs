//! Workload controllers of the groups `apps` and `batch`, of which the pod template is decoded.

use std::sync::Arc;

use podreach_syntax::{Node, Span, Value};

use crate::sets::Labels;

use super::added;
use super::core::{container_ports, host_network, host_network_key, images, items, number, spec};
use super::labels::labels;
use super::lists::Object;
use super::meta::{annotation_keys, meta, owner};
use super::objects::{Numbered, WorkloadKind, WorkloadSpec};
use super::reader::Reader;
use super::schema::MISSING;
use super::selectors;

pub(crate) fn controller(object: &Object<'_>, kind: WorkloadKind, reader: &mut Reader) -> Option<WorkloadSpec> {
    let meta = meta(object, true, reader)?;
    let spec = spec(object);
    let (job, place) = if kind == WorkloadKind::CronJob {
        (spec.and_then(|spec| spec.at(&["jobTemplate", "spec"])), "spec.jobTemplate.spec")
    } else {
        (spec, "spec")
    };
    let template = job.and_then(|spec| spec.get("template"));
    let metadata = template.and_then(|template| template.get("metadata"));
    let pod = template.and_then(|template| template.get("spec")).filter(|pod| pod.as_map().is_some());
    let of_template = format!("{place}.template");
    let written = metadata.and_then(|metadata| metadata.get("labels"));
    let mut labels = labels(written, &format!("{of_template}.metadata.labels"), reader);
    if let Some(metadata) = metadata {
        annotation_keys(metadata, &format!("{of_template}.metadata"), reader);
    }
    check_selector(object, &kind, &labels, written, reader);
    let count = match kind {
        WorkloadKind::DaemonSet => None,
        WorkloadKind::Job | WorkloadKind::CronJob => Some("parallelism"),
        _ => Some("replicas"),
    };
    let replicas = count.map(|key| {
        let written = job.and_then(|spec| spec.get(key)).and_then(number);
        written.and_then(|value| u32::try_from(value).ok()).unwrap_or(1)
    });
    // A Job that is complete runs no pod any more.
    let conditions = object.node.get("status").map_or(&[][..], |status| items(status, "conditions"));
    let done = kind == WorkloadKind::Job
        && conditions.iter().any(|condition| {
            let text = |key: &str| condition.get(key).and_then(Node::as_str);
            matches!(text("type"), Some("Complete" | "Failed")) && text("status") == Some("True")
        });
    let owner = owner(object);
    added::to_template(&kind, &meta.name.value, owner.as_ref(), job, &mut labels);
    Some(WorkloadSpec {
        numbered: (kind == WorkloadKind::StatefulSet).then(|| numbered(spec)),
        kind,
        labels: Arc::new(labels),
        owner,
        ports: container_ports(pod, &format!("{of_template}.spec"), reader).into(),
        images: images(pod),
        replicas: if done { Some(0) } else { replicas },
        host_network: host_network(pod),
        host_network_key: host_network_key(pod),
        finished: done,
        addresses: Vec::new(),
        host_addresses: Vec::new(),
        node: None,
        meta,
    })
}

/// How a StatefulSet numbers its pods.
fn numbered(spec: Option<&Node>) -> Numbered {
    let at = |path: &[&str]| spec.and_then(|spec| spec.at(path));
    let first = at(&["ordinals", "start"]).and_then(number).and_then(|first| u32::try_from(first).ok());
    let selects = at(&["selector", "matchLabels"]).and_then(Node::as_map).unwrap_or(&[]);
    let text = |entry: &podreach_syntax::Entry| Some((entry.key.value.clone(), entry.value.as_str()?.into()));
    Numbered { first: first.unwrap_or(0), selects: selects.iter().filter_map(text).collect() }
}

/// A controller selects the pods of its own template. Source: the validation of apps/v1, and of the core group for
/// ReplicationControllers, whose selector is a mapping of labels and taken from the template when it is not written. Those
/// of Jobs are made by the API server, unless `manualSelector` is written.
fn check_selector(
    object: &Object<'_>,
    kind: &WorkloadKind,
    labels: &Labels,
    written: Option<&Node>,
    reader: &mut Reader,
) {
    let absent = Node::new(Value::Null, object.node.span);
    let spec = object.node.get("spec").unwrap_or(&absent);
    if !matches!(spec.value, Value::Map(_) | Value::Null) {
        return;
    }
    let node = spec.get("selector").filter(|found| !found.is_null());
    let from = reader.diagnostics.len();
    let at = |key: &str| {
        spec.entry(key).or_else(|| object.node.entry("spec")).map_or(object.node.span, |found| found.key.span)
    };
    let matches = match (kind, node) {
        (WorkloadKind::CronJob, _) | (WorkloadKind::ReplicationController, None) => return,
        (WorkloadKind::Job, _) if !is_true(spec.get("manualSelector")) => return,
        (WorkloadKind::ReplicationController, Some(node)) => {
            let wanted = super::labels::labels(Some(node), "spec.selector", reader);
            wanted.iter().all(|(key, value)| labels.get(key) == Some(value))
        }
        // Before apps/v1 the selector was taken from the template.
        (_, None) if object.api_version.contains("beta") => return,
        (_, None) => return missing(kind, at("selector"), reader),
        (_, Some(node)) => {
            let found = selectors::selector(node, "spec.selector", reader);
            let empty = node.as_map().is_some() && found.is_empty();
            if empty && reader.errors_since(from).is_empty() {
                let message = "`spec.selector` is empty; it has to select the pods of the template";
                reader.error("V06", node.span, message, "write `matchLabels` with labels of the template");
                return;
            }
            found.matches(labels)
        }
    };
    if !matches && reader.errors_since(from).is_empty() {
        let span = written.map_or_else(|| at("template"), |found| found.span);
        let message = "`spec.template.metadata.labels` does not match `spec.selector`";
        reader.error("V06", span, message, "give the template all labels that the selector requires");
    }
}

fn missing(kind: &WorkloadKind, span: Span, reader: &mut Reader) {
    let message = format!("this {kind} has no `spec.selector`");
    reader.error(MISSING, span, message, "write `selector: {matchLabels: …}` with labels of the template");
}

fn is_true(node: Option<&Node>) -> bool {
    matches!(node.map(|found| &found.value), Some(Value::Bool(true)))
}
