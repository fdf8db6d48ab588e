//! What tells an endpoint from others: the labels that select it, or its addresses.

use podreach_syntax::Content;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, NamespaceLabels};
use crate::kinds::well_known::NAME_LABEL;
use crate::sets::{AddressSet, UNKNOWN_VALUE};

/// Labels that people tell workloads apart by, the best first.
const KNOWN: [&str; 8] = [
    "app.kubernetes.io/name",
    "app",
    "k8s-app",
    "app.kubernetes.io/component",
    "app.kubernetes.io/instance",
    "name",
    "component",
    "tier",
];
/// Labels that controllers give, which change or hold for one pod.
const OF_CONTROLLERS: [&str; 8] = [
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
];
/// An `ipBlock` for each of more networks would be no small change.
const NETWORKS: usize = 4;

/// The fewest labels that select the pods of an endpoint and as few others of their namespace as can be.
pub(super) fn labels(analysis: &Analysis, id: EndpointId) -> Vec<(String, String)> {
    let endpoint = analysis.endpoint(id);
    let rank = |key: &str| KNOWN.iter().position(|known| *known == key).unwrap_or(KNOWN.len());
    let mut usable: Vec<(&str, &str)> = endpoint
        .labels
        .iter()
        .map(|(key, value)| (&**key, &**value))
        .filter(|(key, value)| !OF_CONTROLLERS.contains(key) && *value != UNKNOWN_VALUE)
        .collect();
    usable.sort_by_key(|(key, _)| (rank(key), *key));
    let others: Vec<&Endpoint> = analysis
        .endpoints
        .iter()
        .filter(|other| other.namespace == endpoint.namespace && !other.hidden && !other.is_external())
        .filter(|other| other.id != endpoint.id)
        .collect();
    let matched = |labels: &[(&str, &str)]| {
        let matches = |other: &&&Endpoint| {
            labels.iter().all(|(key, value)| other.labels.get(*key).is_some_and(|has| **has == **value))
        };
        others.iter().filter(matches).count()
    };
    let fewest = matched(&usable);
    if usable.is_empty() || fewest == others.len() && others.is_empty() {
        return owned(usable.get(..1).unwrap_or(&[]));
    }
    let alone = usable.iter().map(|one| vec![*one]);
    let pairs = usable.iter().enumerate().flat_map(|(at, one)| {
        usable.iter().enumerate().filter(move |(next, _)| *next > at).map(move |(_, next)| vec![*one, *next])
    });
    let mut small = alone.chain(pairs);
    owned(&small.find(|labels| matched(labels) == fewest).unwrap_or(usable))
}

fn owned(labels: &[(&str, &str)]) -> Vec<(String, String)> {
    labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// `{matchLabels: …}`; of an endpoint without labels, what selects all pods.
pub(super) fn pod_selector(analysis: &Analysis, id: EndpointId) -> Content {
    let labels = labels(analysis, id);
    if labels.is_empty() {
        return Content::Map(Vec::new());
    }
    Content::map([("matchLabels", Content::map(labels))])
}

/// A selector of the namespace that an endpoint is in; none where that is not known.
pub(super) fn namespace_selector(endpoint: &Endpoint) -> Option<Content> {
    match (&endpoint.namespace, &endpoint.namespace_selector) {
        (Some(name), _) => Some(Content::map([("matchLabels", Content::map([(NAME_LABEL, name.to_string())]))])),
        (None, Some(NamespaceLabels::Any)) => Some(Content::Map(Vec::new())),
        (None, _) => None,
    }
}

/// Whether selectors of pods match an endpoint.
pub(super) const fn is_selectable(endpoint: &Endpoint) -> bool {
    !endpoint.is_external() && !endpoint.host_network
}

/// The networks that hold exactly the addresses of an endpoint; none where there are none or too many.
pub(super) fn networks(analysis: &Analysis, id: EndpointId) -> Option<Vec<String>> {
    let endpoint = analysis.endpoint(id);
    let set = match &endpoint.kind {
        crate::inventory::EndpointKind::External(set) => set.clone(),
        _ => AddressSet::of(&endpoint.addresses),
    };
    let all: Vec<String> = set.networks().iter().map(ToString::to_string).take(NETWORKS + 1).collect();
    if !all.is_empty() && all.len() <= NETWORKS {
        return Some(all);
    }
    // The Internet without what policies name apart: the least that is short.
    (endpoint.is_external() && !all.is_empty() && set.contains([8, 8, 8, 8].into()))
        .then(|| vec!["0.0.0.0/0".to_owned()])
}
