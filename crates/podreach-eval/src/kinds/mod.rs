//! Documents to typed resources: one file per API group, and the checks that the API server makes.

pub(crate) mod added;
mod admin;
mod apps;
mod calico;
mod cidr_words;
mod content;
mod core;
mod discovery;
mod entries;
mod fields;
mod foreign;
mod gateway;
pub(crate) mod ingress;
mod labels;
mod lists;
mod meta;
mod network_policy;
mod networking;
mod object_ref;
mod objects;
mod policy_api;
mod reader;
mod replaced;
mod resources;
pub mod schema;
mod selectors;
mod services;
mod unsupported;
pub(crate) mod validate;
mod versions;
pub(crate) mod well_known;

pub use admin::*;
pub use content::Content;
pub use entries::*;
pub use foreign::ForeignPolicy;
pub use network_policy::*;
pub use object_ref::ObjectRef;
pub use objects::*;
pub use resources::Resources;
pub use versions::kinds;

use std::sync::Arc;

use podreach_syntax::{Diagnostic, Document, Node};
use rustc_hash::FxHashMap;

use lists::Object;
use reader::Reader;

/// A policy of any dialect, as it is written.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variants are the dialects' own names")]
pub enum AnyPolicy {
    Network(NetworkPolicy),
    Admin(AdminPolicy),
}

impl AnyPolicy {
    /// Its metadata.
    pub const fn meta(&self) -> &Meta {
        match self {
            Self::Network(policy) => &policy.meta,
            Self::Admin(policy) => &policy.meta,
        }
    }
}

/// A kind of policies that are evaluated.
struct PolicyKind {
    name: &'static str,
    /// Its group, and a version that has it.
    api_version: &'static str,
    /// Whether it has no namespace.
    cluster_wide: bool,
    decode: fn(&Object<'_>, &mut Reader, &mut Resources),
}

/// The kinds of policies. A new dialect is rows here and a variant of [`AnyPolicy`], a file that reads it, and in
/// `policy/lower` a file and an arm that lower it.
const POLICIES: [PolicyKind; 4] = [
    PolicyKind {
        name: "NetworkPolicy",
        api_version: "networking.k8s.io/v1",
        cluster_wide: false,
        decode: networking::decode,
    },
    cluster_wide("AdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1"),
    cluster_wide("BaselineAdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1"),
    cluster_wide("ClusterNetworkPolicy", "policy.networking.k8s.io/v1alpha2"),
];

const fn cluster_wide(name: &'static str, api_version: &'static str) -> PolicyKind {
    PolicyKind { name, api_version, cluster_wide: true, decode: policy_api::decode }
}

/// The row of an object, if it is a policy that is evaluated. A kind of Kubernetes in another of its groups counts
/// as well, as a mistake in a policy; a kind of the same name in the group of another project does not.
fn policy_kind(api_version: &str, kind: &str) -> Option<&'static PolicyKind> {
    let group = group_of(api_version);
    let fits = |of: &str| group == of || (is_of_kubernetes(group) && is_of_kubernetes(of));
    POLICIES.iter().find(|row| row.name == kind && fits(group_of(row.api_version)))
}

/// The API group in an `apiVersion`; empty for the core group.
fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Whether Kubernetes defines the kinds of a group.
fn is_of_kubernetes(group: &str) -> bool {
    !group.contains('.') || group.ends_with(".k8s.io")
}

/// Whether objects of this kind are policies that are evaluated.
pub fn is_evaluated_policy(api_version: &str, kind: &str) -> bool {
    policy_kind(api_version, kind).is_some()
}

/// Whether a kind has the name of a kind of policy of Kubernetes.
pub fn is_kubernetes_policy(kind: &str) -> bool {
    policy_kind("", kind).is_some()
}

/// Decodes documents one by one, so that none has to be kept.
#[derive(Debug)]
pub struct Decoder {
    reader: Reader,
    resources: Resources,
    documents: usize,
}

impl Decoder {
    /// A decoder that puts objects without a namespace into this one.
    pub fn new(default_namespace: &str) -> Self {
        Self { reader: Reader::new(default_namespace), resources: Resources::default(), documents: 0 }
    }

    /// Takes in a document. Lists are flattened, unknown kinds are listed as ignored, policies are checked as the API
    /// server checks them. Files of tools that make manifests hold no object.
    pub fn document(&mut self, document: &Document) {
        if document.tool.is_some() {
            return;
        }
        let is_further_item = document.item == Some(false);
        self.documents += usize::from(!is_further_item);
        self.reader.unreadable = document.unreadable;
        let resources = &mut self.resources;
        let mut visit = |object: Object<'_>, reader: &mut Reader| decode_object(&object, reader, resources);
        match document.item {
            None => lists::each(&document.root, &mut self.reader, &mut visit),
            Some(first) => {
                // The list itself is an object, too.
                self.reader.objects += usize::from(first);
                lists::item(&document.root, &mut self.reader, &mut visit);
            }
        }
    }

    /// What the documents hold, to be added to another decoder, as often as is wanted.
    pub fn decoded(self) -> Decoded {
        let Reader { diagnostics, objects, .. } = self.reader;
        Decoded { resources: self.resources, diagnostics, documents: self.documents, objects }
    }

    /// Takes in documents that were decoded before, for the same default namespace.
    pub fn add(&mut self, part: &Decoded) {
        self.documents += part.documents;
        self.reader.objects += part.objects;
        self.reader.diagnostics.extend_from_slice(&part.diagnostics);
        self.resources.extend(&part.resources);
    }

    /// The resources, the diagnostics, the number of documents, and the number of objects and lists of any kind. Of objects that
    /// are written twice the last one counts.
    pub fn finish(self) -> (Resources, Vec<Diagnostic>, usize, usize) {
        let Finished { resources, mut diagnostics, replaced, documents, objects } = self.finished();
        diagnostics.extend(replaced);
        (resources, diagnostics, documents, objects)
    }

    /// The same, with what is said about objects that are written twice by itself.
    pub(crate) fn finished(mut self) -> Finished {
        let Reader { diagnostics, objects, .. } = self.reader;
        let mut replaced = Vec::new();
        replaced::drop_replaced(&mut self.resources, &mut replaced);
        place_on_nodes(&mut self.resources);
        Finished { resources: self.resources, diagnostics, replaced, documents: self.documents, objects }
    }
}

/// All documents of an input.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) resources: Resources,
    /// What is to be said about each object by itself.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What is to be said about objects that are written twice.
    pub(crate) replaced: Vec<Diagnostic>,
    pub(crate) documents: usize,
    pub(crate) objects: usize,
}

/// Documents of an input, decoded: what they hold, and what is to be said about each by itself.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    resources: Resources,
    diagnostics: Vec<Diagnostic>,
    documents: usize,
    objects: usize,
}

impl Decoded {
    pub(crate) fn policies(&self) -> &[Arc<AnyPolicy>] {
        &self.resources.policies
    }

    /// Whether there is nothing in it but policies that are evaluated.
    pub(crate) fn holds_policies_alone(&self) -> bool {
        self.resources.holds_policies_alone()
    }

    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub(crate) const fn documents(&self) -> usize {
        self.documents
    }

    pub(crate) const fn objects(&self) -> usize {
        self.objects
    }
}

/// A null member of a selector in a custom resource: the API server drops it, and the policy is there without it.
const NULL_DROPPED: &str = "V10";

fn decode_object(object: &Object<'_>, reader: &mut Reader, resources: &mut Resources) {
    if !versions::is_ours(object) {
        resources.ignored.push(unsupported::note(object, reader));
        return;
    }
    let from = reader.diagnostics.len();
    match policy_kind(object.api_version, object.kind) {
        Some(policy) => (policy.decode)(object, reader, resources),
        None => {
            let strictness = versions::check(object, reader);
            schema::check(object.kind, object.node, strictness, reader);
            decode_kind(object, reader, resources);
        }
    }
    note_rejected(object, from, reader, resources);
}

fn decode_kind(object: &Object<'_>, reader: &mut Reader, resources: &mut Resources) {
    match object.kind {
        "Node" => resources.nodes.extend(core::node(object, reader)),
        "Namespace" => resources.namespaces.extend(core::namespace(object, reader)),
        "Service" => resources.services.extend(services::service(object, reader).map(Arc::new)),
        "Endpoints" => resources.backings.extend(discovery::endpoints(object, reader)),
        "EndpointSlice" => resources.backings.extend(discovery::slice(object, reader)),
        "Ingress" => resources.ingresses.extend(ingress::ingress(object, reader)),
        "IngressClass" => resources.ingress_classes.extend(ingress::ingress_class(object, reader)),
        "Route" => resources.openshift_routes.extend(ingress::route(object, reader)),
        "GatewayClass" => resources.gateway_classes.extend(gateway::gateway_class(object, reader)),
        "Gateway" => resources.gateways.extend(gateway::gateway(object, reader)),
        "ReferenceGrant" => resources.grants.extend(gateway::grant(object, reader)),
        "HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute" | "UDPRoute" => {
            resources.gateway_routes.extend(gateway::route(object, reader));
        }
        "Pod" => {
            let pod = core::pod(object, reader).map(|pod| sharing_labels(pod, resources.pods.last()));
            resources.pods.extend(pod.map(Arc::new));
        }
        kind => {
            let spec = apps::controller(object, WorkloadKind::from_name(kind), reader);
            resources.pods.extend(spec.map(Arc::new));
        }
    }
}

/// The pods of a controller have the same labels, and mostly follow each other.
fn sharing_labels(mut pod: WorkloadSpec, before: Option<&Arc<WorkloadSpec>>) -> WorkloadSpec {
    if let Some(before) = before.filter(|before| before.labels == pod.labels) {
        pod.labels = Arc::clone(&before.labels);
    }
    pod
}

/// Notes an object that the API server would reject and that is evaluated all the same. Rejected policies, and what has no
/// name to go by, are not.
fn note_rejected(object: &Object<'_>, from: usize, reader: &mut Reader, resources: &mut Resources) {
    let mut codes = reader.errors_since(from);
    codes.retain(|code| *code != NULL_DROPPED);
    let out = resources.rejected_policies.last().is_some_and(|policy| policy.meta.span == object.node.span);
    let text = |key: &str| object.node.at(&["metadata", key]).and_then(Node::as_str);
    let Some(name) = text("name").or_else(|| text("generateName")) else { return };
    if out || codes.is_empty() && !reader.unreadable {
        return;
    }
    let reason: String = reader.first_error_since(from).unwrap_or(UNREADABLE).to_owned();
    let span = object.node.at(&["metadata", "name"]).map_or(object.node.span, |node| node.span);
    let message = format!("the API server would reject this {}; it is evaluated as if it were accepted", object.kind);
    let help = "its errors are listed at their places; results that involve it hold once they are fixed";
    reader.diagnostics.push(Diagnostic::note("N02", span, message).help(help));
    let reason = reason.into();
    resources.rejected_objects.push(RejectedObject {
        kind: object.kind.into(),
        namespace: text("namespace").map_or_else(|| reader.default_namespace.clone(), Into::into),
        name: name.into(),
        span: object.node.span,
        codes,
        reason,
    });
}

/// Why a document is rejected as a whole, where nothing else is wrong with it.
const UNREADABLE: &str = "the API server cannot read the document";

/// A pod knows its node's addresses, also where its own status does not say so.
fn place_on_nodes(resources: &mut Resources) {
    let by_name: FxHashMap<&str, &[std::net::IpAddr]> =
        resources.nodes.iter().map(|node| (&*node.meta.name.value, node.addresses.as_slice())).collect();
    for pod in resources.pods.iter_mut().filter(|pod| pod.host_addresses.is_empty()) {
        if let Some(addresses) = pod.node.as_ref().and_then(|name| by_name.get(&**name)) {
            Arc::make_mut(pod).host_addresses = addresses.to_vec();
        }
    }
}
