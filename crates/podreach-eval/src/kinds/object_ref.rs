//! The identity of an object of the cluster.

use std::fmt;

/// Group, kind, namespace and name. Kinds of several groups share names: Calico has a NetworkPolicy as well. Written as
/// `NetworkPolicy.networking.k8s.io/default/web`, without a namespace `ClusterNetworkPolicy.policy.networking.k8s.io/web`, in the core
/// group `Pod/default/web`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectRef<'a> {
    /// API group; empty for the core group.
    pub group: &'a str,
    /// Kind.
    pub kind: &'a str,
    /// Namespace; `None` where the kind has none.
    pub namespace: Option<&'a str>,
    /// Name.
    pub name: &'a str,
}

impl fmt::Display for ObjectRef<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, kind, namespace, name } = self;
        out.write_str(kind)?;
        if !group.is_empty() {
            write!(out, ".{group}")?;
        }
        if let Some(namespace) = namespace {
            write!(out, "/{namespace}")?;
        }
        write!(out, "/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_different_groups_are_distinct() {
        let of = |group| ObjectRef { group, kind: "NetworkPolicy", namespace: Some("default"), name: "web" };
        assert_eq!(of("networking.k8s.io").to_string(), "NetworkPolicy.networking.k8s.io/default/web");
        assert_ne!(of("networking.k8s.io"), of("projectcalico.org"));
        let pod = ObjectRef { group: "", kind: "Node", namespace: None, name: "one" };
        assert_eq!(pod.to_string(), "Node/one");
    }
}
