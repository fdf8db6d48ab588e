//! What stands at the end of a connection: workloads, representatives of pods that are not in the input, the outside.

use std::fmt;
use std::net::IpAddr;

use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use crate::kinds::added::ordinal;
use crate::kinds::{ContainerPort, WorkloadKind};
use crate::policy::PolicyId;
use crate::sets::{AddressSet, Intervals, Labels};

use super::hosts::HostId;

/// Index of an endpoint in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EndpointId(pub u32);

/// What an endpoint is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// A workload of the input.
    Workload(WorkloadKind),
    /// Pods that a policy selects or matches and that are not in the input.
    Representative,
    /// Addresses outside the cluster that no policy tells apart; none where rules give a name instead.
    External(AddressSet),
    /// The node that hosts the pod at the other end. It always reaches that pod.
    OwnNode,
}

/// Namespaces that are not known by name. Ids and schemas write them `*` and `{name=x}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NamespaceLabels {
    /// Any that is not in the input.
    Any,
    /// Those with labels that a selector asks for, in kubectl's notation: `name=x`.
    Matching(String),
}

impl fmt::Display for NamespaceLabels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => out.write_str("*"),
            Self::Matching(selector) => write!(out, "{{{selector}}}"),
        }
    }
}

/// Whether policies isolate an endpoint in one direction, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Isolation {
    /// Policies that apply, in evaluation order.
    pub policies: Vec<PolicyId>,
    /// Whether what no rule allows is dropped.
    pub isolated: bool,
}

/// One end of a connection.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Endpoint {
    /// Stable id: `default/web`, `default/web[Pod]` where two kinds share a name, `rep:default/app=api`, `external:Internet`.
    pub id: String,
    /// The name in the frozen list format: `default/web[Deployment]`; for others the id.
    pub peer: String,
    /// Short name for people: `web`, `app=api`, `any other pod`, `Internet`.
    pub name: String,
    /// The name of the workload that it is, or is a part of; empty for what is no workload.
    pub workload_name: Box<str>,
    /// What it is.
    pub kind: EndpointKind,
    /// Namespace, when it has one known by name. Representatives of namespaces known by labels have none.
    pub namespace: Option<Box<str>>,
    /// For representatives of namespaces that are not known by name: which these are.
    pub namespace_selector: Option<NamespaceLabels>,
    /// Labels of its pods.
    pub labels: Labels,
    /// Declared container ports.
    pub ports: Vec<ContainerPort>,
    /// Replicas, when known.
    pub replicas: Option<u32>,
    /// A Pod without owner: exactly one pod, which always reaches itself.
    pub bare: bool,
    /// Names of the pods that are folded into the workload here; empty for a bare pod and for a template without pods.
    pub pods: Vec<Box<str>>,
    /// The first and the last ordinal of a StatefulSet whose pods are not in the input, at the endpoint that stands for all
    /// pods that no other endpoint names: `db-0` to `db-2`.
    pub ordinals: Option<(u32, u32)>,
    /// The ordinals of its pods, of a StatefulSet whose pods are not in the input.
    pub numbers: Intervals<u32>,
    /// Whether its pods share the node's network; policies then do not apply.
    pub host_network: bool,
    /// Known addresses of its pods (of the node for `host_network`).
    pub addresses: Vec<IpAddr>,
    /// Known addresses of the nodes that host its pods.
    pub host_addresses: Vec<IpAddr>,
    /// The nodes that its pods run on, each once; `None` for one that the input does not tell.
    pub(crate) hosts: Vec<Option<HostId>>,
    /// Ingress policies.
    pub ingress: Isolation,
    /// Egress policies.
    pub egress: Isolation,
    /// A representative that behaves as if no policy existed; views leave it out.
    pub hidden: bool,
    /// Where it is written, for workloads; for representatives, the selector that it stands for.
    pub span: Option<Span>,
    /// Of representatives: whether it stands for all pods that are not named otherwise.
    pub(crate) any_pod: bool,
    /// Class among the evaluated classes.
    pub(crate) class: u32,
    /// For addresses outside: the classes of the groups that are one endpoint here because they fare alike, ascending.
    pub(crate) groups: Vec<u32>,
}

impl Endpoint {
    /// Number of the class: endpoints of one class are alike to every policy of the input.
    pub const fn class(&self) -> u32 {
        self.class
    }

    /// An endpoint without anything, to be filled in.
    pub(crate) fn blank() -> Self {
        Self {
            id: String::new(),
            peer: String::new(),
            name: String::new(),
            workload_name: Box::default(),
            kind: EndpointKind::Representative,
            namespace: None,
            namespace_selector: None,
            labels: Labels::new(),
            ports: Vec::new(),
            replicas: None,
            bare: false,
            pods: Vec::new(),
            ordinals: None,
            numbers: Intervals::empty(),
            host_network: false,
            addresses: Vec::new(),
            host_addresses: Vec::new(),
            hosts: Vec::new(),
            ingress: Isolation::default(),
            egress: Isolation::default(),
            hidden: false,
            span: None,
            any_pod: false,
            class: 0,
            groups: Vec::new(),
        }
    }

    /// Whether it is a workload of the input.
    pub const fn is_workload(&self) -> bool {
        matches!(self.kind, EndpointKind::Workload(_))
    }

    /// The workload that it is, or is a part of: its kind and its name. None for what is no workload.
    pub fn workload(&self) -> Option<(&WorkloadKind, &str)> {
        let EndpointKind::Workload(kind) = &self.kind else { return None };
        Some((kind, &self.workload_name))
    }

    /// Whether it stands for some of the pods of a workload, which its name says behind a slash.
    pub fn is_part(&self) -> bool {
        self.is_workload() && self.name != *self.workload_name
    }

    /// A name of it as lists write them, without its namespace: `web[Deployment]`, `app=api`. All of it where no namespace is
    /// known by name.
    pub fn within_namespace<'a>(&self, name: &'a str) -> &'a str {
        let scheme = if self.is_representative() { "rep:".len() } else { 0 };
        let local = self.namespace.as_ref().and_then(|namespace| name.get(scheme + namespace.len() + 1..));
        local.unwrap_or(name)
    }

    /// Whether it stands for exactly one pod of a workload.
    pub fn is_one_pod(&self) -> bool {
        self.pods.len() == 1 || (self.ordinals.is_some() && self.replicas == Some(1))
    }

    /// Whether it stands for the pods of a StatefulSet that no other endpoint names.
    pub fn is_rest(&self) -> bool {
        let all = self.ordinals.map(|(first, last)| u64::from(last) - u64::from(first) + 1);
        all.zip(self.replicas).is_some_and(|(all, here)| u64::from(here) < all)
    }

    /// Whether it is one pod and nothing else: a Pod without owner, or the one pod that a part of a workload is.
    pub fn is_single(&self) -> bool {
        self.bare || (self.pods.len() == 1 && self.is_part())
    }

    /// Whether a pod of this name is folded into it.
    pub fn lists_pod(&self, name: &str) -> bool {
        self.pods.iter().any(|pod| &**pod == name)
    }

    /// Whether it stands for the pod of this name of a StatefulSet whose pods are not in the input.
    pub fn numbers_pod(&self, name: &str) -> bool {
        let Some((set, digits)) = ordinal(name).filter(|_| !self.numbers.is_empty()) else { return false };
        set == &*self.workload_name && digits.parse().is_ok_and(|number| self.numbers.contains(number))
    }

    /// Whether it stands for pods that are not in the input.
    pub const fn is_representative(&self) -> bool {
        matches!(self.kind, EndpointKind::Representative)
    }

    /// Whether it is outside the cluster.
    pub const fn is_external(&self) -> bool {
        matches!(self.kind, EndpointKind::External(_))
    }

    /// Whether it is known by a name alone (a domain name, nodes that are not in the input): rules let pods reach it, and
    /// nothing is known of what comes from it.
    pub const fn is_only_reached(&self) -> bool {
        matches!(&self.kind, EndpointKind::External(addresses) if addresses.is_empty())
    }

    /// Policies in a direction.
    pub const fn isolation(&self, direction: crate::policy::Direction) -> &Isolation {
        match direction {
            crate::policy::Direction::Ingress => &self.ingress,
            crate::policy::Direction::Egress => &self.egress,
        }
    }
}

/// Where a port of a Service leads at an address outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addressed {
    /// The port's place in the Service.
    pub port: usize,
    /// The address.
    pub address: IpAddr,
    /// The part of the outside that holds it.
    pub endpoint: EndpointId,
    /// The port there.
    pub target: u16,
}

/// A Service with the endpoints behind it.
#[derive(Clone, Debug)]
pub struct ServiceNode {
    /// Contract id, `service:namespace/name`.
    pub id: String,
    /// The Service itself.
    pub service: crate::kinds::Service,
    /// Workloads that have a pod which its selector matches. Without a selector, what Endpoints and EndpointSlices of its
    /// name lead to: workloads, and parts of the outside.
    pub backends: Vec<EndpointId>,
    /// For each port of the Service, the pod ports that it leads to. A workload whose pods differ has several; `None` where
    /// a pod has no port of the target's name.
    pub targets: Vec<Vec<(EndpointId, Option<u16>)>>,
    /// The same as EndpointSlices hold it, which is what controllers of entry points read. It differs from `targets` where
    /// the Service is headless: clients dial the pod themselves, controllers go to the target port all the same.
    pub sliced: Vec<Vec<(EndpointId, Option<u16>)>>,
    /// Addresses outside that Endpoints or EndpointSlices put behind it, with the part of the outside that holds each.
    pub addresses: Vec<(IpAddr, EndpointId)>,
    /// Where its ports lead at each of them.
    pub addressed: Vec<Addressed>,
    /// Pods that Endpoints or EndpointSlices put behind it and that are not in the input.
    pub absent: Vec<Box<str>>,
}

impl ServiceNode {
    /// Whether what is behind it is known: its selector, or an object that stands in for one.
    pub fn is_resolved(&self) -> bool {
        !self.service.selector.is_empty() || !self.backends.is_empty() || !self.absent.is_empty()
    }
}

/// A namespace of the input, or one that is only referred to.
#[derive(Clone, Debug)]
pub struct NamespaceInfo {
    /// Its name.
    pub name: Box<str>,
    /// Its labels, `kubernetes.io/metadata.name` included.
    pub labels: Labels,
    /// Whether a Namespace object is in the input; otherwise its labels are not known.
    pub declared: bool,
}
