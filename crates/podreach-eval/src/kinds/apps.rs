//! Controllers of the apps and batch groups: what counts is their pod template.

use podreach_syntax::Node;

use super::added;
use super::core::{container_ports, host_network, images, lenient, number};
use super::fields;
use super::labels::labels;
use super::lists::Object;
use super::meta::{meta, owner};
use super::reader::Reader;
use super::resources::{Numbered, PodSpec, WorkloadKind};

pub(crate) fn controller(object: &Object<'_>, kind: WorkloadKind, reader: &mut Reader) -> Option<PodSpec> {
    let meta = meta(object, true, reader)?;
    let spec = lenient(object, fields::CONTROLLER, reader);
    let job =
        if kind == WorkloadKind::CronJob { spec.and_then(|spec| spec.at(&["jobTemplate", "spec"])) } else { spec };
    let template = job.and_then(|spec| spec.get("template"));
    if let Some(template) = template {
        // The labels of pods stand under the template's metadata; right under the template they mean nothing.
        fields::check(reader.map(template, "spec.template"), fields::TEMPLATE, "spec.template", reader);
        let metadata = template.get("metadata").and_then(Node::as_map).unwrap_or(&[]);
        fields::check_misspelt(metadata, fields::METADATA, "spec.template.metadata", reader);
    }
    let pod = template.and_then(|template| template.get("spec")).filter(|pod| pod.as_map().is_some());
    fields::check_misspelt(pod.and_then(Node::as_map).unwrap_or(&[]), fields::POD, "spec.template.spec", reader);
    let written = template.and_then(|template| template.at(&["metadata", "labels"]));
    let count = match kind {
        WorkloadKind::DaemonSet => None,
        WorkloadKind::Job | WorkloadKind::CronJob => Some("parallelism"),
        _ => Some("replicas"),
    };
    let replicas = count.map(|key| {
        let Some(written) = job.and_then(|spec| spec.get(key)).filter(|found| !found.is_null()) else { return 1 };
        number(written).and_then(|value| u32::try_from(value).ok()).unwrap_or_else(|| {
            reader.wrong_type(written, &format!("spec.{key}"), "a number");
            1
        })
    });
    // A Job that is complete runs no pod any more.
    let conditions = object.node.at(&["status", "conditions"]).and_then(Node::as_list).unwrap_or(&[]);
    let done = kind == WorkloadKind::Job
        && conditions.iter().any(|condition| {
            let text = |key: &str| condition.get(key).and_then(Node::as_str);
            matches!(text("type"), Some("Complete" | "Failed")) && text("status") == Some("True")
        });
    let owner = owner(object);
    let mut labels = labels(written, "spec.template.metadata.labels", reader);
    added::to_template(&kind, &meta.name.value, owner.as_ref(), job, &mut labels);
    Some(PodSpec {
        numbered: (kind == WorkloadKind::StatefulSet).then(|| numbered(spec)),
        kind,
        labels,
        owner,
        ports: container_ports(pod, "spec.template.spec", reader),
        images: images(pod),
        replicas: if done { Some(0) } else { replicas },
        host_network: host_network(pod, "spec.template.spec", reader),
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
