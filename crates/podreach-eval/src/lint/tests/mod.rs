//! The registry and the examples in the documentation of its findings.

mod examples;
mod found;
mod registry;

pub(in crate::lint) use found::{found, lines, messages};
