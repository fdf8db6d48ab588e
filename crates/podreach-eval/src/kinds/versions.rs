//! The API versions of each kind, and the release of Kubernetes that removed older ones.
//!
//! Source: the deprecation guide of Kubernetes; the versions that CRDs of the Gateway API 1.6 serve.

use super::lists::Object;
use super::reader::Reader;
use super::schema::Strictness;
use super::{POLICIES, group_of, is_evaluated_policy, is_of_kubernetes};

/// A kind, the versions that have it, and older ones with the release of Kubernetes that removed them.
struct Known {
    kind: &'static str,
    served: &'static [&'static str],
    gone: &'static [(&'static str, &'static str)],
}

const fn known(
    kind: &'static str,
    served: &'static [&'static str],
    gone: &'static [(&'static str, &'static str)],
) -> Known {
    Known { kind, served, gone }
}

const APPS: &[&str] = &["apps/v1"];
const CORE: &[&str] = &["v1"];

const KNOWN: [Known; 25] = [
    known("Pod", CORE, &[]),
    known("Service", CORE, &[]),
    known("Namespace", CORE, &[]),
    known("Node", CORE, &[]),
    known("Endpoints", CORE, &[]),
    known("ReplicationController", CORE, &[]),
    known("Deployment", APPS, &[("apps/v1beta1", "1.16"), ("apps/v1beta2", "1.16"), ("extensions/v1beta1", "1.16")]),
    known("ReplicaSet", APPS, &[("apps/v1beta2", "1.16"), ("extensions/v1beta1", "1.16")]),
    known("DaemonSet", APPS, &[("apps/v1beta2", "1.16"), ("extensions/v1beta1", "1.16")]),
    known("StatefulSet", APPS, &[("apps/v1beta1", "1.16"), ("apps/v1beta2", "1.16")]),
    known("Job", &["batch/v1"], &[]),
    known("CronJob", &["batch/v1"], &[("batch/v1beta1", "1.25"), ("batch/v2alpha1", "1.21")]),
    known("EndpointSlice", &["discovery.k8s.io/v1"], &[("discovery.k8s.io/v1beta1", "1.25")]),
    known(
        "Ingress",
        &["networking.k8s.io/v1"],
        &[("networking.k8s.io/v1beta1", "1.22"), ("extensions/v1beta1", "1.22")],
    ),
    known("IngressClass", &["networking.k8s.io/v1"], &[("networking.k8s.io/v1beta1", "1.22")]),
    known("GatewayClass", &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"], GATEWAY_ALPHA),
    known("Gateway", &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"], GATEWAY_ALPHA),
    known("HTTPRoute", &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"], GATEWAY_ALPHA),
    known("GRPCRoute", &["gateway.networking.k8s.io/v1"], GATEWAY_ALPHA),
    known(
        "TLSRoute",
        &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha2", "gateway.networking.k8s.io/v1alpha3"],
        &[],
    ),
    known("TCPRoute", &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha2"], &[]),
    known("UDPRoute", &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha2"], &[]),
    known("ReferenceGrant", &["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"], GATEWAY_ALPHA),
    known("Route", &["route.openshift.io/v1"], &[]),
    known("NetworkPolicy", &["networking.k8s.io/v1"], &[("extensions/v1beta1", "1.16")]),
];

/// Kinds of the Gateway API whose first version is no longer served.
const GATEWAY_ALPHA: &[(&str, &str)] = &[("gateway.networking.k8s.io/v1alpha2", "")];

/// All kinds that are read, each with the version to write, those of policies first.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    let policies = POLICIES.iter().map(|row| (row.name, row.api_version));
    let others = KNOWN.iter().filter(|known| POLICIES.iter().all(|row| row.name != known.kind));
    policies.chain(others.filter_map(|known| Some((known.kind, *known.served.first()?))))
}

/// Whether an object is of a supported kind. A kind of the same name in the group of another project is not; in a group of
/// Kubernetes that does not have it, it is a mistake.
pub(crate) fn is_ours(object: &Object<'_>) -> bool {
    let group = group_of(object.api_version);
    let own = |known: &Known| known.served.iter().any(|version| group_of(version) == group);
    let known = KNOWN.iter().find(|known| known.kind == object.kind);
    known.is_some_and(|known| is_of_kubernetes(group) || own(known))
        || is_evaluated_policy(object.api_version, object.kind)
}

/// Says what is wrong with the version of an object; how strictly its fields are to be read.
pub(crate) fn check(object: &Object<'_>, reader: &mut Reader) -> Strictness {
    let Some(known) = KNOWN.iter().find(|known| known.kind == object.kind) else { return Strictness::BuiltIn };
    let newest = known.served.first().copied().unwrap_or("v1");
    let current = if newest.starts_with(super::gateway::GROUP) { Strictness::Crd } else { Strictness::BuiltIn };
    if known.served.contains(&object.api_version) {
        return current;
    }
    // The group of OpenShift's Route was not always there.
    if object.kind == "Route" && object.api_version == "v1" {
        return Strictness::Old;
    }
    let entry = object.node.entry("apiVersion").or_else(|| object.node.entry("kind"));
    let span = entry.map_or(object.node.span, |entry| entry.value.span);
    let help = format!("write `apiVersion: {newest}`");
    if let Some((version, since)) = known.gone.iter().find(|(version, _)| *version == object.api_version) {
        let gone = if since.is_empty() {
            format!("`{version}` is no longer served by the Gateway API")
        } else {
            format!("`{version}` was removed in Kubernetes {since}")
        };
        reader.warn("L15", span, format!("{gone}; it is read as `{newest}`"), help);
        return Strictness::Old;
    }
    if object.api_version.is_empty() {
        reader.error("L15", span, format!("this {} has no `apiVersion`", object.kind), help);
    } else {
        let message = format!("`{}` has no {}", object.api_version, object.kind);
        reader.error("L15", span, message, help);
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::schema::place;

    #[test]
    fn every_kind_has_an_outline() {
        let all: Vec<_> = kinds().collect();
        assert!(all.contains(&("NetworkPolicy", "networking.k8s.io/v1")) && all.contains(&("Pod", "v1")));
        for (kind, _) in all {
            let found = place(kind, &[]).unwrap_or_else(|| panic!("{kind} is not in the tables"));
            assert!(found.fields.iter().any(|field| field.name == "metadata"), "{kind}");
        }
    }
}
