//! The specification, read aloud: one connection at a time, with loops and comparisons. It shares no code with the
//! evaluator. Source: the NetworkPolicy API's field descriptions.

use std::net::IpAddr;

use crate::model::{Cluster, Labels, Peer, Pod, Policy, Port, PortNumber, Requirement, Rule, Selector};

#[derive(Clone, Copy, Debug)]
pub(crate) enum End<'a> {
    Pod(&'a Pod),
    Address(IpAddr),
}

fn label(labels: &Labels, key: &str) -> Option<&'static str> {
    labels.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
}

fn selects(requirements: &[Requirement], labels: &Labels) -> bool {
    for requirement in requirements {
        let met = match requirement {
            Requirement::Label(key, value) => label(labels, key) == Some(value),
            Requirement::In(key, values) => label(labels, key).is_some_and(|found| values.contains(&found)),
            Requirement::NotIn(key, values) => !label(labels, key).is_some_and(|found| values.contains(&found)),
            Requirement::Exists(key) => label(labels, key).is_some(),
            Requirement::DoesNotExist(key) => label(labels, key).is_none(),
        };
        if !met {
            return false;
        }
    }
    true
}

fn namespace_labels(cluster: &Cluster, name: &'static str) -> Labels {
    let mut labels = cluster
        .namespaces
        .iter()
        .find(|namespace| namespace.name == name)
        .map(|found| found.labels.clone())
        .unwrap_or_default();
    labels.push(("kubernetes.io/metadata.name", name));
    labels
}

fn in_network(network: &str, address: IpAddr) -> bool {
    let (base, length) = network.split_once('/').unwrap();
    let length: u32 = length.parse().unwrap();
    match (base.parse::<IpAddr>().unwrap(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (0..length).all(|bit| (u32::from(base) >> (31 - bit)) & 1 == (u32::from(address) >> (31 - bit)) & 1)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            (0..length).all(|bit| (u128::from(base) >> (127 - bit)) & 1 == (u128::from(address) >> (127 - bit)) & 1)
        }
        _ => false,
    }
}

fn peer_matches(cluster: &Cluster, policy: &Policy, peer: &Peer, other: End<'_>, match_pods: bool) -> bool {
    match (peer, other) {
        (Peer::Pods { .. }, End::Address(_)) => false,
        (Peer::Pods { namespaces, pods }, End::Pod(pod)) => {
            if pod.host_network {
                return false;
            }
            let namespace_ok = match namespaces {
                None => pod.namespace == policy.namespace,
                Some(requirements) => selects(requirements, &namespace_labels(cluster, pod.namespace)),
            };
            let pod_ok = match pods {
                None => true,
                Some(requirements) => selects(requirements, &pod.labels),
            };
            namespace_ok && pod_ok
        }
        (Peer::Block { cidr, except }, End::Address(address)) => {
            in_network(cidr, address) && !except.iter().any(|hole| in_network(hole, address))
        }
        (Peer::Block { cidr, except }, End::Pod(pod)) => {
            if !match_pods {
                return false;
            }
            match pod.address {
                Some(address) => {
                    let address = address.parse().unwrap();
                    in_network(cidr, address) && !except.iter().any(|hole| in_network(hole, address))
                }
                None => *cidr == "0.0.0.0/0" && except.is_empty(),
            }
        }
    }
}

fn port_matches(port: &Port, destination: End<'_>, protocol: &str, number: u16) -> bool {
    let wanted = port.protocol.unwrap_or("TCP");
    if wanted != protocol {
        return false;
    }
    match &port.port {
        PortNumber::Absent => true,
        PortNumber::One(one) => *one == number,
        PortNumber::To(first, last) => *first <= number && number <= *last,
        PortNumber::Named(name) => match destination {
            End::Address(_) => false,
            End::Pod(pod) => pod
                .ports
                .iter()
                .any(|(known, port, with)| *known == Some(*name) && *port == number && *with == protocol),
        },
    }
}

struct Connection<'a> {
    destination: End<'a>,
    protocol: &'a str,
    number: u16,
}

fn rule_matches(
    cluster: &Cluster,
    policy: &Policy,
    rule: &Rule,
    other: End<'_>,
    connection: &Connection<'_>,
    match_pods: bool,
) -> bool {
    let peers_ok = match &rule.peers {
        None => true,
        Some(peers) if peers.is_empty() => true,
        Some(peers) => peers.iter().any(|peer| peer_matches(cluster, policy, peer, other, match_pods)),
    };
    let ports_ok = match &rule.ports {
        None => true,
        Some(ports) if ports.is_empty() => true,
        Some(ports) => {
            ports.iter().any(|port| port_matches(port, connection.destination, connection.protocol, connection.number))
        }
    };
    peers_ok && ports_ok
}

fn has_type(policy: &Policy, wanted: &str) -> bool {
    match &policy.types {
        Some(types) if !types.is_empty() => types.contains(&wanted),
        _ => wanted == "Ingress" || policy.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
    }
}

fn selected(policy: &Policy, pod: &Pod) -> bool {
    let everything: Selector = Some(Vec::new());
    let subject = policy.subject.as_ref().or(everything.as_ref()).unwrap();
    !pod.host_network && pod.namespace == policy.namespace && selects(subject, &pod.labels)
}

fn direction_allows(
    cluster: &Cluster,
    direction: &str,
    pod: &Pod,
    other: End<'_>,
    connection: &Connection<'_>,
    match_pods: bool,
) -> bool {
    let mut isolated = false;
    for policy in &cluster.policies {
        if !has_type(policy, direction) || !selected(policy, pod) {
            continue;
        }
        isolated = true;
        let rules = if direction == "Ingress" { &policy.ingress } else { &policy.egress };
        for rule in rules.iter().flatten() {
            if rule_matches(cluster, policy, rule, other, connection, match_pods) {
                return true;
            }
        }
    }
    !isolated
}

/// Whether one connection is allowed.
pub(crate) fn allowed(
    cluster: &Cluster,
    source: End<'_>,
    destination: End<'_>,
    protocol: &str,
    number: u16,
    match_pods: bool,
) -> bool {
    if let (End::Pod(source), End::Pod(destination)) = (source, destination)
        && source.namespace == destination.namespace
        && source.name == destination.name
    {
        return true;
    }
    let connection = Connection { destination, protocol, number };
    let leaves = match source {
        End::Pod(pod) => direction_allows(cluster, "Egress", pod, destination, &connection, match_pods),
        End::Address(_) => true,
    };
    let enters = match destination {
        End::Pod(pod) => direction_allows(cluster, "Ingress", pod, source, &connection, match_pods),
        End::Address(_) => true,
    };
    leaves && enters
}
