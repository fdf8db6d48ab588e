//! Endpoint classes, the rules of all policies compiled to sets of classes, and the engine that works out what passes between
//! classes. `build` makes all of it; nothing here knows an [`Analysis`](crate::Analysis), whose questions are in `query`.

pub(crate) mod class_ranges;
pub(crate) mod classes;
#[cfg(test)]
mod compound;
pub(crate) mod endpoints;
pub(crate) mod engine;
pub(crate) mod group_map;
pub(crate) mod named_by;
pub(crate) mod outside;
mod pieces;
pub(crate) mod pod_variants;
pub(crate) mod ports;
pub(crate) mod predicates;
pub(crate) mod rules;
mod same_shape;
pub(crate) mod scopes;
mod subjects;
mod sweep;
mod undecided;
pub(crate) mod unknown;
pub(crate) mod walk;
mod world;

pub(crate) use classes::ClassId;
pub(crate) use endpoints::endpoints_after;
pub(crate) use outside::rule_addresses;
pub(crate) use pieces::Pieces;
pub(crate) use ports::numbered_ports;
pub(crate) use predicates::CompiledMatch;
pub(crate) use rules::CompiledRule;
pub(crate) use world::{World, build, kept};
