//! What selectors and ports of a text are about: the pods and namespaces of the last evaluation.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, NamespaceInfo};
use podreach_eval::kinds::is_kubernetes_policy;
use podreach_eval::sets::{Labels, Selector};
use podreach_syntax::Span;

use super::loose::Step;
use super::object::{Object, joined, keys};

/// Names that are listed in a line.
const NAMED: usize = 6;

/// What a selector selects among.
#[derive(Debug)]
pub(super) enum Among<'a> {
    /// Workloads.
    Pods(Vec<&'a Endpoint>),
    /// Namespaces.
    Namespaces(Vec<&'a NamespaceInfo>),
}

impl<'a> Among<'a> {
    /// The labels of each.
    pub(super) fn labels(&self) -> Vec<&'a Labels> {
        match self {
            Self::Pods(pods) => pods.iter().map(|pod| &pod.labels).collect(),
            Self::Namespaces(namespaces) => namespaces.iter().map(|namespace| &namespace.labels).collect(),
        }
    }

    /// Those that a selector matches.
    pub(super) fn matching(self, selector: &Selector) -> Self {
        match self {
            Self::Pods(pods) => Self::Pods(pods.into_iter().filter(|pod| selector.matches(&pod.labels)).collect()),
            Self::Namespaces(namespaces) => Self::Namespaces(
                namespaces.into_iter().filter(|namespace| selector.matches(&namespace.labels)).collect(),
            ),
        }
    }

    /// `3 workloads: api, db, web`; with the namespaces where these are not all the same.
    pub(super) fn words(&self) -> String {
        let (what, names) = match self {
            Self::Pods(pods) => {
                let first = pods.first().and_then(|pod| pod.namespace.as_deref());
                let same = pods.iter().all(|pod| pod.namespace.as_deref() == first);
                let name = |pod: &&Endpoint| match (&pod.namespace, same) {
                    (Some(namespace), false) => format!("{namespace}/{}", pod.name),
                    _ => pod.name.clone(),
                };
                ("workload", pods.iter().map(name).collect::<Vec<_>>())
            }
            Self::Namespaces(namespaces) => {
                ("namespace", namespaces.iter().map(|namespace| namespace.name.to_string()).collect())
            }
        };
        counted(what, &names)
    }
}

/// `2 ports: a, b`.
pub(super) fn counted(what: &str, names: &[String]) -> String {
    let shown = names.get(..NAMED.min(names.len())).unwrap_or(&[]).join(", ");
    match names.len() {
        0 => format!("no {what} of the input"),
        1 => format!("1 {what}: {shown}"),
        count if count > NAMED => format!("{count} {what}s: {shown}, …"),
        count => format!("{count} {what}s: {shown}"),
    }
}

/// The workloads of the input.
pub(super) fn workloads(analysis: &Analysis) -> impl Iterator<Item = &Endpoint> {
    analysis.endpoints.iter().filter(|endpoint| endpoint.is_workload() && !endpoint.hidden)
}

/// What the selector at a path of an object selects among; none where the input does not hold it.
pub(super) fn among<'a>(analysis: &'a Analysis, object: &Object<'_>, path: &[Step]) -> Option<Among<'a>> {
    let (last, holder) = path.split_last()?;
    match last.key()? {
        "namespaceSelector" | "namespaces" => Some(Among::Namespaces(analysis.namespaces.iter().collect())),
        "podSelector" => {
            let namespaces = joined(holder, "namespaceSelector");
            let wanted = object.has(&namespaces).then(|| object.selector(&namespaces));
            Some(Among::Pods(in_namespaces(analysis, object, wanted.as_ref())))
        }
        "selector" | "labels" => Some(Among::Pods(in_namespaces(analysis, object, None))),
        _ => None,
    }
}

/// Workloads of the namespaces that a selector matches; without one, of the object's own, or of all where it has none.
fn in_namespaces<'a>(analysis: &'a Analysis, object: &Object<'_>, wanted: Option<&Selector>) -> Vec<&'a Endpoint> {
    let everywhere = is_cluster_wide(object);
    let is_there = |name: &str| match wanted {
        Some(selector) => {
            let found = analysis.namespaces.iter().find(|namespace| &*namespace.name == name);
            found.is_some_and(|namespace| selector.matches(&namespace.labels))
        }
        None => everywhere || name == object.namespace(),
    };
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let pods = workloads(analysis).filter(|pod| {
        let name = pod.namespace.as_deref().unwrap_or("");
        *known.entry(name).or_insert_with(|| is_there(name))
    });
    pods.collect()
}

fn is_cluster_wide(object: &Object<'_>) -> bool {
    is_kubernetes_policy(object.kind()) && object.kind() != "NetworkPolicy"
}

/// The workloads that a policy's subject or a peer names.
pub(super) fn pods_of<'a>(analysis: &'a Analysis, object: &Object<'_>, holder: &[Step]) -> Vec<&'a Endpoint> {
    let (holder, namespaces) = if is_cluster_wide(object) {
        let whole = joined(holder, "namespaces");
        if object.has(&whole) {
            return in_namespaces(analysis, object, Some(&object.selector(&whole)));
        }
        let pods = joined(holder, "pods");
        if !object.has(&pods) {
            return Vec::new();
        }
        let namespaces = joined(&pods, "namespaceSelector");
        (pods, namespaces)
    } else {
        if object.has(&joined(holder, "ipBlock")) {
            return Vec::new();
        }
        (holder.to_vec(), joined(holder, "namespaceSelector"))
    };
    let wanted = object.has(&namespaces).then(|| object.selector(&namespaces));
    let selector = object.selector(&joined(&holder, "podSelector"));
    let pods = in_namespaces(analysis, object, wanted.as_ref());
    pods.into_iter().filter(|pod| selector.matches(&pod.labels)).collect()
}

/// The workloads whose ports a place of an object is about: those that receive what a rule allows, or that a Service selects.
pub(super) fn receivers<'a>(analysis: &'a Analysis, object: &Object<'_>, path: &[Step]) -> Vec<&'a Endpoint> {
    let step = |at: usize| path.get(at).and_then(Step::key);
    match (object.kind(), step(0), step(1)) {
        ("Service", Some("spec"), Some("ports")) => {
            let labels = object.labels(&keys(&["spec", "selector"]));
            let selector = Selector::new(labels, Span::default());
            let pods = in_namespaces(analysis, object, None);
            pods.into_iter().filter(|pod| selector.matches(&pod.labels)).collect()
        }
        (kind, Some("spec"), Some("ingress")) if is_kubernetes_policy(kind) => {
            let subject = if is_cluster_wide(object) { keys(&["spec", "subject"]) } else { keys(&["spec"]) };
            pods_of(analysis, object, &subject)
        }
        (kind, Some("spec"), Some("egress")) if is_kubernetes_policy(kind) => {
            let peers = joined(path.get(..3).unwrap_or(&[]), "to");
            if !object.has(&peers) {
                return workloads(analysis).collect();
            }
            let mut found: BTreeMap<&str, &Endpoint> = BTreeMap::new();
            for index in 0_u32..100 {
                let peer = [peers.as_slice(), &[Step::Item(index)]].concat();
                if !object.has(&peer) {
                    break;
                }
                found.extend(pods_of(analysis, object, &peer).into_iter().map(|pod| (pod.id.as_str(), pod)));
            }
            found.into_values().collect()
        }
        _ => workloads(analysis).collect(),
    }
}
