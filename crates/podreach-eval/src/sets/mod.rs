//! Sets without policy knowledge: label selectors, ports, addresses, connections.

mod protocol;
mod selector;

pub use protocol::Protocol;
pub use selector::{Labels, Operator, Requirement, Selector};
