//! Ids of nodes. As text they are a contract with pages, tests and embedders; inside, they are values of a type.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EntryKind};

/// What a node is, and which one. Cheap to clone.
///
/// Text becomes an id only where it comes from outside (an attribute of the page, a link, saved state) or from the analysis,
/// and an id becomes text only where it goes there: [`NodeId::parse`] and [`Display`](fmt::Display) are exact inverses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum NodeId {
    /// `default/web`, `default/web[Pod]`.
    Workload {
        /// Its namespace.
        namespace: Arc<str>,
        /// Its name, with its kind where two kinds share the name.
        name: Arc<str>,
    },
    /// Pods that are not in the input: `rep:default/app=api`, `rep:{name=kube-system}/k8s-app=kube-dns`, `rep:*/*`.
    Representative {
        /// The name of a namespace, `{selector}` or `*`.
        namespace: Arc<str>,
        /// A selector of pods in kubectl's notation; `*` for any.
        selector: Arc<str>,
    },
    /// A part of the outside by its label: `external:Internet`.
    External(Arc<str>),
    /// `service:default/web`.
    Service {
        /// Its namespace.
        namespace: Arc<str>,
        /// Its name.
        name: Arc<str>,
    },
    /// `ingress:default/web`, `route:default/web`, `gateway:default/web`.
    Entry {
        /// What it is.
        kind: EntryKind,
        /// Its namespace.
        namespace: Arc<str>,
        /// Its name.
        name: Arc<str>,
    },
    /// `namespace:default`.
    Namespace(Arc<str>),
    /// Several things as one card, by the first of them: `group:default/web` for workloads, `group:default` for namespaces.
    Group(Arc<str>),
    /// Any other text: a node of an exposure (`kind:…`), or nothing that is known.
    Other(Arc<str>),
}

/// All entry points, to find the one whose prefix an id has.
const ENTRIES: [EntryKind; 3] = [EntryKind::Gateway, EntryKind::Ingress, EntryKind::Route];

impl NodeId {
    /// The id that a text writes. Every text is one.
    pub fn parse(text: &str) -> Self {
        Self::known(text).unwrap_or_else(|| Self::Other(text.into()))
    }

    fn known(text: &str) -> Option<Self> {
        let Some((prefix, rest)) = text.split_once(':').filter(|(prefix, _)| !prefix.contains('/')) else {
            let (namespace, name) = in_namespace(text)?;
            return Some(Self::Workload { namespace, name });
        };
        match prefix {
            "namespace" => Some(Self::Namespace(rest.into())),
            "external" => Some(Self::External(rest.into())),
            "group" => Some(Self::Group(rest.into())),
            "service" => in_namespace(rest).map(|(namespace, name)| Self::Service { namespace, name }),
            "rep" => {
                // Selectors of namespaces have slashes in their keys, and no brace.
                let end = if rest.starts_with('{') { rest.find('}')? } else { 0 };
                let slash = end + rest.get(end..)?.find('/')?;
                let (namespace, selector) = (rest.get(..slash)?.into(), rest.get(slash + 1..)?.into());
                Some(Self::Representative { namespace, selector })
            }
            _ => {
                let kind = ENTRIES.into_iter().find(|kind| kind.prefix() == prefix)?;
                in_namespace(rest).map(|(namespace, name)| Self::Entry { kind, namespace, name })
            }
        }
    }

    /// The id of a namespace.
    pub fn namespace(name: &str) -> Self {
        Self::Namespace(name.into())
    }

    /// Whether it is that of an unlabelled pod in a namespace that is not in the input.
    pub fn is_any_pod(&self) -> bool {
        matches!(self, Self::Representative { namespace, selector } if **namespace == *"*" && **selector == *"*")
    }

    /// The id without the word before its colon, as people search for it: `default/web`, `default/app=api`, `Internet`.
    pub fn without_prefix(&self) -> String {
        match self {
            Self::External(name) | Self::Namespace(name) | Self::Group(name) | Self::Other(name) => name.to_string(),
            Self::Representative { namespace, selector: name }
            | Self::Workload { namespace, name }
            | Self::Service { namespace, name }
            | Self::Entry { namespace, name, .. } => format!("{namespace}/{name}"),
        }
    }
}

impl Analysis {
    /// The endpoint that a node stands for; none for Services, entry points and namespaces.
    pub fn endpoint_of_node(&self, id: &NodeId) -> Option<EndpointId> {
        self.endpoint_by_id(&id.to_string())
    }
}

fn in_namespace(text: &str) -> Option<(Arc<str>, Arc<str>)> {
    text.split_once('/').map(|(namespace, name)| (namespace.into(), name.into()))
}

impl fmt::Display for NodeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workload { namespace, name } => write!(out, "{namespace}/{name}"),
            Self::Representative { namespace, selector } => write!(out, "rep:{namespace}/{selector}"),
            Self::External(label) => write!(out, "external:{label}"),
            Self::Service { namespace, name } => write!(out, "service:{namespace}/{name}"),
            Self::Entry { kind, namespace, name } => write!(out, "{}:{namespace}/{name}", kind.prefix()),
            Self::Namespace(name) => write!(out, "namespace:{name}"),
            Self::Group(name) => write!(out, "group:{name}"),
            Self::Other(text) => out.write_str(text),
        }
    }
}

impl From<&str> for NodeId {
    fn from(text: &str) -> Self {
        Self::parse(text)
    }
}

impl From<String> for NodeId {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<NodeId> for String {
    fn from(id: NodeId) -> Self {
        id.to_string()
    }
}

impl From<&String> for NodeId {
    fn from(text: &String) -> Self {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use super::*;
    use crate::options::Options;
    use crate::pipeline::analyze;
    use crate::view::fixture::cluster;

    fn two(namespace: &str, name: &str) -> (Arc<str>, Arc<str>) {
        (namespace.into(), name.into())
    }

    #[test]
    fn ids_have_their_variant_and_come_back() {
        let workload = |namespace, name| {
            let (namespace, name) = two(namespace, name);
            NodeId::Workload { namespace, name }
        };
        let representative = |namespace, selector| {
            let (namespace, selector) = two(namespace, selector);
            NodeId::Representative { namespace, selector }
        };
        let (namespace, name) = two("shop", "web");
        let cases = [
            ("default/web", workload("default", "web")),
            ("default/web[Pod]", workload("default", "web[Pod]")),
            ("default/service:x", workload("default", "service:x")),
            ("rep:default/app=api", representative("default", "app=api")),
            ("rep:*/*", representative("*", "*")),
            ("rep:{a.b/c=d}/e.f/g in (h,i)", representative("{a.b/c=d}", "e.f/g in (h,i)")),
            ("rep:{a.b/c}/*", representative("{a.b/c}", "*")),
            ("external:Internet except 10.0.0.0/8", NodeId::External("Internet except 10.0.0.0/8".into())),
            ("service:shop/web", NodeId::Service { namespace: namespace.clone(), name: name.clone() }),
            ("gateway:shop/web", NodeId::Entry { kind: EntryKind::Gateway, namespace, name }),
            ("namespace:a", NodeId::namespace("a")),
            ("group:default/web", NodeId::Group("default/web".into())),
            ("kind:{a=b}/c", NodeId::Other("kind:{a=b}/c".into())),
        ];
        for (text, id) in cases {
            assert_eq!(NodeId::parse(text), id);
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn every_text_comes_back() {
        let hostile =
            ["", "/", ":", "//", ":/", "rep:", "rep:{", "rep:{}", "rep:{/", "rep:{a}b/c", "service:", "service:a"];
        let more = [
            "ingress:/",
            "namespace:",
            "external:",
            "a:b/c",
            "é/ü",
            "rep:é",
            "<b>/\"",
            "a/b/c",
            "rep:{é}/\u{202e}",
            "\0/\n",
        ];
        for text in hostile.into_iter().chain(more) {
            assert_eq!(NodeId::parse(text).to_string(), text);
        }
    }

    #[test]
    fn all_of_a_cluster_are_known() {
        for seed in 0..20 {
            let analysis = analyze(&Sources::single("c.yaml", cluster(seed)), &Options::default());
            for endpoint in analysis.endpoints.iter() {
                let id = NodeId::parse(&endpoint.id);
                assert_eq!(id.to_string(), endpoint.id);
                let kind = (endpoint.is_workload(), endpoint.is_representative());
                let found = (matches!(id, NodeId::Workload { .. }), matches!(id, NodeId::Representative { .. }));
                assert_eq!(found, kind, "{id}");
            }
        }
    }
}
