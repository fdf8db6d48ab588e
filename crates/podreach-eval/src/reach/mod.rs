//! Endpoint classes, the engine, and its answers.

mod carriers;
pub(crate) mod classes;
mod client;
pub(crate) mod endpoints;
pub(crate) mod engine;
#[cfg(test)]
mod fixture;
mod fronts;
mod gate;
mod graph;
mod lacking;
pub(crate) mod outside;
mod pair;
mod parts;
mod pieces;
mod reached;
pub(crate) mod rules;
mod scopes;
mod service;
mod strangers;
mod undecided;
mod units;
mod unknown;
mod verdict;
pub(crate) mod walk;
mod ways;
mod world;

pub(crate) use classes::ClassId;
pub use fronts::Front;
pub use graph::ReachabilityGraph;
pub use lacking::Lacking;
pub(crate) use outside::rule_addresses;
pub(crate) use parts::Asked;
pub(crate) use pieces::Pieces;
pub use reached::{Destinations, Reached};
pub(crate) use rules::{CompiledRule, Over, numbered_ports};
pub(crate) use scopes::ScopeId;
pub use service::ServiceVerdict;
pub(crate) use strangers::Strangers;
pub use unknown::{Dependence, Fact, LabelValue};
pub use verdict::*;
pub(crate) use ways::is_somewhere;
pub use ways::{Door, Hop, Leg, Way, WayNote};
pub(crate) use world::{World, build};
