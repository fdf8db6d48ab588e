//! Questions about two ends: the connections and ports that each asks about, and what makes its answer a yes. A new question is
//! a variant here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::inventory::Endpoint;
use crate::kinds::ServicePort;
use crate::sets::{ConnectionSet, PortSet, Protocol};

/// A port as a question names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortQuery {
    /// A pod port by number.
    Number(u16),
    /// A container port by name, resolved at the destination.
    Name(String),
}

/// What is asked about a pair of endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Is anything allowed, and what?
    Anything,
    /// Is anything of this protocol allowed, and what?
    Protocol(Protocol),
    /// Is this port allowed?
    Port(Protocol, PortQuery),
}

impl PortQuery {
    /// The port's number, where the question gives one.
    pub const fn number(&self) -> Option<u16> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Name(_) => None,
        }
    }

    /// Whether it means a port of this number and name.
    pub(crate) fn means(&self, number: u16, name: Option<&str>) -> bool {
        match self {
            Self::Number(asked) => *asked == number,
            Self::Name(asked) => name == Some(asked),
        }
    }
}

impl fmt::Display for PortQuery {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(out),
            Self::Name(name) => name.fmt(out),
        }
    }
}

impl Question {
    /// Whether it is about a port of this protocol, number and name, among others.
    pub(crate) fn is_about(&self, protocol: Protocol, number: u16, name: Option<&str>) -> bool {
        match self {
            Self::Anything => true,
            Self::Protocol(asked) => *asked == protocol,
            Self::Port(asked, port) => *asked == protocol && port.means(number, name),
        }
    }

    /// Whether it is about this port of a Service.
    pub(crate) fn is_about_port(&self, port: &ServicePort) -> bool {
        self.is_about(port.protocol, port.port, port.name.as_deref())
    }

    /// Whether it names no port: a part of what is asked about is enough for a yes.
    pub(crate) const fn leaves_port_open(&self) -> bool {
        match self {
            Self::Anything | Self::Protocol(_) => true,
            Self::Port(..) => false,
        }
    }

    /// The connections that are asked about; `None` when it names a port that the destination does not have.
    pub(super) fn connections(&self, destination: &Endpoint) -> Option<ConnectionSet> {
        let some = |set: ConnectionSet| (!set.is_none()).then_some(set);
        match self {
            Self::Anything => Some(ConnectionSet::all()),
            Self::Protocol(protocol) => Some(ConnectionSet::of(*protocol, PortSet::all())),
            Self::Port(protocol, PortQuery::Number(port)) => {
                some(ConnectionSet::of(*protocol, PortSet::range(*port, *port)))
            }
            Self::Port(protocol, PortQuery::Name(name)) if destination.is_representative() => {
                Some(ConnectionSet::of(*protocol, PortSet::named(name)))
            }
            Self::Port(protocol, port @ PortQuery::Name(_)) => {
                let ports = destination.ports.iter();
                let meant = ports.filter(|one| one.protocol == *protocol && port.means(one.port, one.name.as_deref()));
                let numbers = meant.map(|one| ConnectionSet::of(*protocol, PortSet::range(one.port, one.port)));
                some(numbers.fold(ConnectionSet::none(), |all, one| all.union(&one)))
            }
        }
    }

    /// Whether the answer is yes where `passing` gets through of the connections that are asked about: all of a port, or
    /// anything at all of what is asked otherwise.
    pub(super) fn is_satisfied(&self, asked: &ConnectionSet, passing: &ConnectionSet) -> bool {
        if self.leaves_port_open() {
            !passing.is_portless()
        } else {
            !asked.is_none() && asked.is_subset(&passing.flat())
        }
    }
}
