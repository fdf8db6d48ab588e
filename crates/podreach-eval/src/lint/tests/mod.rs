//! The registry, and the examples in the documentation of its findings with their fixes.

mod examples;
mod fixes;
mod found;
mod registry;

pub(in crate::lint) use found::{found, lines, messages, weighed};
