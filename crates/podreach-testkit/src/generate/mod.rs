//! Random clusters from random bytes, so that a failing case shrinks by itself.

mod admin;
mod controllers;
mod network;
mod pods;

use crate::choices::Choices;
use crate::model::{Added, Cluster, Labels, Namespace, Node, Place, Pod, Requirement};

pub use controllers::ADDED;

/// Namespaces that pods and policies stand in.
pub const NAMESPACES: [&str; 3] = ["front", "back", "ops"];
/// Keys of the labels of pods and namespaces.
pub const KEYS: [&str; 3] = ["app", "tier", "env"];
/// Values of these labels.
pub const VALUES: [&str; 3] = ["a", "b", "c"];
const NAMES: [&str; 3] = ["http", "dns", "admin"];
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];
const PORTS: [u16; 6] = [1, 80, 81, 90, 443, 65535];
/// Addresses outside the cluster, on both sides of the borders of `network::BLOCKS`.
const OUTSIDE: [&str; 28] = [
    "8.8.8.8",
    "fd00::5",
    "10.0.0.1",
    "10.0.1.255",
    "10.0.2.0",
    "2001:db8::1",
    "192.168.0.4",
    "0.0.0.0",
    "9.255.255.255",
    "10.0.0.0",
    "10.0.0.2",
    "10.0.0.255",
    "10.0.1.0",
    "10.0.255.255",
    "10.1.0.0",
    "10.1.0.3",
    "10.255.255.255",
    "11.0.0.0",
    "127.255.255.255",
    "128.0.0.0",
    "192.168.127.255",
    "203.0.113.255",
    "203.0.114.0",
    "255.255.255.255",
    "::",
    "fd00::6",
    "fe00::",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

fn labels(choices: &mut Choices<'_>) -> Labels {
    let mut labels: Labels = Vec::new();
    for key in KEYS {
        if !choices.chance(2) {
            labels.push((key, choices.of(&VALUES)));
        }
    }
    labels
}

fn requirement(choices: &mut Choices<'_>, namespaces: bool) -> Requirement {
    let key = choices.of(&KEYS);
    let values = |choices: &mut Choices<'_>| {
        let mut values = vec![choices.of(&VALUES)];
        if choices.chance(2) {
            values.push(choices.of(&VALUES));
        }
        values
    };
    if !namespaces && choices.chance(6) {
        return controllers::requirement(choices);
    }
    if namespaces && choices.chance(3) {
        return Requirement::Label("kubernetes.io/metadata.name", choices.of(&NAMESPACES));
    }
    match choices.below(6) {
        0 | 1 => Requirement::Label(key, choices.of(&VALUES)),
        2 => Requirement::In(key, values(choices)),
        3 => Requirement::NotIn(key, values(choices)),
        4 => Requirement::Exists(key),
        _ => Requirement::DoesNotExist(key),
    }
}

/// Requirements; `matchLabels` has each key once, since YAML has.
fn requirements(choices: &mut Choices<'_>, namespaces: bool) -> Vec<Requirement> {
    let mut seen = Vec::new();
    let mut list = choices.some(2, |choices| requirement(choices, namespaces));
    list.retain(|requirement| match requirement {
        Requirement::Label(key, _) if seen.contains(key) => false,
        Requirement::Label(key, _) => {
            seen.push(*key);
            true
        }
        _ => true,
    });
    list
}

/// A cluster of bare pods, and a pod that could be created in it: in a namespace that it has, or in a new one, which then
/// has labels.
pub fn cluster_and_pod(bytes: &[u8]) -> (Cluster, Pod, Option<Namespace>) {
    let (first, rest) = bytes.split_at(bytes.len() / 4 * 3);
    let mut cluster = cluster(first);
    cluster.services.clear();
    cluster.host_pods = false;
    cluster.without_controllers();
    cluster.pods.iter_mut().for_each(|pod| pod.owner = None);
    let mut choices = Choices::new(rest);
    let mut new = Pod {
        host_network: false,
        addresses: Vec::new(),
        owner: None,
        place: Place::Unknown,
        ..pods::pod(&mut choices, 99)
    };
    let namespace = choices.chance(2).then(|| {
        new.namespace = "new";
        Namespace { name: "new", labels: labels(&mut choices) }
    });
    (cluster, new, namespace)
}

/// A cluster. What is asked of it is chosen first, so that it outlives the bytes.
pub fn cluster(bytes: &[u8]) -> Cluster {
    let mut choices = Choices::new(bytes);
    let choices = &mut choices;
    let (match_pods, host_pods) = (!choices.chance(3), choices.chance(4));
    let outside = outside(choices);
    let (network, admin) = choices.of(&[(1, 1), (2, 0), (0, 2), (1, 2), (2, 1), (4, 0), (0, 3), (2, 2)]);
    let count = 2 + choices.below(3);
    let mut namespaces = Vec::new();
    for name in NAMESPACES {
        if !choices.chance(3) {
            namespaces.push(Namespace { name, labels: labels(choices) });
        }
    }
    let mut pods: Vec<Pod> = (0..count).map(|at| pods::pod(choices, at)).collect();
    let controllers: Vec<_> = choices.some(1, controllers::controller);
    pods.extend(controllers.iter().flat_map(crate::naive::made));
    let nodes = if admin > 0 { choices.below(3) } else { 0 };
    let nodes: Vec<Node> = (0..nodes).map(|at| pods::node(choices, at)).collect();
    // On its node's network a pod has the node's addresses.
    for pod in pods.iter_mut().filter(|pod| pod.host_network) {
        if let Place::Named(at) = pod.place {
            pod.addresses = nodes.get(at).map(|node| node.addresses.clone()).unwrap_or_default();
        }
    }
    let policies = (0..network).map(|at| network::policy(choices, at)).collect();
    let mut admin: Vec<_> = (0..admin).map(|at| admin::policy(choices, at)).collect();
    admin::one_baseline(&mut admin);
    let services = choices.below(3).saturating_sub(1);
    let services = (0..services).map(|at| pods::service(choices, at)).collect();
    Cluster {
        namespaces,
        pods,
        controllers,
        nodes,
        services,
        policies,
        admin,
        outside,
        match_pods,
        host_pods,
        added: Added::default(),
    }
}

fn outside(choices: &mut Choices<'_>) -> Vec<&'static str> {
    let mut outside = choices.times(4, |choices| choices.of(&OUTSIDE));
    outside.sort_unstable();
    outside.dedup();
    outside
}
