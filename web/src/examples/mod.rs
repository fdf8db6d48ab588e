//! The examples as data: scenarios that a person may open, and how a step of one travels in links.

pub(crate) mod catalogue;
pub(crate) mod probes;
pub(crate) mod tour;
