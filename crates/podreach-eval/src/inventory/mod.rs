//! Resources to the things that connections run between.

mod attach;
mod controllers;
mod endpoint;
pub(crate) mod entries;
mod entry;
mod grants;
mod known_controllers;
pub(crate) mod namespaces;
pub(crate) mod representatives;
pub(crate) mod services;
pub(crate) mod workloads;

pub use endpoint::{Endpoint, EndpointId, EndpointKind, Isolation, NamespaceInfo, ServiceNode};
pub use entry::{Carrier, EntryBackend, EntryKind, EntryNode, EntryProblem, Targets};
