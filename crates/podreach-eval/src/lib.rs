//! Decides who reaches whom: Kubernetes objects to a reachability graph with reasons.

pub mod kinds;
pub mod sets;
