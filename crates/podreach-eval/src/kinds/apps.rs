//! Controllers of the apps and batch groups: what counts is their pod template.

use podreach_syntax::Node;

use super::core::{container_ports, is_true, number};
use super::labels::labels;
use super::lists::Object;
use super::meta::{meta, owner};
use super::reader::Reader;
use super::resources::{PodSpec, WorkloadKind};

pub(crate) fn controller(object: &Object<'_>, kind: WorkloadKind, reader: &mut Reader) -> Option<PodSpec> {
    let meta = meta(object, true, reader)?;
    let spec = object.node.get("spec");
    let job =
        if kind == WorkloadKind::CronJob { spec.and_then(|spec| spec.at(&["jobTemplate", "spec"])) } else { spec };
    let template = job.and_then(|spec| spec.get("template"));
    let pod = template.and_then(|template| template.get("spec"));
    let written = template.and_then(|template| template.at(&["metadata", "labels"]));
    let count = match kind {
        WorkloadKind::DaemonSet => None,
        WorkloadKind::Job | WorkloadKind::CronJob => Some("parallelism"),
        _ => Some("replicas"),
    };
    let replicas = count.map(|key| {
        let found = job.and_then(|spec| spec.get(key)).and_then(number);
        found.and_then(|value| u32::try_from(value).ok()).unwrap_or(1)
    });
    // A Job that is complete runs no pod any more.
    let conditions = object.node.at(&["status", "conditions"]).and_then(Node::as_list).unwrap_or(&[]);
    let done = kind == WorkloadKind::Job
        && conditions.iter().any(|condition| {
            let text = |key: &str| condition.get(key).and_then(Node::as_str);
            matches!(text("type"), Some("Complete" | "Failed")) && text("status") == Some("True")
        });
    Some(PodSpec {
        kind,
        labels: labels(written, "spec.template.metadata.labels", reader),
        owner: owner(object),
        ports: container_ports(pod, reader),
        replicas: if done { Some(0) } else { replicas },
        host_network: is_true(pod.and_then(|pod| pod.get("hostNetwork"))),
        finished: done,
        addresses: Vec::new(),
        host_addresses: Vec::new(),
        meta,
    })
}
