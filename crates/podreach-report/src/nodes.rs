//! Names of peers as nodes of a graph, clustered by namespace.

use std::collections::BTreeMap;

/// What a graph shows of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node<'a> {
    /// Its name in lists.
    pub(crate) name: &'a str,
    /// Its name within its cluster.
    pub(crate) label: &'a str,
    /// Whether it is no workload of the input: a representative, a kind of pods, the outside.
    pub(crate) dashed: bool,
}

/// Nodes by namespace; those without one first.
pub(crate) fn clusters<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<Option<&'a str>, Vec<Node<'a>>> {
    let mut clusters: BTreeMap<Option<&str>, Vec<Node<'_>>> = BTreeMap::new();
    for name in names {
        let namespace = namespace(name);
        let label = namespace.and_then(|_| name.split_once('/')).map_or(name, |(_, label)| label);
        let dashed = namespace.is_none() || name.starts_with("rep:") || label.starts_with('[');
        clusters.entry(namespace).or_default().push(Node { name, label, dashed });
    }
    clusters
}

/// The namespace of a peer that has one known by name.
fn namespace(peer: &str) -> Option<&str> {
    if peer.starts_with("external:") || peer.starts_with('{') {
        return None;
    }
    let path = peer.strip_prefix("rep:").unwrap_or(peer);
    let (namespace, _) = path.split_once('/')?;
    (!namespace.starts_with(['{', '*', '['])).then_some(namespace)
}
