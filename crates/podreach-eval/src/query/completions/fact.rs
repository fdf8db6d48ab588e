//! Facts that the input leaves open, and what answers hang on.

use crate::inventory::EndpointId;
use crate::sets::{AddressSet, ConnectionSet, LabelValue};

/// Something that may be so, and that the input does not tell.
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
    /// What has no known address has one of these.
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

/// That an answer hangs on what the input does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// Sets of facts of which each makes the answer another one; the smallest that there are. At most
    /// [`Dependence::FLIPS`] of them are named. Where there are too many possibilities to try each, one set of everything
    /// that may count.
    pub flips: Vec<Vec<Fact>>,
    /// Whether it is allowed then.
    pub allowed: bool,
    /// What passes where it is allowed: in the default completion, or in the first of these.
    pub connections: ConnectionSet,
    /// Whether each flip was tried. Otherwise facts of them alone may not suffice.
    pub tried: bool,
}

impl Dependence {
    /// At most this many sets of facts are named.
    pub const FLIPS: usize = 4;
}
