//! Peers as nodes of a graph, clustered by namespace.

use std::borrow::Cow;
use std::collections::BTreeMap;

use podreach_eval::exposure::ExposedSet;
use podreach_eval::inventory::Endpoint;
use podreach_eval::policy::NamespaceScope;

use super::{Cluster, Node, NodeId, Shape};

/// Who stands at an end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer<'a> {
    /// Its name in lists.
    name: Cow<'a, str>,
    /// The namespace that it is in, where that is known by name.
    namespace: Option<Cow<'a, str>>,
    /// Its name within the namespace.
    local: Cow<'a, str>,
    /// Whether it is a workload of the input.
    given: bool,
}

impl<'a> Peer<'a> {
    /// An endpoint.
    pub(crate) fn of_endpoint(endpoint: &'a Endpoint) -> Self {
        Self::called(&endpoint.peer, endpoint)
    }

    /// An endpoint that lists call otherwise, in the same namespace: a part of a workload by one of its pods.
    pub(crate) fn called(name: &'a str, endpoint: &'a Endpoint) -> Self {
        Self {
            name: Cow::Borrowed(name),
            namespace: endpoint.namespace.as_deref().map(Cow::Borrowed),
            local: Cow::Borrowed(endpoint.within_namespace(name)),
            given: endpoint.is_workload(),
        }
    }

    /// What is in no namespace: addresses, domain names, a controller that is not in the input.
    pub(crate) fn elsewhere(name: Cow<'a, str>) -> Self {
        Self { local: name.clone(), name, namespace: None, given: false }
    }

    /// Pods that could be created.
    pub(crate) fn of_exposed(set: &ExposedSet) -> Self {
        let name = set.notation();
        match &set.pods.namespaces {
            NamespaceScope::Named(namespace) => Self {
                local: Cow::Owned(name.get(namespace.len() + 1..).unwrap_or(&name).to_owned()),
                name: Cow::Owned(name),
                namespace: Some(Cow::Owned(namespace.to_string())),
                given: false,
            },
            NamespaceScope::Matching(_) => Self::elsewhere(Cow::Owned(name)),
        }
    }

    /// Its name in lists.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Peers by namespace, those without one first, in their order otherwise.
pub(crate) fn clusters<'a>(peers: impl Iterator<Item = Peer<'a>>) -> Vec<Cluster<'a>> {
    let mut clusters: BTreeMap<Option<Cow<'a, str>>, Vec<Node<'a>>> = BTreeMap::new();
    for Peer { name, namespace, local, given } in peers {
        let shape = if given { Shape::Given } else { Shape::NotGiven };
        let node = Node { id: NodeId::Peer(name), label: local, shape, good: None };
        clusters.entry(namespace).or_default().push(node);
    }
    clusters.into_iter().map(|(namespace, nodes)| Cluster { namespace, nodes }).collect()
}
