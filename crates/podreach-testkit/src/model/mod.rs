//! A small cluster as plain values, and the YAML that says the same (`write`, `admin`).

use std::net::IpAddr;

mod admin;
mod controllers;
mod text;
mod write;

pub use admin::{AdminKind, AdminPeer, AdminPods, AdminPolicy, AdminPort, AdminRule};
pub use controllers::{Controller, JOB, Template};
pub use text::canonical;

/// Labels, each key once.
pub type Labels = Vec<(&'static str, &'static str)>;

/// A Namespace object.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its name.
    pub name: &'static str,
    /// Its labels, without the one that Kubernetes adds.
    pub labels: Labels,
}

/// A container port: name, number, protocol.
pub type Declared = (Option<&'static str>, u16, &'static str);

/// A pod, bare, of a StatefulSet that is not in the input, or made by a controller that is.
#[derive(Clone, Debug, Default)]
pub struct Pod {
    /// Its namespace, with or without an object.
    pub namespace: &'static str,
    /// Its name.
    pub name: String,
    /// The StatefulSet that it belongs to, if there is one.
    pub owner: Option<&'static str>,
    /// Its labels.
    pub labels: Labels,
    /// The ports that its containers declare.
    pub ports: Vec<Declared>,
    /// Its own addresses, or its node's on the host's network.
    pub addresses: Vec<&'static str>,
    /// Whether it is on the network of its node.
    pub host_network: bool,
    /// Whether a controller of the cluster makes it, which is written in its place.
    pub made: bool,
    /// What the input says of its node.
    pub place: Place,
    /// In a completion of the input: the address that it has where the input gives none.
    pub assumed: Option<IpAddr>,
}

/// The node of a pod, as its manifest gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    #[default]
    Unknown,
    /// By name: the node of this number, which may have no Node object.
    Named(usize),
    /// By these addresses.
    At(&'static [&'static str]),
}

/// A Node object.
#[derive(Clone, Debug)]
pub struct Node {
    /// `node-0`, `node-1`, …: the number that [`Place::Named`] gives.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
    /// Its internal addresses, of either family.
    pub addresses: Vec<&'static str>,
}

/// How a Service is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKind {
    /// `type: ClusterIP`.
    ClusterIp,
    /// `clusterIP: None`.
    Headless,
    /// `type: NodePort`.
    NodePort,
    /// `type: LoadBalancer`.
    LoadBalancer,
}

/// `targetPort` of a Service port.
#[derive(Clone, Debug)]
pub enum TargetPort {
    /// Not written: the port itself.
    Absent,
    /// A number.
    Number(u16),
    /// The name of a container port.
    Name(&'static str),
}

/// A port of a Service.
#[derive(Clone, Debug)]
pub struct ServicePort {
    /// Its number.
    pub port: u16,
    /// `None`: not written, which means TCP.
    pub protocol: Option<&'static str>,
    /// Where it leads.
    pub target: TargetPort,
}

/// A Service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its namespace.
    pub namespace: &'static str,
    /// Its name.
    pub name: String,
    /// How it is reached.
    pub kind: ServiceKind,
    /// The labels that it selects; none select no pod.
    pub selector: Labels,
    /// Its ports.
    pub ports: Vec<ServicePort>,
}

/// One requirement of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// `matchLabels`: this key with this value.
    Label(&'static str, &'static str),
    /// `In`: this key with one of these values.
    In(&'static str, Vec<&'static str>),
    /// `NotIn`: this key with another value, or without the key.
    NotIn(&'static str, Vec<&'static str>),
    /// `Exists`.
    Exists(&'static str),
    /// `DoesNotExist`.
    DoesNotExist(&'static str),
}

/// `None`: the key is absent. An empty list: `{}`.
pub type Selector = Option<Vec<Requirement>>;

/// A peer of a NetworkPolicy.
#[derive(Clone, Debug)]
pub enum Peer {
    /// `namespaceSelector` and `podSelector`, one of them at least.
    Pods {
        /// Of the namespace; absent: the policy's own.
        namespaces: Selector,
        /// Of the pod; absent: all.
        pods: Selector,
    },
    /// `ipBlock`.
    Block {
        /// The block.
        cidr: &'static str,
        /// What is not part of it.
        except: Vec<&'static str>,
    },
}

/// `port` and `endPort` of a NetworkPolicy port.
#[derive(Clone, Debug)]
pub enum PortNumber {
    /// No port is written: all of them.
    Absent,
    /// One number.
    One(u16),
    /// From the first to the last, both included.
    To(u16, u16),
    /// The name of a container port.
    Named(&'static str),
}

/// A port of a NetworkPolicy.
#[derive(Clone, Debug)]
pub struct Port {
    /// `None`: not written, which means TCP.
    pub protocol: Option<&'static str>,
    /// Its number or name.
    pub port: PortNumber,
}

/// `None`: the key is absent, otherwise the list as written.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `from` or `to`.
    pub peers: Option<Vec<Peer>>,
    /// `ports`.
    pub ports: Option<Vec<Port>>,
}

/// A NetworkPolicy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its namespace, with or without an object.
    pub namespace: &'static str,
    /// Its name.
    pub name: String,
    /// `podSelector`.
    pub subject: Selector,
    /// `policyTypes`.
    pub types: Option<Vec<&'static str>>,
    /// Rules for ingress.
    pub ingress: Option<Vec<Rule>>,
    /// Rules for egress.
    pub egress: Option<Vec<Rule>>,
}

/// A cluster, what is asked of it, and under which options.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// Namespace objects.
    pub namespaces: Vec<Namespace>,
    /// Pods, those of controllers among them.
    pub pods: Vec<Pod>,
    /// Controllers that are given without their pods.
    pub controllers: Vec<Controller>,
    /// Node objects.
    pub nodes: Vec<Node>,
    /// Services.
    pub services: Vec<Service>,
    /// NetworkPolicies.
    pub policies: Vec<Policy>,
    /// Cluster-wide policies.
    pub admin: Vec<AdminPolicy>,
    /// Addresses outside that are asked about.
    pub outside: Vec<&'static str>,
    /// Option `ip-block-pods`: blocks match pods.
    pub match_pods: bool,
    /// Option `host-network`: such pods count as pods.
    pub host_pods: bool,
    /// What a completion of the input adds.
    pub added: Added,
}

/// What the input leaves open, as one completion has it.
#[derive(Clone, Debug, Default)]
pub struct Added {
    /// The address of an end that is no pod and has none in the input: a name, a node.
    pub elsewhere: Option<IpAddr>,
    /// Names that resolve to the address that is asked about.
    pub resolved: Vec<String>,
    /// Whether pods whose nodes are not known share one.
    pub together: bool,
    /// Addresses outside are asked about as parts that rules cut, and not as addresses of nodes.
    pub parts: bool,
}

impl Cluster {
    /// Leaves controllers out, with the pods that they make.
    pub fn without_controllers(&mut self) {
        self.controllers.clear();
        self.pods.retain(|pod| !pod.made);
    }

    /// Every port number at which something might change, and those beside it.
    pub fn interesting_ports(&self) -> Vec<u16> {
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
