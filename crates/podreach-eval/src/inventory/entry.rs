//! What leads from outside to pods through a controller: Ingress, OpenShift Route, Gateway with its routes.

use std::ops::Deref;
use std::sync::Arc;

use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use crate::kinds::Listener;
use crate::sets::Protocol;

use super::EndpointId;

/// What an entry point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are the kinds' own names")]
pub enum EntryKind {
    Gateway,
    Ingress,
    Route,
}

impl EntryKind {
    /// The kind's own name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "Gateway",
            Self::Ingress => "Ingress",
            Self::Route => "Route",
        }
    }

    /// The word before the colon of an id.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Ingress => "ingress",
            Self::Route => "route",
        }
    }
}

/// Who proxies requests to the pods: the source that the policies of these pods see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyPods {
    /// Pods of the controller that are in the input, by their well-known labels.
    Pods(Vec<EndpointId>),
    /// No pod of the controller is in the input. An unlabelled pod of an unknown namespace, which has only its name label,
    /// stands for it.
    Assumed(EndpointId),
    /// A load balancer outside the cluster.
    Outside,
}

/// Why a backend leads nowhere, or not where it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryProblem {
    /// It is of this kind, which is no Service.
    NotAService(Box<str>),
    /// The Service is not in the input.
    NoService,
    /// The Service has no such port.
    NoPort,
    /// The Service has no such port. Its target port has the number or name; ingress-nginx takes that.
    ByTarget,
    /// The Service is in another namespace, which has no ReferenceGrant for this.
    NoGrant,
    /// No listener of the Gateway accepts the route.
    NotAttached,
    /// Its weight is 0.
    Idle,
    /// The Service is an ExternalName: another name of something outside.
    ExternalName,
    /// The Service has no selector, and no object says what is behind it.
    Unknown,
}

/// Pod ports, ascending. Backends that lead to the same ones share them: an entry point may have very many paths.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Targets(Arc<[(EndpointId, Protocol, u16)]>);

impl Targets {
    /// These pod ports, in any order.
    pub(crate) fn new(mut targets: Vec<(EndpointId, Protocol, u16)>) -> Self {
        targets.sort_unstable();
        targets.dedup();
        Self(targets.into())
    }

    /// Leaves none.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Deref for Targets {
    type Target = [(EndpointId, Protocol, u16)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Targets {
    type Item = &'a (EndpointId, Protocol, u16);
    type IntoIter = std::slice::Iter<'a, (EndpointId, Protocol, u16)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Requests of an entry point and where they go.
#[derive(Clone, Debug)]
pub struct EntryBackend {
    /// The route of the Gateway API that says so: `HTTPRoute shop/web`.
    pub route: Option<String>,
    /// Host names; empty for all.
    pub hosts: Vec<Box<str>>,
    /// Path, or service and method of gRPC; `None` for all.
    pub path: Option<Box<str>>,
    /// For Gateways: indexes of its listeners.
    pub listeners: Vec<usize>,
    /// Whether its listeners may reject it: they select namespaces by labels, and its Namespace is not in the input.
    pub maybe: bool,
    /// The backend as the object names it: `shop/web`.
    pub name: String,
    /// Index of the Service, when it is in the input.
    pub service: Option<usize>,
    /// Indexes of the ports of the Service that it leads to.
    pub ports: Vec<usize>,
    /// Pod ports that it leads to in the end.
    pub targets: Targets,
    /// What is wrong with it.
    pub problem: Option<EntryProblem>,
    /// Where it is written.
    pub span: Span,
    /// Where its name is.
    pub name_span: Span,
}

/// An Ingress, an OpenShift Route, or a Gateway with the routes that attach to it.
#[derive(Clone, Debug)]
pub struct EntryNode {
    /// Contract id: `ingress:namespace/name`, `route:namespace/name`, `gateway:namespace/name`.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// Namespace.
    pub namespace: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Its class, when one is written.
    pub class: Option<Box<str>>,
    /// A Gateway that routes attach to and that is not in the input.
    pub implied: bool,
    /// Listeners of a Gateway.
    pub listeners: Vec<Listener>,
    /// The controller's pods, which proxy requests.
    pub proxy_pods: ProxyPods,
    /// Where requests go, in order.
    pub backends: Vec<EntryBackend>,
    /// The object; for an implied Gateway, the first reference to it.
    pub span: Span,
}

impl EntryNode {
    /// The lists of pod ports that its backends lead to, each once where backends share it.
    pub(crate) fn distinct_targets(&self) -> Vec<&Targets> {
        let mut seen = std::collections::BTreeSet::new();
        let lists = self.backends.iter().map(|backend| &backend.targets);
        lists.filter(|targets| !targets.is_empty() && seen.insert(targets.as_ptr())).collect()
    }
}
