//! Controllers without their pods, and what selectors ask of the labels that these get.

use super::{NAMES, NAMESPACES, PORTS, PROTOCOLS, labels};
use crate::choices::Choices;
use crate::model::{Controller, Requirement, Template};

/// Keys of labels that Kubernetes adds, with values that selectors name.
pub const ADDED: [(&str, [&str; 3]); 5] = [
    ("statefulset.kubernetes.io/pod-name", ["db-0", "db-2", "other-1"]),
    ("apps.kubernetes.io/pod-index", ["1", "3", "01"]),
    ("batch.kubernetes.io/job-name", ["task", "db", "x"]),
    ("job-name", ["task", "y", "x"]),
    ("controller-revision-hash", ["a1", "b2", "c3"]),
];

pub(super) fn controller(choices: &mut Choices<'_>) -> Controller {
    let ports = choices.some(2, |choices| (Some(choices.of(&NAMES)), choices.of(&PORTS), choices.of(&PROTOCOLS)));
    let mut seen = Vec::new();
    // A name stands once in a container.
    let ports = ports
        .into_iter()
        .filter(|port| {
            !seen.contains(&port.0) && {
                seen.push(port.0);
                true
            }
        })
        .collect();
    let template = Template { namespace: choices.of(&NAMESPACES), labels: labels(choices), ports };
    match choices.below(3) {
        0 => Controller::Job(template),
        _ => Controller::Set(template, choices.of(&[3, 1, 2, 4]), choices.of(&[0, 0, 1, 2])),
    }
}

pub(super) fn requirement(choices: &mut Choices<'_>) -> Requirement {
    let (key, values) = choices.of(&ADDED);
    match choices.below(6) {
        0 | 1 => Requirement::Label(key, choices.of(&values)),
        2 => Requirement::In(key, vec![choices.of(&values), choices.of(&values)]),
        3 => Requirement::NotIn(key, vec![choices.of(&values)]),
        4 => Requirement::Exists(key),
        _ => Requirement::DoesNotExist(key),
    }
}
