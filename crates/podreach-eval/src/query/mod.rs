//! Questions to an [`Analysis`](crate::Analysis), and their answers: verdicts about two endpoints and about Services, the state
//! of a pair, reachability of all endpoints, ingress paths, and what an answer depends on.

mod address_parts;
mod client;
mod completions;
mod direction;
#[cfg(test)]
mod fixture;
mod fronts;
mod graph;
mod ingress_paths;
mod other_pods;
mod pair_lookup;
mod proxy_pods;
mod question;
mod reachability;
mod service;
mod verdict;
mod weight;

pub(crate) use address_parts::Asked;
pub use completions::{Dependence, Fact};
pub use fronts::Front;
pub use graph::ReachabilityEdge;
pub(crate) use ingress_paths::is_somewhere;
pub use ingress_paths::{ExposedBy, Hop, IngressPath, PathNote, SourceVerdict};
pub(crate) use other_pods::OtherPods;
pub use question::{PortQuery, Question};
pub use reachability::{ReachabilityGraph, Reached};
pub use service::ServiceVerdict;
pub use verdict::*;
