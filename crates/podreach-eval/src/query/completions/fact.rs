//! Facts that the input leaves open, and on which answers depend.

use crate::inventory::EndpointId;
use crate::sets::{AddressSet, ConnectionSet, LabelValue};

/// A fact that holds in some completions of the input and not in others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A namespace without a Namespace object has a label, or lacks it.
    NamespaceLabel {
        /// The namespace.
        namespace: Box<str>,
        /// The label's key.
        key: Box<str>,
        /// Its value.
        value: LabelValue,
    },
    /// An endpoint without a known address has one of these.
    Address {
        /// A pod, a node, or what a DNS name resolves to.
        endpoint: EndpointId,
        /// The addresses.
        addresses: AddressSet,
    },
    /// The destination runs on the node that the connection comes from.
    Node {
        /// A pod on a node's network, or an address of a node.
        source: EndpointId,
        /// The destination.
        destination: EndpointId,
    },
    /// A DNS name resolves to an address that is asked about.
    Domain {
        /// The name, as a rule writes it.
        name: Box<str>,
        /// The part of the outside that is asked about.
        endpoint: EndpointId,
        /// The addresses that are asked about, where these are not all of it.
        addresses: Option<AddressSet>,
    },
    /// The pod sees the address of a node in place of the client's, and the node's is one of these.
    NodeAddress {
        /// Contract id of the Service that the client dials.
        service: Box<str>,
        /// The addresses.
        addresses: AddressSet,
    },
}

/// On which facts an answer depends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// Smallest sets of facts that change the answer, at most [`Dependence::FLIPS`] of them. Where there are too many
    /// completions to try each, one set with every fact that may count.
    pub flips: Vec<Vec<Fact>>,
    /// Whether these facts make the answer allowed.
    pub allowed: bool,
    /// What passes where it is allowed: in the default completion, or with the first of these sets.
    pub connections: ConnectionSet,
    /// Whether each set was tried. Otherwise its facts alone may not suffice.
    pub tried: bool,
}

impl Dependence {
    /// How many sets of facts are named at most.
    pub const FLIPS: usize = 4;
}
