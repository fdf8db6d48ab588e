//! Pods, nodes, Services.

use super::{ADDED, KEYS, NAMES, NAMESPACES, PORTS, PROTOCOLS, VALUES, labels};
use crate::choices::Choices;
use crate::model::{Node, Place, Pod, Service, ServiceKind, ServicePort, TargetPort};

const ADDRESSES: [&str; 6] = ["10.0.0.1", "10.0.1.2", "10.1.0.3", "192.168.0.4", "203.0.113.9", "127.0.0.9"];
const ADDRESSES_6: [&str; 3] = ["fd00::5", "fd00:1::6", "2001:db8::7"];
/// Addresses of nodes: no two nodes have one in common.
const PLACES: [&[&str]; 4] = [&["10.0.0.1"], &["10.1.0.4", "fd00::5"], &["203.0.113.9"], &["2001:db8::7"]];
pub(super) const ROLES: [&str; 2] = ["role", "zone"];

/// None, one of either family, or one of each.
fn addresses(choices: &mut Choices<'_>) -> Vec<&'static str> {
    match choices.below(5) {
        0 | 1 => Vec::new(),
        2 => vec![choices.of(&ADDRESSES)],
        3 => vec![choices.of(&ADDRESSES_6)],
        _ => vec![choices.of(&ADDRESSES), choices.of(&ADDRESSES_6)],
    }
}

pub(super) fn pod(choices: &mut Choices<'_>, at: usize) -> Pod {
    let mut ports = choices.some(3, |choices| {
        let name = if choices.chance(3) { None } else { Some(choices.of(&NAMES)) };
        (name, choices.of(&PORTS), choices.of(&PROTOCOLS))
    });
    ports.dedup();
    let mut pod = Pod {
        namespace: choices.of(&NAMESPACES),
        name: format!("pod-{at}"),
        owner: choices.of(&[None, None, Some("set"), None]),
        labels: labels(choices),
        ports,
        addresses: addresses(choices),
        host_network: choices.below(8) == 7,
        ..Pod::default()
    };
    let place = match choices.below(8) {
        0..=3 => Place::Unknown,
        named @ (4 | 5) => Place::Named(named - 4),
        _ => Place::At(choices.of(&PLACES)),
    };
    // Pods of one set are one endpoint, wherever they run.
    if pod.owner.is_none() {
        pod.place = place;
    }
    if pod.host_network {
        pod.addresses = if let Place::At(addresses) = pod.place { addresses.to_vec() } else { Vec::new() };
    }
    pod
}

pub(super) fn node(choices: &mut Choices<'_>, at: usize) -> Node {
    let mut labels = Vec::new();
    for key in ROLES {
        if !choices.chance(2) {
            labels.push((key, choices.of(&VALUES)));
        }
    }
    // Every node has places of its own.
    let addresses = match choices.below(4) {
        0 => &[][..],
        _ => PLACES[2 * at + choices.below(2)],
    };
    Node { name: format!("node-{at}"), labels, addresses: addresses.to_vec() }
}

pub(super) fn service(choices: &mut Choices<'_>, at: usize) -> Service {
    let kinds = [ServiceKind::ClusterIp, ServiceKind::Headless, ServiceKind::NodePort, ServiceKind::LoadBalancer];
    let selector = match choices.below(6) {
        1 => Vec::new(),
        2 => {
            let (key, values) = choices.of(&ADDED);
            vec![(key, choices.of(&values))]
        }
        _ => vec![(choices.of(&KEYS), choices.of(&VALUES))],
    };
    let ports = 1 + choices.below(2);
    let ports = choices.times(ports, |choices| ServicePort {
        port: choices.of(&PORTS),
        protocol: choices.of(&[None, Some("TCP"), Some("UDP"), Some("SCTP")]),
        target: match choices.below(3) {
            0 => TargetPort::Name(choices.of(&NAMES)),
            1 => TargetPort::Number(choices.of(&PORTS)),
            _ => TargetPort::Absent,
        },
    });
    let ports = distinct(ports);
    Service {
        namespace: choices.of(&NAMESPACES),
        name: format!("service-{at}"),
        kind: choices.of(&kinds),
        selector,
        ports,
    }
}

/// The first of each port and protocol: the API server refuses a Service with two.
fn distinct(ports: Vec<ServicePort>) -> Vec<ServicePort> {
    let key = |port: &ServicePort| (port.port, port.protocol.unwrap_or("TCP"));
    let is_first = |at: usize| ports[..at].iter().all(|other| key(other) != key(&ports[at]));
    (0..ports.len()).filter(|at| is_first(*at)).map(|at| ports[at].clone()).collect()
}
