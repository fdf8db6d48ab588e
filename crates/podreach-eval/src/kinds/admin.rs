//! Cluster-wide policies of `policy.networking.k8s.io` as plain values: AdminNetworkPolicy, BaselineAdminNetworkPolicy and
//! ClusterNetworkPolicy share one form, with different field names and actions.

use ipnet::IpNet;
use podreach_syntax::Span;

use crate::sets::{Protocol, Selector};

use super::Meta;

/// When a cluster-wide policy is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdminTier {
    /// Before NetworkPolicies.
    Admin,
    /// After them, where none of them isolates the pod.
    Baseline,
}

/// What a rule does with what it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleAction {
    /// `Allow`, or `Accept` in a ClusterNetworkPolicy.
    Allow,
    /// `Deny`.
    Deny,
    /// `Pass`: the next tier decides.
    Pass,
}

/// Pods of the whole cluster, by the labels of their namespaces and their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminPods {
    /// Namespaces.
    pub namespaces: Selector,
    /// Pods in them; everything when only namespaces are named.
    pub pods: Selector,
}

/// What a rule matches on the other side.
#[derive(Clone, Debug)]
pub enum AdminPeer {
    /// Pods.
    Pods(AdminPods, Span),
    /// Addresses, in and outside the cluster.
    Network(IpNet, Span),
    /// Nodes, by the labels of their Node objects.
    Nodes(Selector, Span),
    /// Addresses that a name resolves to; a leading `*.` stands for one or more labels.
    Domain(Box<str>, Span),
}

/// What a rule says about ports.
#[derive(Clone, Debug)]
pub enum AdminPort {
    /// Ports of a protocol, both ends included.
    Range(Protocol, u16, u16, Span),
    /// A container port's name, with whatever protocol it has.
    Name(Box<str>, Span),
}

/// One item of `ingress` or `egress`.
#[derive(Clone, Debug)]
pub struct AdminRule {
    /// Its name, when it has one.
    pub name: Option<Box<str>>,
    /// What it does.
    pub action: RuleAction,
    /// Other sides.
    pub peers: Vec<AdminPeer>,
    /// Whether a peer is of a kind that is not known: the rule then fails closed.
    pub unknown_peer: bool,
    /// Whether it holds something that no plugin can use, and that no CRD rejects: peers and ports are then what it may mean
    /// at most, and the rule fails closed.
    pub fails_closed: bool,
    /// Ports; empty means everything.
    pub ports: Vec<AdminPort>,
    /// The list item.
    pub span: Span,
}

/// A cluster-wide policy.
#[derive(Clone, Debug)]
pub struct AdminPolicy {
    /// Metadata.
    pub meta: Meta,
    /// When it is asked.
    pub tier: AdminTier,
    /// Place within the tier, lower numbers first; `None` for the one BaselineAdminNetworkPolicy.
    pub priority: Option<u16>,
    /// Pods that it applies to.
    pub subject: AdminPods,
    /// Ingress rules, in order.
    pub ingress: Vec<AdminRule>,
    /// Egress rules, in order.
    pub egress: Vec<AdminRule>,
}
