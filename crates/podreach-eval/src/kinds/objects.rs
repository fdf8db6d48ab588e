//! Decoded Kubernetes objects: plain values with the spans of their sources.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use podreach_syntax::{Span, Spanned};

use crate::sets::{Labels, Protocol};

use super::content::Content;
use super::object_ref::ObjectRef;

/// What every object carries.
#[derive(Clone, Debug)]
pub struct Meta {
    /// API group, `networking.k8s.io`; empty for the core group.
    pub group: Box<str>,
    /// Kind as written, `NetworkPolicy`.
    pub kind: Box<str>,
    /// Name; for `generateName` the prefix with `*` behind it.
    pub name: Spanned<Box<str>>,
    /// Namespace; filled in for namespaced objects, empty for others.
    pub namespace: Box<str>,
    /// Labels of the object itself.
    pub labels: Labels,
    /// The whole object.
    pub span: Span,
    /// What it says.
    pub content: Content,
}

impl Meta {
    /// The identity of the object.
    pub fn object_ref(&self) -> ObjectRef<'_> {
        ObjectRef {
            group: &self.group,
            kind: &self.kind,
            namespace: Some(&*self.namespace).filter(|namespace| !namespace.is_empty()),
            name: &self.name.value,
        }
    }
}

/// A Namespace.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its metadata; `labels` holds what is written, plus `kubernetes.io/metadata.name`.
    pub meta: Meta,
}

/// The kinds that run pods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the kinds' own names")]
pub enum WorkloadKind {
    Pod,
    Deployment,
    ReplicaSet,
    ReplicationController,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    /// A controller of a kind that is not supported; it is known from its pods alone.
    Custom(Box<str>),
}

impl WorkloadKind {
    /// The kind of this name. A controller without a kind counts as a Pod.
    pub fn from_name(name: &str) -> Self {
        match name {
            "Pod" | "" => Self::Pod,
            "Deployment" => Self::Deployment,
            "ReplicaSet" => Self::ReplicaSet,
            "ReplicationController" => Self::ReplicationController,
            "StatefulSet" => Self::StatefulSet,
            "DaemonSet" => Self::DaemonSet,
            "Job" => Self::Job,
            "CronJob" => Self::CronJob,
            other => Self::Custom(other.into()),
        }
    }

    /// The kind's own name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pod => "Pod",
            Self::Deployment => "Deployment",
            Self::ReplicaSet => "ReplicaSet",
            Self::ReplicationController => "ReplicationController",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::Custom(name) => name,
        }
    }
}

impl std::fmt::Display for WorkloadKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A controller reference of a Pod or ReplicaSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its kind, empty when it is not written.
    pub kind: Box<str>,
    /// Its name.
    pub name: Box<str>,
}

/// A declared container port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPort {
    /// Its name, when it has one.
    pub name: Option<Box<str>>,
    /// Its number.
    pub port: u16,
    /// Its protocol; TCP unless written.
    pub protocol: Protocol,
    /// Port of the node that leads to it, when written; none when only the node itself may use it (`hostIP: 127.0.0.1`).
    pub host_port: Option<u16>,
    /// Where it is written.
    pub span: Span,
}

/// A Pod, or a controller with its pod template.
#[derive(Clone, Debug)]
pub struct WorkloadSpec {
    /// Metadata of the object itself.
    pub meta: Meta,
    /// Which kind it is.
    pub kind: WorkloadKind,
    /// Labels of the pods: the template's for a controller. Pods that are alike share them.
    pub labels: Arc<Labels>,
    /// The controlling owner (`controller: true`, or the only one), if there is one. Node owners are dropped.
    pub owner: Option<Owner>,
    /// Declared ports of containers and sidecar init containers, in order.
    pub ports: Arc<[ContainerPort]>,
    /// Images of its containers, as written.
    pub images: Vec<Box<str>>,
    /// Wanted replicas where the kind has them; `None` when unknown (DaemonSet) or not written (then 1).
    pub replicas: Option<u32>,
    /// How a StatefulSet numbers its pods.
    pub numbered: Option<Numbered>,
    /// `hostNetwork: true`.
    pub host_network: bool,
    /// Where it says so.
    pub host_network_key: Option<Span>,
    /// The node that the pod runs on, when it is known.
    pub node: Option<Box<str>>,
    /// A pod in phase Succeeded or Failed, or a controller with no replicas is not an endpoint; this marks the pod.
    pub finished: bool,
    /// Known addresses of the pod (status.podIP, status.podIPs).
    pub addresses: Vec<IpAddr>,
    /// Known addresses of its node (status.hostIP, status.hostIPs).
    pub host_addresses: Vec<IpAddr>,
}

/// How a StatefulSet numbers its pods, `db-0` and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// `ordinals.start`.
    pub first: u32,
    /// `selector.matchLabels`: it adopts pods with these labels that are called like its own.
    pub selects: Labels,
}

impl ContainerPort {
    /// Whether both say the same, wherever they are written.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.port, self.protocol, &self.name, self.host_port)
            == (other.port, other.protocol, &other.name, other.host_port)
    }
}

/// A Node: its labels are in `meta`.
#[derive(Clone, Debug)]
pub struct NodeInfo {
    /// Metadata.
    pub meta: Meta,
    /// Its addresses (status.addresses), sorted.
    pub addresses: Vec<IpAddr>,
    /// The addresses that its pods are given (spec.podCIDR, spec.podCIDRs).
    pub pod_networks: Vec<IpNet>,
}

/// How a Service is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are the API's own names")]
pub enum ServiceType {
    ClusterIp,
    Headless,
    NodePort,
    LoadBalancer,
    ExternalName,
}

/// The pod port that a Service port leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetPort {
    /// A number.
    Number(u16),
    /// A container port's name, resolved per pod.
    Name(Box<str>),
}

/// A port of a Service.
#[derive(Clone, Debug)]
pub struct ServicePort {
    /// Its name, when it has one.
    pub name: Option<Box<str>>,
    /// Protocol; TCP unless written.
    pub protocol: Protocol,
    /// Port that clients dial.
    pub port: u16,
    /// Where it leads; `port` unless written.
    pub target: TargetPort,
    /// Node port, when written.
    pub node_port: Option<u16>,
    /// Where it is written.
    pub span: Span,
}

/// A Service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Metadata.
    pub meta: Meta,
    /// How it is offered.
    pub kind: ServiceType,
    /// Pods behind it; an absent or empty selector means that it has none.
    pub selector: Labels,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// Target of an ExternalName Service.
    pub external_name: Option<Box<str>>,
    /// Whether `externalTrafficPolicy: Local` is written.
    pub local_traffic: bool,
    /// Addresses inside the cluster that lead to it, where they are known.
    pub cluster_ips: Vec<IpAddr>,
    /// Addresses of its load balancer, wanted or given.
    pub balancer_ips: Vec<IpAddr>,
    /// Of these, in place of the former, those that take connections from inside the cluster as well (`ipMode: Proxy`).
    pub proxy_ips: Vec<IpAddr>,
    /// Addresses outside that lead to it.
    pub external_ips: Vec<IpAddr>,
    /// The only clients that its load balancer serves; empty for all.
    pub source_ranges: Vec<IpNet>,
}

/// An object of a kind that Podreach does not read.
#[derive(Clone, Debug)]
pub struct Unsupported {
    /// `apiVersion` as written.
    pub api_version: Box<str>,
    /// Kind as written.
    pub kind: Box<str>,
    /// Name, possibly empty.
    pub name: Box<str>,
    /// Namespace, as if it were of a namespaced kind.
    pub namespace: Box<str>,
    /// Labels of the pod templates in it, one for each.
    pub pod_labels: Vec<Labels>,
    /// What it selects, where it is a policy of another project or one of a misspelt kind.
    pub policy: Option<super::ForeignPolicy>,
    /// The whole object.
    pub span: Span,
}

/// A policy that the API server would reject. It takes no part in the evaluation.
#[derive(Clone, Debug)]
pub struct RejectedPolicy {
    /// What it is.
    pub meta: Meta,
    /// Why: codes of the error diagnostics.
    pub codes: Vec<&'static str>,
    /// Why, in the words of the first of them.
    pub reason: Box<str>,
    /// What a client that drops what it does not know would apply; absent when nothing sensible is left.
    pub lenient: Option<super::AnyPolicy>,
}

/// An object that the API server would reject and that is evaluated all the same, as if it had been accepted: a workload, a
/// Service, an entry point, or a policy with a bad name alone.
#[derive(Clone, Debug)]
pub struct RejectedObject {
    /// Kind as written.
    pub kind: Box<str>,
    /// Namespace, as if it were of a namespaced kind.
    pub namespace: Box<str>,
    /// Name, or the start of one that is to be made.
    pub name: Box<str>,
    /// The whole object.
    pub span: Span,
    /// Why: codes of the error diagnostics.
    pub codes: Vec<&'static str>,
    /// Why, in the words of the first of them.
    pub reason: Box<str>,
}
