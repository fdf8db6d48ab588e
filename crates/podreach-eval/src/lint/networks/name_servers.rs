//! The pods that resolve names in a cluster, and rules that lead to them.

use podreach_syntax::Span;

use crate::inventory::{Endpoint, EndpointId};
use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{ContainerPort, NetworkPolicyPort, NetworkPolicyRule, NetworkPort, PeerNamespaces};
use crate::sets::{Protocol, Selector};

use crate::lint::input::Input;

/// Where names are asked for.
pub(super) const PORT: u16 = 53;
/// Where OpenShift's name servers listen; policies see this port behind their Service.
const OPENSHIFT_PORT: u16 = 5353;
/// Where name servers are installed.
pub(super) const NAMESPACES: [&str; 2] = ["kube-system", "openshift-dns"];

/// The label that most distributions give them.
pub(super) const USUAL_LABEL: (&str, &str) = ("k8s-app", "kube-dns");

/// Labels of name servers. Sources: the manifests of kubeadm and of most distributions; OpenShift's DNS operator; the chart of
/// CoreDNS.
const LABELS: [(&str, &str); 4] = [
    USUAL_LABEL,
    ("k8s-app", "coredns"),
    ("dns.operator.openshift.io/daemonset-dns", "default"),
    ("app.kubernetes.io/name", "coredns"),
];

/// The label of the cache on each node, which shares its node's network.
const NODE_CACHE: (&str, &str) = ("k8s-app", "node-local-dns");

fn has(endpoint: &Endpoint, (key, value): (&str, &str)) -> bool {
    endpoint.labels.get(key).is_some_and(|found| **found == *value)
}

/// The label by which a workload is known as a name server.
pub(super) fn label(endpoint: &Endpoint) -> Option<(&'static str, &'static str)> {
    LABELS.into_iter().find(|label| has(endpoint, *label))
}

/// Whether a workload is the cache on each node.
pub(super) fn is_node_cache(endpoint: &Endpoint) -> bool {
    has(endpoint, NODE_CACHE)
}

/// The name servers of the input that are on the network of pods.
pub(super) fn name_servers(input: &Input<'_>) -> Vec<EndpointId> {
    let here = NAMESPACES.iter().flat_map(|namespace| input.workloads_in(namespace));
    let is_server = |id: &&EndpointId| {
        let endpoint = input.endpoint(**id);
        !endpoint.host_network && label(endpoint).is_some()
    };
    here.filter(is_server).copied().collect()
}

/// Whether a port's name is one that name servers give theirs.
pub(super) fn is_dns_name(name: &str) -> bool {
    name.contains("dns") || name == "domain"
}

/// Whether an entry allows to ask for names.
pub(super) fn may_ask(port: &NetworkPolicyPort) -> bool {
    port.protocol != Protocol::Sctp
        && match &port.port {
            NetworkPort::All => true,
            NetworkPort::Range(first, last) => {
                [PORT, OPENSHIFT_PORT].iter().any(|port| (*first..=*last).contains(port))
            }
            NetworkPort::Name(name) => is_dns_name(name),
        }
}

/// Whether an entry is about asking for names.
pub(super) fn asks(port: &NetworkPolicyPort) -> bool {
    let wide = matches!(&port.port, NetworkPort::Range(first, last) if first != last);
    port.port != NetworkPort::All && !wide && may_ask(port)
}

/// Where a rule says that it is about asking for names; `None` where it does not.
pub(super) fn asked_at(rule: &NetworkPolicyRule) -> Option<Span> {
    rule.ports.iter().find(|port| asks(port)).map(|port| port.port_span.unwrap_or(port.span))
}

/// Whether a rule allows to ask for names, among other things or alone.
pub(super) fn rule_may_ask(rule: &NetworkPolicyRule) -> bool {
    rule.ports.is_empty() || rule.ports.iter().any(may_ask)
}

/// Where a name server listens: the ports that it declares for that, or else those of all name servers.
pub(super) fn listens_at(server: &Endpoint) -> Vec<(Protocol, u16)> {
    let serves = |port: &&ContainerPort| {
        port.protocol == Protocol::Udp || port.port == PORT || port.name.as_deref().is_some_and(is_dns_name)
    };
    let mut ports: Vec<u16> = server.ports.iter().filter(serves).map(|port| port.port).collect();
    ports.dedup();
    if ports.is_empty() {
        ports = vec![PORT, OPENSHIFT_PORT];
    }
    let both = |port: u16| [(Protocol::Udp, port), (Protocol::Tcp, port)];
    ports.into_iter().flat_map(both).collect()
}

/// Whether a rule allows a port of a name server.
pub(super) fn covers(rule: &NetworkPolicyRule, server: &Endpoint) -> bool {
    let listens = listens_at(server);
    rule.ports.is_empty()
        || rule.ports.iter().any(|entry| match &entry.port {
            NetworkPort::All => entry.protocol != Protocol::Sctp,
            NetworkPort::Range(first, last) => {
                listens.iter().any(|(protocol, port)| *protocol == entry.protocol && (first..=last).contains(&port))
            }
            NetworkPort::Name(name) => {
                let mut ports = server.ports.iter().filter(|port| port.protocol == entry.protocol);
                ports.any(|port| port.name.as_ref() == Some(name))
            }
        })
}

/// Whether a port of a pod looks like that of a name server.
pub(super) fn is_dns_port(number: u16, name: Option<&str>) -> bool {
    [PORT, OPENSHIFT_PORT].contains(&number) || name.is_some_and(is_dns_name)
}

/// Whether name servers that are not in the input may be in the namespaces of a peer.
pub(super) fn may_hold(input: &Input<'_>, servers: &[EndpointId], own: &str, namespaces: &PeerNamespaces) -> bool {
    let unknown = |namespace: &str| {
        let known = input.namespace(namespace);
        (servers.is_empty() || known.is_some_and(|known| !known.declared)).then_some(known)
    };
    match namespaces {
        PeerNamespaces::Own => servers.is_empty() && NAMESPACES.contains(&own),
        PeerNamespaces::Matching(selector) => NAMESPACES.iter().any(|namespace| match unknown(namespace) {
            None => false,
            Some(Some(known)) if known.declared => selector.matches(&known.labels),
            // Of its labels the name alone is known. Where the name servers are in the input, the selector matches them then.
            Some(_) => {
                let by_name = selector.requirements().filter(|one| &*one.key == NAME_LABEL);
                let mut rest = selector.requirements().filter(|one| &*one.key != NAME_LABEL);
                by_name.clone().all(|one| one.operator.matches(Some(namespace)))
                    && (servers.is_empty() || rest.any(|one| one.operator.needs_label()))
            }
        }),
    }
}

/// Whether a selector may match the pods of a name server.
pub(super) fn may_serve(pods: &Selector) -> bool {
    pods.requirements().all(|one| {
        let mut values = one.operator.values().iter();
        !one.operator.needs_label() || values.len() == 0 || values.any(|value| value.contains("dns"))
    })
}
