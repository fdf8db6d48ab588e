//! The registry and the examples in the documentation of its findings.

mod examples;
mod registry;
