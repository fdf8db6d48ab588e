//! A small cluster as plain values, and the YAML that says the same (`write`, `admin`).

use std::net::IpAddr;

mod admin;
mod controllers;
mod text;
mod write;

pub(crate) use admin::{AdminKind, AdminPeer, AdminPods, AdminPolicy, AdminPort, AdminRule};
pub(crate) use controllers::{Controller, JOB, Template};
pub(crate) use text::canonical;

pub(crate) type Labels = Vec<(&'static str, &'static str)>;

#[derive(Clone, Debug)]
pub(crate) struct Namespace {
    pub(crate) name: &'static str,
    pub(crate) labels: Labels,
}

/// A container port: name, number, protocol.
pub(crate) type Declared = (Option<&'static str>, u16, &'static str);

#[derive(Clone, Debug, Default)]
pub(crate) struct Pod {
    pub(crate) namespace: &'static str,
    pub(crate) name: String,
    /// The StatefulSet that it belongs to, if there is one.
    pub(crate) owner: Option<&'static str>,
    pub(crate) labels: Labels,
    pub(crate) ports: Vec<Declared>,
    /// Its own addresses, or its node's on the host's network.
    pub(crate) addresses: Vec<&'static str>,
    pub(crate) host_network: bool,
    /// Whether a controller of the cluster makes it, which is written in its place.
    pub(crate) made: bool,
    /// What the input says of its node.
    pub(crate) place: Place,
    /// In a completion of the input: the address that it has where the input gives none.
    pub(crate) assumed: Option<IpAddr>,
}

/// The node of a pod, as its manifest gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    #[default]
    Unknown,
    /// By name: the node of this number, which may have no Node object.
    Named(usize),
    /// By these addresses.
    At(&'static [&'static str]),
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) labels: Labels,
    pub(crate) addresses: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceKind {
    ClusterIp,
    Headless,
    NodePort,
    LoadBalancer,
}

#[derive(Clone, Debug)]
pub(crate) enum TargetPort {
    Absent,
    Number(u16),
    Name(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct ServicePort {
    pub(crate) port: u16,
    /// `None`: not written, which means TCP.
    pub(crate) protocol: Option<&'static str>,
    pub(crate) target: TargetPort,
}

#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) namespace: &'static str,
    pub(crate) name: String,
    pub(crate) kind: ServiceKind,
    pub(crate) selector: Labels,
    pub(crate) ports: Vec<ServicePort>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Requirement {
    Label(&'static str, &'static str),
    In(&'static str, Vec<&'static str>),
    NotIn(&'static str, Vec<&'static str>),
    Exists(&'static str),
    DoesNotExist(&'static str),
}

/// `None`: the key is absent. An empty list: `{}`.
pub(crate) type Selector = Option<Vec<Requirement>>;

#[derive(Clone, Debug)]
pub(crate) enum Peer {
    Pods { namespaces: Selector, pods: Selector },
    Block { cidr: &'static str, except: Vec<&'static str> },
}

#[derive(Clone, Debug)]
pub(crate) enum PortNumber {
    Absent,
    One(u16),
    To(u16, u16),
    Named(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct Port {
    pub(crate) protocol: Option<&'static str>,
    pub(crate) port: PortNumber,
}

/// `None`: the key is absent, otherwise the list as written.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) peers: Option<Vec<Peer>>,
    pub(crate) ports: Option<Vec<Port>>,
}

/// A NetworkPolicy.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) namespace: &'static str,
    pub(crate) name: String,
    pub(crate) subject: Selector,
    pub(crate) types: Option<Vec<&'static str>>,
    pub(crate) ingress: Option<Vec<Rule>>,
    pub(crate) egress: Option<Vec<Rule>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    pub(crate) namespaces: Vec<Namespace>,
    pub(crate) pods: Vec<Pod>,
    pub(crate) controllers: Vec<Controller>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) services: Vec<Service>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) admin: Vec<AdminPolicy>,
    /// Addresses outside that are asked about.
    pub(crate) outside: Vec<&'static str>,
    /// Option `ip-block-pods`: blocks match pods.
    pub(crate) match_pods: bool,
    /// Option `host-network`: such pods count as pods.
    pub(crate) host_pods: bool,
    /// What a completion of the input adds.
    pub(crate) added: Added,
}

/// What the input leaves open, as one completion has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Added {
    /// The address of an end that is no pod and has none in the input: a name, a node.
    pub(crate) elsewhere: Option<IpAddr>,
    /// Names that resolve to the address that is asked about.
    pub(crate) resolved: Vec<String>,
    /// Whether pods whose nodes are not known share one.
    pub(crate) together: bool,
    /// Addresses outside are asked about as parts that rules cut, and not as addresses of nodes.
    pub(crate) parts: bool,
}

impl Cluster {
    /// Leaves controllers out, with the pods that they make.
    pub(crate) fn without_controllers(&mut self) {
        self.controllers.clear();
        self.pods.retain(|pod| !pod.made);
    }

    /// Every port number at which something might change, and those beside it.
    pub(crate) fn interesting_ports(&self) -> Vec<u16> {
        let mut marks = vec![8080];
        let network = self.policies.iter().flat_map(|policy| policy.ingress.iter().chain(&policy.egress)).flatten();
        for port in network.flat_map(|rule| rule.ports.iter().flatten()) {
            match port.port {
                PortNumber::Absent | PortNumber::Named(_) => {}
                PortNumber::One(port) => marks.push(port),
                PortNumber::To(first, last) => marks.extend([first, last]),
            }
        }
        let admin = self.admin.iter().flat_map(|policy| policy.ingress.iter().chain(&policy.egress)).flatten();
        for port in admin.flat_map(|rule| rule.ports.iter().flatten()) {
            match port {
                AdminPort::Name(_) | AdminPort::All(_) => {}
                AdminPort::Number(_, port) => marks.push(*port),
                AdminPort::Range(_, first, last) => marks.extend([*first, *last]),
            }
        }
        marks.extend(self.pods.iter().flat_map(|pod| &pod.ports).filter(|port| port.0.is_some()).map(|port| port.1));
        let beside = |port: u16| [port.saturating_sub(1), port, port.saturating_add(1)];
        let mut ports: Vec<u16> = marks.into_iter().flat_map(beside).filter(|port| *port > 0).collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}
