//! Labels that controllers add to the pods of their template. Sources: "Well-Known Labels, Annotations and Taints" and the
//! controllers themselves; the API server writes those of Jobs into the template.

use podreach_syntax::{Node, Value};

use crate::sets::{Labels, UNKNOWN_VALUE};

use super::objects::{Owner, WorkloadKind};
use super::well_known::{POD_INDEX, POD_NAME};

const JOB_NAMES: [&str; 2] = ["batch.kubernetes.io/job-name", "job-name"];
const CONTROLLER_UIDS: [&str; 2] = ["batch.kubernetes.io/controller-uid", "controller-uid"];
const COMPLETION_INDEX: &str = "batch.kubernetes.io/job-completion-index";
const TEMPLATE_HASH: &str = "pod-template-hash";
const REVISION_HASH: &str = "controller-revision-hash";
const TEMPLATE_GENERATION: &str = "pod-template-generation";

/// Adds what a controller of this kind and name adds to the labels of its template, unless they are written there. `job` is
/// the spec that holds the template.
pub(crate) fn to_template(
    kind: &WorkloadKind,
    name: &str,
    owner: Option<&Owner>,
    job: Option<&Node>,
    labels: &mut Labels,
) {
    let mut add = |key: &str, value: Option<&str>| {
        labels.entry(key.into()).or_insert_with(|| value.unwrap_or(UNKNOWN_VALUE).into());
    };
    match kind {
        WorkloadKind::Deployment => add(TEMPLATE_HASH, None),
        WorkloadKind::ReplicaSet if owner.is_some_and(|owner| &*owner.kind == "Deployment") => add(TEMPLATE_HASH, None),
        WorkloadKind::DaemonSet => [REVISION_HASH, TEMPLATE_GENERATION].into_iter().for_each(|key| add(key, None)),
        WorkloadKind::StatefulSet => {
            add(REVISION_HASH, None);
            // What a template says of these is overwritten.
            for key in [POD_NAME, POD_INDEX] {
                labels.insert(key.into(), UNKNOWN_VALUE.into());
            }
        }
        WorkloadKind::Job | WorkloadKind::CronJob => {
            let field = |key: &str| job.and_then(|job| job.get(key));
            if !matches!(field("manualSelector"), Some(Node { value: Value::Bool(true), .. })) {
                // A CronJob names its Jobs `<name>-<time>`, and the server ends the names of `generateName`.
                let known = (*kind == WorkloadKind::Job && !name.ends_with('*')).then_some(name);
                for key in JOB_NAMES {
                    add(key, known);
                }
                for key in CONTROLLER_UIDS {
                    add(key, None);
                }
            }
            if field("completionMode").and_then(Node::as_str) == Some("Indexed") {
                add(COMPLETION_INDEX, None);
            }
        }
        WorkloadKind::Pod
        | WorkloadKind::ReplicaSet
        | WorkloadKind::ReplicationController
        | WorkloadKind::Custom(_) => {}
    }
}

/// Adds to a pod's labels what its controller keeps there, where none of it is written: the pod is not as a cluster shows
/// it, which has the labels of its version.
pub(crate) fn to_pod(name: &str, owner: Option<&Owner>, labels: &mut Labels) {
    let Some(owner) = owner else { return };
    let added: Vec<(&str, &str)> = match (&*owner.kind, ordinal(name)) {
        ("StatefulSet", Some((set, digits))) if set == &*owner.name => vec![(POD_NAME, name), (POD_INDEX, digits)],
        ("Job", _) => JOB_NAMES.map(|key| (key, &*owner.name)).into(),
        _ => return,
    };
    if !added.iter().any(|(key, _)| labels.contains_key(*key)) {
        labels.extend(added.into_iter().map(|(key, value)| (key.into(), value.into())));
    }
}

/// The StatefulSet's name and the ordinal in the name of one of its pods, `db-0`.
pub(crate) fn ordinal(pod: &str) -> Option<(&str, &str)> {
    let (set, digits) = pod.rsplit_once('-')?;
    let canonical = digits == "0" || !digits.starts_with('0');
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && number && !set.is_empty()).then_some((set, digits))
}
