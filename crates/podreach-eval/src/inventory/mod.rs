//! Resources to the things that connections run between.

mod endpoint;

pub use endpoint::{Endpoint, EndpointId, EndpointKind, Isolation, NamespaceInfo, ServiceNode};
