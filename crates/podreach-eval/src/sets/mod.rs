//! Sets without policy knowledge: label selectors, ports, addresses, connections.

mod addresses;
mod connections;
mod domain;
mod expression;
mod families;
mod first_match;
mod interner;
mod intervals;
mod label;
mod label_value;
mod other_protocols;
mod overlay;
mod ports;
mod protocol;
mod requirement;
mod selector;
mod source_ports;

pub use addresses::AddressSet;
pub use connections::ConnectionSet;
pub(crate) use domain::stands_for;
pub use expression::Expression;
pub use families::{Families, Family};
pub(crate) use first_match::{Taken, first_match, union_all};
pub use interner::{ConnId, Connections};
pub use intervals::{Intervals, Point};
pub use label_value::LabelValue;
pub use other_protocols::OtherProtocols;
pub(crate) use overlay::overlay;
pub use ports::PortSet;
pub use protocol::Protocol;
pub use requirement::{Operator, Pattern, Requirement};
pub use selector::{Labels, Selector, UNKNOWN_VALUE};
