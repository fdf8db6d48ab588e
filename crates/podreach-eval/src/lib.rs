//! Decides who reaches whom: Kubernetes objects to a reachability graph with reasons.

pub mod analysis;
pub mod inventory;
pub mod kinds;
pub mod policy;
pub mod reach;
pub mod sets;
pub mod view;

pub use analysis::{IpBlockPods, Options};
