//! What an end has instead of what a selector asks for.

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, NamespaceInfo};
use crate::sets::{Labels, Requirement, UNKNOWN_VALUE};
use crate::text::nearest;

use super::words;

/// Labels that are listed at most.
const SHOWN: usize = 6;

impl Analysis {
    /// The namespace of an endpoint, where it is known by name.
    pub(super) fn namespace_of(&self, endpoint: &Endpoint) -> Option<&NamespaceInfo> {
        let name = endpoint.namespace.as_ref()?;
        let at = self.namespaces.binary_search_by(|known| known.name.cmp(name)).ok()?;
        self.namespaces.get(at)
    }

    /// The labels that the namespace of an endpoint is known to have.
    pub(super) fn namespace_labels(&self, endpoint: &Endpoint) -> Labels {
        self.namespace_of(endpoint).map(|namespace| namespace.labels.clone()).unwrap_or_default()
    }
}

/// `namespace web`, `namespaces {env=prod}`.
pub(super) fn namespace_words(endpoint: &Endpoint) -> String {
    match (&endpoint.namespace, &endpoint.namespace_selector) {
        (Some(name), _) => format!("namespace {name}"),
        (None, Some(selector)) => format!("namespaces {selector}"),
        (None, None) => "no namespace".into(),
    }
}

/// How the namespace of an endpoint is instead of what these requirements ask: `namespace web has env=prod`.
pub(super) fn namespace_instead(analysis: &Analysis, endpoint: &Endpoint, failing: &[&Requirement]) -> String {
    let words = namespace_words(endpoint);
    match analysis.namespace_of(endpoint) {
        Some(namespace) if namespace.declared => format!("{words} has {}", instead(&namespace.labels, failing)),
        Some(_) => format!("the Namespace object of {} is not in the input", words.trim_start_matches("namespace ")),
        None => format!("{} is in {words}", words::name(endpoint)),
    }
}

/// How the pods of an endpoint are instead of what these requirements ask: `web has app=Web`.
pub(super) fn pod_instead(endpoint: &Endpoint, failing: &[&Requirement]) -> String {
    format!("{} has {}", words::name(endpoint), instead(&endpoint.labels, failing))
}

fn instead(labels: &Labels, failing: &[&Requirement]) -> String {
    if failing.is_empty() {
        let all: Vec<String> = labels.iter().map(|(key, value)| shown(key, value)).take(SHOWN).collect();
        return if all.is_empty() { "no labels".into() } else { all.join(",") };
    }
    let each: Vec<String> = failing.iter().map(|one| instead_of_one(labels, one)).collect();
    words::list(&each)
}

/// `app=Web`; ``no label `name`, but kubernetes.io/metadata.name=instana``.
fn instead_of_one(labels: &Labels, wanted: &Requirement) -> String {
    if let Some(value) = labels.get(&wanted.key) {
        return shown(&wanted.key, value);
    }
    let values = wanted.operator.needed_values().unwrap_or(&[]);
    let with_value = labels.iter().find(|(_, value)| values.contains(value));
    let near = || nearest(&wanted.key, labels.keys(), |key| usize::from(key.len() > 2) + key.len() / 6);
    let near = with_value.or_else(|| labels.get_key_value(near()?));
    let no_label = format!("no label `{}`", wanted.key);
    match near {
        Some((key, value)) => format!("{no_label}, but {}", shown(key, value)),
        None if labels.is_empty() => "no labels".into(),
        None => no_label,
    }
}

fn shown(key: &str, value: &str) -> String {
    if value == UNKNOWN_VALUE {
        format!("{key} with a value that is not in the input")
    } else {
        format!("{key}={value}")
    }
}
