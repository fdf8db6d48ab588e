//! Controllers that are given without their pods.

use std::fmt::Write as _;

use super::text::map;
use super::{Declared, Labels};

/// A StatefulSet or a Job.
#[derive(Clone, Debug)]
pub enum Controller {
    /// Replicas, and the first of their ordinals.
    Set(Template, u8, u8),
    /// Makes one pod.
    Job(Template),
}

/// What its pods have in common.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its namespace.
    pub namespace: &'static str,
    /// The labels of the template.
    pub labels: Labels,
    /// The ports that its container declares.
    pub ports: Vec<Declared>,
}

/// Names of a StatefulSet and a Job.
const SET: &str = "db";
/// The name of the Job.
pub const JOB: &str = "task";

impl Controller {
    /// The manifest.
    pub fn yaml(&self) -> String {
        let (kind, name, template, more) = match self {
            Self::Set(template, replicas, first) => {
                let selector = selector(&template.labels);
                let more = format!("replicas: {replicas}, ordinals: {{start: {first}}}, selector: {selector}, ");
                ("apps/v1\nkind: StatefulSet", SET, template, more)
            }
            Self::Job(template) => ("batch/v1\nkind: Job", JOB, template, String::new()),
        };
        let mut out = String::new();
        let ports: Vec<String> = template
            .ports
            .iter()
            .map(|(name, port, protocol)| {
                let name = name.map(|name| format!("name: {name}, ")).unwrap_or_default();
                format!("{{{name}containerPort: {port}, protocol: {protocol}}}")
            })
            .collect();
        let _ = write!(
            out,
            "---\napiVersion: {kind}\nmetadata: {{name: {name}, namespace: {}}}\nspec: {{{more}template: {{metadata: {{labels: {}}}, spec: {{containers: [{{name: c, image: i, ports: [{}]}}]}}}}}}\n",
            template.namespace,
            map(&template.labels),
            ports.join(", ")
        );
        out
    }
}

/// A selector that the API server takes: not empty, and true of the template.
fn selector(labels: &Labels) -> String {
    if labels.is_empty() {
        return "{matchExpressions: [{key: no-such-label, operator: DoesNotExist}]}".to_owned();
    }
    format!("{{matchLabels: {}}}", map(labels))
}
