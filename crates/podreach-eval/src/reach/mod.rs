//! Endpoint classes, the engine, and its answers.

mod carriers;
pub(crate) mod classes;
pub(crate) mod endpoints;
pub(crate) mod engine;
#[cfg(test)]
mod fixture;
mod gate;
mod graph;
mod group_map;
mod named_by;
pub(crate) mod outside;
mod pair;
mod parts;
mod pieces;
mod reached;
pub(crate) mod rules;
mod scopes;
mod service;
mod sweep;
mod units;
mod verdict;
pub(crate) mod walk;
mod ways;
mod world;

pub(crate) use classes::ClassId;
pub use graph::ReachabilityGraph;
pub(crate) use outside::rule_addresses;
pub(crate) use pieces::Pieces;
pub use reached::{Destinations, Reached};
pub(crate) use rules::{CompiledRule, Over, numbered_ports};
pub(crate) use scopes::ScopeId;
pub use service::ServiceVerdict;
pub use verdict::*;
pub(crate) use ways::is_somewhere;
pub use ways::{Door, Hop, Leg, Way, WayNote};
pub(crate) use world::{World, build, kept};
