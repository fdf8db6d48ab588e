//! `networking.k8s.io/v1` NetworkPolicy, typed, with how it is written.

use ipnet::IpNet;
use podreach_syntax::Span;

use crate::sets::{Protocol, Selector};

use super::objects::Meta;

/// Namespaces that a peer looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerNamespaces {
    /// `namespaceSelector` is not set: the policy's own namespace.
    Own,
    /// Namespaces that a selector matches.
    Matching(Selector),
}

/// What stands behind a key that takes a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// Nothing, or `null`.
    Null,
    /// `[]`.
    Empty,
    /// One item or more.
    Items,
}

/// A key of an object that takes a list, where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListKey {
    /// The key.
    pub key: Span,
    /// Its value.
    pub value: Span,
    /// What the value is.
    pub form: ListForm,
}

/// What a rule of a NetworkPolicy matches on the other side.
#[derive(Clone, Debug)]
pub enum NetworkPeer {
    /// Pods.
    Pods {
        /// Where they live.
        namespaces: PeerNamespaces,
        /// Which ones; everything when `podSelector` is not set.
        pods: Selector,
        /// Whether `podSelector` is set.
        pods_set: bool,
        /// The key of a `namespaceSelector` that is null, which counts as not set.
        null_namespaces: Option<Span>,
        /// The list item.
        span: Span,
    },
    /// Addresses.
    IpBlock {
        /// The block, host bits masked.
        cidr: IpNet,
        /// What is taken out of it, host bits masked.
        except: Vec<IpNet>,
        /// Where the block is written.
        cidr_span: Span,
        /// Where each exception is written.
        except_spans: Vec<Span>,
        /// The list item.
        span: Span,
    },
}

/// A port of a rule, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkPort {
    /// Every port of the protocol.
    All,
    /// From the first to the last, both included.
    Range(u16, u16),
    /// A container port's name.
    Name(Box<str>),
}

/// An entry of a rule's `ports`.
#[derive(Clone, Debug)]
pub struct NetworkPolicyPort {
    /// Protocol; TCP unless written.
    pub protocol: Protocol,
    /// Which ports.
    pub port: NetworkPort,
    /// Where `port` is written.
    pub port_span: Option<Span>,
    /// Where `protocol` is written.
    pub protocol_span: Option<Span>,
    /// Where `endPort` is written.
    pub end_span: Option<Span>,
    /// The list item.
    pub span: Span,
}

/// One item of `ingress` or `egress`.
#[derive(Clone, Debug)]
pub struct NetworkPolicyRule {
    /// Other sides; empty means everyone.
    pub peers: Vec<NetworkPeer>,
    /// Ports; empty means all ports of all protocols.
    pub ports: Vec<NetworkPolicyPort>,
    /// `from` or `to`.
    pub peers_key: Option<ListKey>,
    /// `ports`.
    pub ports_key: Option<ListKey>,
    /// The list item.
    pub span: Span,
}

/// A `networking.k8s.io/v1` NetworkPolicy, defaults applied.
#[derive(Clone, Debug)]
pub struct NetworkPolicy {
    /// Metadata.
    pub meta: Meta,
    /// Pods that it applies to.
    pub pod_selector: Selector,
    /// Whether Ingress is among its (defaulted) policy types.
    pub isolates_ingress: bool,
    /// Whether Egress is among its (defaulted) policy types.
    pub isolates_egress: bool,
    /// Ingress rules, in order; inert when ingress is not isolated.
    pub ingress: Vec<NetworkPolicyRule>,
    /// Egress rules, in order; inert when egress is not isolated.
    pub egress: Vec<NetworkPolicyRule>,
    /// `policyTypes`.
    pub types_key: Option<ListKey>,
    /// `ingress`.
    pub ingress_key: Option<ListKey>,
    /// `egress`.
    pub egress_key: Option<ListKey>,
    /// The value of `spec`; of a policy without one, its name.
    pub spec_span: Span,
}

impl NetworkPolicy {
    /// Whether its policy types are written: neither absent nor empty.
    pub fn names_types(&self) -> bool {
        self.types_key.is_some_and(|key| key.form == ListForm::Items)
    }
}
