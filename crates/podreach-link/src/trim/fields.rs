//! Which fields a link keeps, by the place at which they stand.
//!
//! Containers, Secrets and objects of kinds that the evaluation does not read keep what it uses and nothing else: anything in
//! them may hold a secret. In other places what says nothing about reachability goes.

use podreach_syntax::Node;

use super::IsPolicy;
use super::rejected::{is_rejected, is_rejected_annotation};

/// Fields of `metadata` that say nothing about reachability.
const METADATA: [&str; 8] = [
    "annotations",
    "managedFields",
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "selfLink",
    "finalizers",
];
/// Annotations that the evaluation reads: the class of an Ingress, and which class is the default.
const ANNOTATIONS: [&str; 2] = ["kubernetes.io/ingress.class", "ingressclass.kubernetes.io/is-default-class"];
/// Fields of a container that the evaluation reads.
const CONTAINER: [&str; 4] = ["name", "image", "ports", "restartPolicy"];
/// Fields of a container that go under their own name, because they may hold secrets.
const CONTAINER_SECRETS: [&str; 9] = [
    "env",
    "envFrom",
    "command",
    "args",
    "volumeMounts",
    "lifecycle",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
];
/// Fields of a spec that say nothing about reachability; an OpenShift Route holds its private key in `tls`.
const SPEC: [&str; 4] = ["volumes", "tls", "imagePullSecrets", "infrastructure"];
/// Fields of a pod's spec that say who it is and where it runs. What nobody knows may be anything.
const POD_SPEC: [&str; 19] = [
    "containers",
    "initContainers",
    "ephemeralContainers",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "hostUsers",
    "hostname",
    "subdomain",
    "setHostnameAsFQDN",
    "nodeName",
    "nodeSelector",
    "affinity",
    "tolerations",
    "restartPolicy",
    "serviceAccountName",
    "serviceAccount",
    "dnsPolicy",
    "schedulerName",
];
/// Fields of `status` that the evaluation reads.
const STATUS: [&str; 8] = ["phase", "podIP", "podIPs", "hostIP", "hostIPs", "conditions", "addresses", "loadBalancer"];
/// Content of Secrets and ConfigMaps.
const DATA: [&str; 3] = ["data", "stringData", "binaryData"];
/// Fields of objects that are read.
const OBJECT: [&str; 9] =
    ["apiVersion", "kind", "metadata", "spec", "status", "subsets", "addressType", "endpoints", "ports"];
/// What is kept of a filter of a route: who gets a copy of the requests. Others hold headers.
const FILTER: [&str; 2] = ["type", "requestMirror"];
/// What is kept of a match of a route.
const MATCH: [&str; 2] = ["path", "method"];

/// API groups and kinds that are read.
const READ: [(&str, &[&str]); 8] = [
    ("", &["Pod", "Service", "Namespace", "Node", "Endpoints", "ReplicationController", "NetworkPolicy", "Route"]),
    ("apps", &["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "NetworkPolicy"]),
    ("extensions", &["Deployment", "ReplicaSet", "DaemonSet", "Ingress", "NetworkPolicy"]),
    ("batch", &["Job", "CronJob"]),
    ("networking.k8s.io", &["NetworkPolicy", "Ingress", "IngressClass"]),
    ("discovery.k8s.io", &["EndpointSlice"]),
    (
        "gateway.networking.k8s.io",
        &["Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "ReferenceGrant"],
    ),
    ("route.openshift.io", &["Route"]),
];

/// Whether a key of an object at the place `parent` is left out, and under which name it is reported.
pub(super) fn is_dropped(parent: &str, key: &str, node: &Node) -> Option<&'static str> {
    let known = |list: &'static [&'static str]| list.iter().find(|known| **known == key).copied();
    let except = |kept: &[&str], what: &'static str| (!kept.contains(&key)).then_some(what);
    match parent {
        "metadata" if key == "annotations" && ANNOTATIONS.iter().any(|kept| node.get(kept).is_some()) => None,
        // What the API server rejects an object for decides whether it takes part.
        "metadata" => known(&METADATA).filter(|_| !is_rejected(key, node)),
        "annotations" => except(&ANNOTATIONS, "annotations").filter(|_| !is_rejected_annotation(key, node)),
        "container" => known(&CONTAINER_SECRETS).or_else(|| except(&CONTAINER, "other fields of containers")),
        "status" => except(&STATUS, "status").filter(|_| !node.is_null()),
        "spec" => known(&SPEC),
        "pod spec" => known(&SPEC).or_else(|| except(&POD_SPEC, "other fields of pods")),
        "read" | "pod" => except(&OBJECT, "other fields"),
        "list" => except(&["apiVersion", "kind", "metadata", "items"], "other fields"),
        "secret" => {
            known(&DATA).or_else(|| except(&["apiVersion", "kind", "metadata", "type", "immutable"], "other fields"))
        }
        "filter" => except(&FILTER, "filters"),
        "match" => except(&MATCH, "matches"),
        // The labels of a template decide which Service could select its pods.
        "unread" if key == "spec" && node.at(&["template", "metadata", "labels"]).is_some() => None,
        "unread" => except(&["apiVersion", "kind", "metadata"], UNREAD),
        "unread spec" => except(&["template"], UNREAD),
        "unread template" => except(&["metadata"], UNREAD),
        "unread labels" => except(&["labels"], UNREAD),
        _ => None,
    }
}

const UNREAD: &str = "content of kinds that are not evaluated";

/// What a key leads to, as [`is_dropped`] calls it.
pub(super) fn place(parent: &str, key: &str) -> &'static str {
    match (parent, key) {
        ("metadata", "annotations") => "annotations",
        ("metadata" | "unread labels", _) => "kept",
        ("unread", "spec") => "unread spec",
        ("unread spec", "template") => "unread template",
        ("unread template", "metadata") => "unread labels",
        (_, "metadata") => "metadata",
        (_, "status") if matches!(parent, "object" | "read" | "pod") => "status",
        ("pod" | "template", "spec") => "pod spec",
        (_, "spec") => "spec",
        (_, "template") => "template",
        (_, "containers" | "initContainers" | "ephemeralContainers") => "container",
        (_, "filters") => "filter",
        (_, "matches") => "match",
        _ => "other",
    }
}

/// Whether all that stands below a place is kept.
pub(super) fn is_left_alone(place: &str) -> bool {
    matches!(place, "annotations" | "kept" | "status")
}

/// The kind of an object; items of a typed list often do not name theirs.
pub(super) fn kind_of<'a>(node: &'a Node, in_list_of: &'a str) -> &'a str {
    node.get("kind").and_then(Node::as_str).unwrap_or(in_list_of)
}

/// What an object is, as [`is_dropped`] calls it. Policies stay whole, also where the kind is misspelt: what is wrong with
/// them is what people share.
pub(super) fn object_place(node: &Node, kind: &str, is_policy: IsPolicy) -> &'static str {
    let api_version = node.get("apiVersion").and_then(Node::as_str);
    let group = api_version.map(|text| text.rsplit_once('/').map_or("", |(group, _)| group));
    let of_kubernetes = group.is_none_or(|group| !group.contains('.') || group.ends_with(".k8s.io"));
    let is_read = |(of, kinds): &(&str, &[&str])| kinds.contains(&kind) && group.is_none_or(|group| group == *of);
    match kind {
        "" => "object",
        "Secret" | "ConfigMap" => "secret",
        _ if of_kubernetes && kind.to_ascii_lowercase().contains("networkpolic") => "object",
        _ if is_policy(api_version.unwrap_or_default(), kind) => "object",
        "Pod" if READ.iter().any(is_read) => "pod",
        _ if READ.iter().any(is_read) => "read",
        _ => "unread",
    }
}

/// Whether a word is in a text that names what is left out.
pub(super) fn are_spoken_of(text: &str) -> bool {
    METADATA.iter().chain(&CONTAINER_SECRETS).chain(&DATA).chain(&SPEC).any(|word| {
        text.match_indices(word).any(|(at, found)| {
            let rest = text.get(at + found.len()..).unwrap_or("").trim_start_matches(['"', '\'', ' ']);
            rest.starts_with(':')
        })
    })
}
