//! Known field names, and what was meant by an unknown one.

use podreach_syntax::Entry;

use super::reader::Reader;

pub(crate) const OBJECT: &[&str] = &["apiVersion", "kind", "metadata", "spec", "status"];
pub(crate) const METADATA: &[&str] = &[
    "name",
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
    "managedFields",
    "clusterName",
];
pub(crate) const SPEC: &[&str] = &["podSelector", "policyTypes", "ingress", "egress"];
pub(crate) const INGRESS_RULE: &[&str] = &["from", "ports"];
pub(crate) const EGRESS_RULE: &[&str] = &["to", "ports"];
pub(crate) const PEER: &[&str] = &["podSelector", "namespaceSelector", "ipBlock"];
pub(crate) const PORT: &[&str] = &["protocol", "port", "endPort"];
pub(crate) const IP_BLOCK: &[&str] = &["cidr", "except"];
pub(crate) const SELECTOR: &[&str] = &["matchLabels", "matchExpressions"];
pub(crate) const EXPRESSION: &[&str] = &["key", "operator", "values"];

/// Reports fields that the API does not have.
pub(crate) fn check(entries: &[Entry], known: &[&str], path: &str, reader: &mut Reader) {
    for entry in entries {
        let key = &entry.key.value;
        if known.contains(&&**key) {
            continue;
        }
        let help = match nearest(key, known) {
            Some(near @ ("from" | "to")) => {
                format!("did you mean `{near}`? Ingress rules say `from`, egress rules `to`")
            }
            Some(near) => format!("did you mean `{near}`? A client that does not check drops the field"),
            None => format!("known fields here: `{}`", known.join("`, `")),
        };
        let place = if path.is_empty() { "the object".to_owned() } else { format!("`{path}`") };
        reader.error("L01", entry.key.span, format!("`{key}` is not a field of {place}"), help);
    }
}

/// Fields of kinds that are read leniently: what the evaluation reads of them, with the names of others that are like them.
pub(crate) const POD: &[&str] =
    &["containers", "initContainers", "hostNetwork", "hostname", "ephemeralContainers", "nodeName"];
pub(crate) const CONTAINER: &[&str] = &["name", "ports", "restartPolicy", "env"];
pub(crate) const CONTAINER_PORT: &[&str] = &["containerPort", "hostPort", "hostIP", "name", "protocol"];
pub(crate) const CONTROLLER: &[&str] = &["replicas", "template", "jobTemplate", "parallelism", "selector"];
pub(crate) const TEMPLATE: &[&str] = &["metadata", "spec"];
pub(crate) const SERVICE: &[&str] = &[
    "selector",
    "ports",
    "type",
    "clusterIP",
    "clusterIPs",
    "externalName",
    "externalIPs",
    "externalTrafficPolicy",
    "internalTrafficPolicy",
    "loadBalancerSourceRanges",
    "loadBalancerIP",
];
pub(crate) const SERVICE_PORT: &[&str] = &["name", "port", "targetPort", "nodePort", "protocol", "appProtocol"];

pub(crate) const ENDPOINTS: &[&str] = &["apiVersion", "kind", "metadata", "subsets"];
pub(crate) const SUBSET: &[&str] = &["addresses", "notReadyAddresses", "ports"];
pub(crate) const SLICE: &[&str] = &["apiVersion", "kind", "metadata", "addressType", "endpoints", "ports"];
pub(crate) const SLICE_ENDPOINT: &[&str] = &["addresses", "conditions", "targetRef", "hostname", "nodeName", "zone"];
pub(crate) const INGRESS: &[&str] = &["ingressClassName", "defaultBackend", "backend", "rules", "tls"];
pub(crate) const INGRESS_HOST: &[&str] = &["host", "http"];
pub(crate) const INGRESS_PATH: &[&str] = &["path", "pathType", "backend"];
pub(crate) const INGRESS_BACKEND: &[&str] = &["service", "resource", "serviceName", "servicePort"];
pub(crate) const OPENSHIFT_ROUTE: &[&str] =
    &["host", "subdomain", "path", "to", "alternateBackends", "port", "tls", "wildcardPolicy", "httpHeaders"];
pub(crate) const ROUTE_TARGET: &[&str] = &["kind", "name", "weight"];
pub(crate) const GATEWAY: &[&str] =
    &["gatewayClassName", "listeners", "addresses", "infrastructure", "backendTLS", "allowedListeners", "tls"];
pub(crate) const LISTENER: &[&str] = &["name", "hostname", "port", "protocol", "tls", "allowedRoutes"];
pub(crate) const GATEWAY_ROUTE: &[&str] = &["parentRefs", "hostnames", "rules", "useDefaultGateways"];
pub(crate) const PARENT_REF: &[&str] = &["group", "kind", "namespace", "name", "sectionName", "port"];
pub(crate) const GATEWAY_RULE: &[&str] =
    &["name", "matches", "filters", "backendRefs", "timeouts", "retry", "sessionPersistence"];
pub(crate) const GATEWAY_BACKEND: &[&str] = &["group", "kind", "name", "namespace", "port", "weight", "filters"];

/// Reports fields that were probably meant to be one of these. Others are left alone: a list of all fields of a pod would
/// be long and soon out of date.
pub(crate) fn check_misspelt(entries: &[Entry], used: &[&str], path: &str, reader: &mut Reader) {
    for entry in entries {
        let key = &entry.key.value;
        if used.contains(&&**key) {
            continue;
        }
        let meant = used.iter().find(|name| {
            name.eq_ignore_ascii_case(key) || name.len() > 4 && strsim::damerau_levenshtein(name, key) == 1
        });
        if let Some(meant) = meant {
            let place = if path.is_empty() { "the object".to_owned() } else { format!("`{path}`") };
            let help = format!("did you mean `{meant}`? A client that does not check drops the field");
            reader.error("L01", entry.key.span, format!("`{key}` is not a field of {place}"), help);
        }
    }
}

/// The known name nearest to what was written.
pub(crate) fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    if let Some(same) = known.iter().find(|name| name.eq_ignore_ascii_case(key)) {
        return Some(same);
    }
    if matches!(key, "from" | "to") {
        return known.iter().find(|name| matches!(**name, "from" | "to")).copied();
    }
    let lower = key.to_ascii_lowercase();
    let distance = |name: &&&str| strsim::damerau_levenshtein(&name.to_ascii_lowercase(), &lower);
    let best = known.iter().min_by_key(distance)?;
    let bound = (best.len() / 3).max(2);
    (distance(&best) <= bound).then_some(best)
}
