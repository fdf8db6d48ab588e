//! Objects of unsupported kinds: listed, and reported where they could change the result.

use podreach_syntax::{Diagnostic, Node};

use super::calico;
use super::foreign::foreign;
use super::lists::Object;
use super::objects::Unsupported;
use super::reader::Reader;
use super::{POLICIES, PolicyKind, group_of, is_of_kubernetes};
use crate::sets::Labels;
use crate::text;

/// Supported kinds besides policies, with their API version.
const READ: [(&str, &str); 24] = [
    ("Node", "v1"),
    ("Namespace", "v1"),
    ("Service", "v1"),
    ("Pod", "v1"),
    ("ReplicationController", "v1"),
    ("Deployment", "apps/v1"),
    ("ReplicaSet", "apps/v1"),
    ("DaemonSet", "apps/v1"),
    ("StatefulSet", "apps/v1"),
    ("Job", "batch/v1"),
    ("CronJob", "batch/v1"),
    ("Endpoints", "v1"),
    ("EndpointSlice", "discovery.k8s.io/v1"),
    ("Ingress", "networking.k8s.io/v1"),
    ("IngressClass", "networking.k8s.io/v1"),
    ("Route", "route.openshift.io/v1"),
    ("Gateway", "gateway.networking.k8s.io/v1"),
    ("GatewayClass", "gateway.networking.k8s.io/v1"),
    ("HTTPRoute", "gateway.networking.k8s.io/v1"),
    ("GRPCRoute", "gateway.networking.k8s.io/v1"),
    ("TLSRoute", "gateway.networking.k8s.io/v1"),
    ("TCPRoute", "gateway.networking.k8s.io/v1alpha2"),
    ("UDPRoute", "gateway.networking.k8s.io/v1alpha2"),
    ("ReferenceGrant", "gateway.networking.k8s.io/v1beta1"),
];

/// Records an unsupported object. A policy, or a kind that is probably misspelt, gets a diagnostic, since results are worked
/// out as if the object did not exist.
pub(crate) fn note(object: &Object<'_>, reader: &mut Reader) -> Unsupported {
    let name = object.node.at(&["metadata", "name"]).and_then(Node::as_str).unwrap_or("");
    let entry = object.node.entry("kind");
    let span = entry.map_or(object.node.span, |entry| entry.value.span);
    if let Some((kind, version)) = meant(object) {
        let message = format!("`{}` of `{}` is not a supported kind", object.kind, object.api_version);
        let help = format!("did you mean `apiVersion: {version}` and `kind: {kind}`? It is ignored as it is");
        reader.error("L15", span, message, help);
    } else if object.kind.ends_with("NetworkPolicy") {
        // Other projects have kinds of the same names.
        let message = format!("{} `{name}` of `{}` is not supported and is ignored", object.kind, object.api_version);
        reader.diagnostics.push(Diagnostic::warning("L19", span, message).help(evaluated()));
    }
    if calico::is_calico(object) {
        calico::check(object, reader);
    }
    let namespace = object.node.at(&["metadata", "namespace"]).and_then(Node::as_str);
    Unsupported {
        namespace: namespace.map_or_else(|| reader.default_namespace.clone(), Into::into),
        pod_labels: templates(object.node.get("spec")),
        api_version: object.api_version.into(),
        kind: object.kind.into(),
        name: name.into(),
        policy: foreign(object),
        span: object.node.span,
    }
}

/// Which policies are evaluated, of which projects.
fn evaluated() -> String {
    let of_kubernetes = |policy: &&PolicyKind| is_of_kubernetes(group_of(policy.api_version));
    let names: Vec<&str> = POLICIES.iter().filter(of_kubernetes).map(|policy| policy.name).collect();
    let others = POLICIES.iter().filter(|policy| !of_kubernetes(policy));
    let others: String =
        others.map(|policy| format!(", {} of {}", policy.name, group_of(policy.api_version))).collect();
    let (last, first) = names.split_last().map_or(("", String::new()), |(last, first)| (last, first.join(", ")));
    format!("evaluated are {first} and {last} of the Kubernetes project{others}")
}

/// Pod templates are looked for this deep.
const DEPTH: usize = 8;

/// Labels of all pod templates within a node, in whatever way controllers write them: `template.metadata.labels` as workloads do,
/// `podMetadata.labels`, `inheritedMetadata.labels`, `podLabels`.
fn templates(spec: Option<&Node>) -> Vec<Labels> {
    let mut found = Vec::new();
    let mut stack: Vec<(&Node, usize)> = spec.map(|spec| (spec, 0)).into_iter().collect();
    while let Some((node, depth)) = stack.pop() {
        for entry in node.as_map().unwrap_or(&[]).iter().rev() {
            let labels = match &*entry.key.value {
                "metadata" | "podMetadata" | "inheritedMetadata" => entry.value.get("labels"),
                "podLabels" => Some(&entry.value),
                _ => None,
            };
            let labels: Labels = labels
                .and_then(Node::as_map)
                .unwrap_or(&[])
                .iter()
                .filter_map(|label| Some((label.key.value.clone(), label.value.as_str()?.into())))
                .collect();
            if !labels.is_empty() {
                found.push(labels);
            }
            if depth < DEPTH {
                stack.push((&entry.value, depth + 1));
            }
        }
        if depth < DEPTH {
            stack.extend(node.as_list().unwrap_or(&[]).iter().rev().map(|item| (item, depth + 1)));
        }
    }
    found
}

/// Whether an object is a policy that is not evaluated: one of another project, or one whose kind is misspelt.
pub(super) fn is_policy_kind(object: &Object<'_>) -> bool {
    object.kind.ends_with("NetworkPolicy") || meant(object).is_some_and(|(kind, _)| kind.ends_with("NetworkPolicy"))
}

/// The supported kind that was probably meant, with its `apiVersion`. A kind of the same name in the group of another project is
/// that project's.
fn meant(object: &Object<'_>) -> Option<(&'static str, &'static str)> {
    let of_kubernetes = is_of_kubernetes(group_of(object.api_version));
    let others = ["Nodes", "Pods", "Role", "Mode", "Egress"];
    let is_other = others.into_iter().any(|other| other.eq_ignore_ascii_case(object.kind));
    let bound = |kind: &str| match kind.len() {
        _ if is_other => 0,
        0..6 => 1,
        _ => 2,
    };
    let mut read = POLICIES.iter().map(|policy| (policy.name, policy.api_version)).chain(READ);
    let near = text::nearest(object.kind, read.clone().map(|(kind, _)| kind), bound)?;
    read.find(|(kind, _)| *kind == near).filter(|(kind, _)| of_kubernetes || *kind != object.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(api_version: &str, kind: &str, expected: Option<&str>) {
        let node = Node::new(podreach_syntax::Value::Null, podreach_syntax::Span::default());
        let object = Object { api_version, kind, node: &node };
        assert_eq!(meant(&object).map(|(kind, _)| kind), expected, "{api_version} {kind}");
    }

    #[test]
    fn misspelt_kinds_are_distinguished_from_kinds_of_other_projects() {
        check("networking.k8s.io/v1", "Networkpolicy", Some("NetworkPolicy"));
        check("networking.k8s.io/v1", "NetworkPolicies", None);
        check("network.k8s.io/v1", "NetworkPolicy", Some("NetworkPolicy"));
        check("apps/v1", "Deploymnt", Some("Deployment"));
        check("v1", "pod", Some("Pod"));
        check("v1", "Nodes", None);
        check("policy.networking.k8s.io/v1alpha1", "AdminNetworkpolicy", Some("AdminNetworkPolicy"));
        check("v1", "ConfigMap", None);
        check("crd.projectcalico.org/v1", "NetworkPolicy", None);
        check("serving.knative.dev/v1", "Service", None);
        check("networking.istio.io/v1", "Gateway", None);
        check("networking.k8s.io/v1", "TCPRoute", Some("TCPRoute"));
        check("gateway.networking.k8s.io/v1", "gatewayclass", Some("GatewayClass"));
        check("crd.antrea.io/v1beta1", "Egress", None);
        check("route.openshift.io/v1", "route", Some("Route"));
    }
}
