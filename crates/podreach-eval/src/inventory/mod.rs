//! Resources to the things that connections run between.

mod addresses;
mod attach;
mod controller_pods;
mod controllers;
mod endpoint;
pub(crate) mod entries;
mod entry;
mod grants;
pub(crate) mod hosts;
mod known_controllers;
pub(crate) mod namespaces;
pub(crate) mod replicas;
pub(crate) mod representatives;
pub(crate) mod services;
pub(crate) mod workloads;

pub use addresses::AddressOf;
pub(crate) use addresses::KnownAddresses;
pub(crate) use controller_pods::{Images, is_repository, may_hold_a_controller, repository};
pub use endpoint::{
    Addressed, Endpoint, EndpointId, EndpointKind, Isolation, NamespaceInfo, NamespaceLabels, ServiceNode,
};
pub use entry::{EntryBackend, EntryKind, EntryNode, EntryProblem, ProxyPods, Targets};
