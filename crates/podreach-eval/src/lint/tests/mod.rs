//! The registry, and the examples in the documentation of its findings with their fixes.

mod examples;
mod fixes;
mod registry;
