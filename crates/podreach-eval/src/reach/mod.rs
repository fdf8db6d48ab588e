//! Endpoint classes, the engine, and its answers.

mod address_parts;
mod class_ranges;
pub(crate) mod classes;
mod client;
#[cfg(test)]
mod compound;
mod direction;
pub(crate) mod endpoints;
pub(crate) mod engine;
#[cfg(test)]
mod fixture;
mod fronts;
mod graph;
mod group_map;
mod lacking;
mod named_by;
mod other_pods;
pub(crate) mod outside;
mod pair_lookup;
mod pieces;
mod pod_variants;
pub(crate) mod ports;
pub(crate) mod predicates;
mod proxy_pods;
mod question;
mod reachability;
pub(crate) mod rules;
mod scopes;
mod service;
mod subjects;
mod sweep;
mod undecided;
mod unknown;
mod verdict;
pub(crate) mod walk;
mod ways;
mod world;

pub(crate) use address_parts::Asked;
pub(crate) use classes::ClassId;
pub use fronts::Front;
pub use graph::ReachabilityEdge;
pub use lacking::Lacking;
pub(crate) use other_pods::OtherPods;
pub(crate) use outside::rule_addresses;
pub(crate) use pieces::Pieces;
pub(crate) use ports::numbered_ports;
pub use reachability::{ReachabilityGraph, Reached};
pub(crate) use rules::CompiledRule;
pub use service::ServiceVerdict;
pub use unknown::{Dependence, Fact, LabelValue};
pub use verdict::*;
pub(crate) use ways::is_somewhere;
pub use ways::{ExposedBy, Hop, IngressPath, PathNote, SourceVerdict};
pub(crate) use world::{World, build, kept};
