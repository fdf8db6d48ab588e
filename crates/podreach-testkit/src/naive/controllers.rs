//! The pods that controllers make, one by one.

use crate::model::{Controller, JOB, Labels, Pod, Template};

const NAMES: [&str; 6] = ["db-0", "db-1", "db-2", "db-3", "db-4", "db-5"];
const INDEXES: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

fn pod(template: &Template, name: &str, added: Labels) -> Pod {
    let mut labels = template.labels.clone();
    labels.extend(added);
    Pod {
        namespace: template.namespace,
        name: name.to_owned(),
        labels,
        ports: template.ports.clone(),
        made: true,
        ..Pod::default()
    }
}

/// The pods of a controller with the labels that Kubernetes gives them. `?` is a value that nobody knows.
pub fn made(controller: &Controller) -> Vec<Pod> {
    match controller {
        Controller::Set(template, replicas, first) => {
            let ordinals = usize::from(*first)..usize::from(*first + *replicas);
            let added = |at: usize| {
                vec![
                    ("statefulset.kubernetes.io/pod-name", NAMES[at]),
                    ("apps.kubernetes.io/pod-index", INDEXES[at]),
                    ("controller-revision-hash", "?"),
                ]
            };
            ordinals.map(|at| pod(template, NAMES[at], added(at))).collect()
        }
        Controller::Job(template) => {
            let added = vec![
                ("batch.kubernetes.io/job-name", JOB),
                ("job-name", JOB),
                ("batch.kubernetes.io/controller-uid", "?"),
                ("controller-uid", "?"),
            ];
            vec![pod(template, JOB, added)]
        }
    }
}
