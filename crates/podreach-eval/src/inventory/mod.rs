//! Resources to the things that connections run between.

mod endpoint;
pub(crate) mod namespaces;
pub(crate) mod representatives;
pub(crate) mod services;
pub(crate) mod workloads;

pub use endpoint::{Endpoint, EndpointId, EndpointKind, Isolation, NamespaceInfo, ServiceNode};
