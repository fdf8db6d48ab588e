//! Which workloads are the pods of a known controller: by their labels, by their images, and by name where neither decides.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::kinds::{Resources, WorkloadKind, WorkloadSpec};

use super::known_controllers::{KNOWN, Known, NAMESPACE};
use super::{Endpoint, EndpointId, EndpointKind};

/// Images by namespace, kind and name of the object that names them.
#[derive(Debug)]
pub(crate) struct Images<'a>(FxHashMap<(&'a str, &'a WorkloadKind, &'a str), &'a WorkloadSpec>);

impl<'a> Images<'a> {
    pub(crate) fn new(resources: &'a Resources) -> Self {
        let key = |pod: &'a WorkloadSpec| (&*pod.meta.namespace, &pod.kind, &*pod.meta.name.value);
        Self(resources.pods.iter().map(|pod| (key(pod), &**pod)).collect())
    }

    /// Repositories of the images that a workload runs: its pods', else those of its template.
    pub(crate) fn of(&self, endpoint: &Endpoint) -> BTreeSet<&'a str> {
        let (EndpointKind::Workload(kind), Some(namespace)) = (&endpoint.kind, endpoint.namespace.as_deref()) else {
            return BTreeSet::new();
        };
        let pod = endpoint.pods.first().and_then(|pod| self.0.get(&(namespace, &WorkloadKind::Pod, &**pod)));
        let found = pod.or_else(|| self.0.get(&(namespace, kind, &*endpoint.workload_name)));
        found.into_iter().flat_map(|pod| &pod.images).map(|image| repository(image)).collect()
    }
}

/// The pods of each row of [`KNOWN`], in order of the endpoints. Jobs and CronJobs proxy no requests.
pub(super) fn controller_pods(endpoints: &[Endpoint], resources: &Resources) -> Vec<Vec<EndpointId>> {
    let images = Images::new(resources);
    let mut found: Vec<Vec<EndpointId>> = KNOWN.iter().map(|_| Vec::new()).collect();
    let mut by_name = found.clone();
    for (endpoint, at) in endpoints.iter().zip(0..).filter(|(endpoint, _)| may_proxy(endpoint)) {
        let images = images.of(endpoint);
        let runs = |known: &Known| {
            let all = |set: &&[&str]| set.iter().all(|wanted| images.iter().any(|image| is_repository(image, wanted)));
            known.images.iter().any(all)
        };
        // An image of one controller is no other's, whatever the labels say.
        let by_image = KNOWN.iter().any(runs);
        for ((known, pods), named) in KNOWN.iter().zip(&mut found).zip(&mut by_name) {
            let is_other = by_image && !known.images.is_empty() && !runs(known);
            if !is_other && (runs(known) || has_labels(endpoint, known)) {
                pods.push(EndpointId(at));
            } else if !by_image && has_name(endpoint, known) {
                named.push(EndpointId(at));
            }
        }
    }
    let better = found.into_iter().zip(by_name).map(|(found, named)| if found.is_empty() { named } else { found });
    better.collect()
}

/// Words in the names of controllers and of their namespaces.
const CALLED: [&str; 14] = [
    "ingress",
    "gateway",
    "router",
    "nginx",
    "traefik",
    "haproxy",
    "contour",
    "envoy",
    "istio",
    "kong",
    "ambassador",
    "emissary",
    "skipper",
    "apisix",
];

/// Whether the pods of a representative may be a controller, judged by its id alone: it stands for all pods of a namespace
/// (`rep:edge/*`), or its id contains one of the words that controllers and their namespaces have in their names.
pub(crate) fn may_hold_a_controller(id: &str) -> bool {
    if id.ends_with("/*") {
        return true;
    }
    let id = id.to_ascii_lowercase();
    CALLED.iter().any(|name| id.contains(name))
}

fn may_proxy(endpoint: &Endpoint) -> bool {
    let EndpointKind::Workload(kind) = &endpoint.kind else { return false };
    !matches!(kind, WorkloadKind::Job | WorkloadKind::CronJob)
}

fn has_labels(endpoint: &Endpoint, known: &Known) -> bool {
    let has = |(key, value): &(&str, &str)| {
        if *key == NAMESPACE {
            return endpoint.namespace.as_deref() == Some(*value);
        }
        endpoint.labels.get(*key).is_some_and(|found| value.is_empty() || **found == **value)
    };
    known.labels.iter().any(|labels| labels.iter().all(has))
}

fn has_name(endpoint: &Endpoint, known: &Known) -> bool {
    let name = &*endpoint.workload_name;
    known.names.iter().any(|known| {
        let release = name.strip_suffix(known).and_then(|before| before.strip_suffix('-'));
        name == *known || (known.contains('-') && release.is_some_and(|release| !release.is_empty()))
    })
}

/// An image without tag and digest: `registry:5000/a/b` of `registry:5000/a/b:v1@sha256:…`.
pub(crate) fn repository(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    match image.rsplit_once(':') {
        // What is behind the colon of a port is a path.
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}

/// Whether an image comes from a repository, in whatever registry or mirror.
pub(crate) fn is_repository(image: &str, known: &str) -> bool {
    image.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::{is_repository, repository};

    #[test]
    fn images_are_known_in_any_registry() {
        let is = |image: &str, known: &str| is_repository(repository(image), known);
        assert!(is("registry.k8s.io/ingress-nginx/controller:v1.11.2@sha256:d5f8", "ingress-nginx/controller"));
        assert!(is("localhost:5000/mirror/ingress-nginx/controller", "ingress-nginx/controller"));
        assert!(is("traefik:v3.1", "traefik"));
        assert!(is("docker.io/library/traefik@sha256:00", "traefik"));
        assert!(!is("example.com/whoami-traefik:1", "traefik"));
        assert!(!is("registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1", "ingress-nginx/controller"));
        assert_eq!(repository("localhost:5000/a"), "localhost:5000/a");
    }
}
