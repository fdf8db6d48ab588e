//! Decides who reaches whom: Kubernetes objects to a reachability graph with reasons.
//!
//! One way through: documents are decoded to resources ([`kinds`]), policies of every dialect are lowered to tiers
//! ([`policy`]), resources become endpoints ([`inventory`]), endpoints fold into classes that no policy tells apart, and
//! the engine works out what passes between classes ([`reach`]). [`view`] and [`explain`] turn answers into what people
//! see and read. [`analyze`] is total: it never fails and never panics.

mod analysis;
pub mod ask;
mod budget;
pub mod diff;
pub mod explain;
pub mod exposure;
mod find;
mod importance;
pub mod inventory;
pub mod kinds;
mod lint;
mod options;
mod pipeline;
pub mod policy;
pub mod reach;
pub mod sets;
pub mod view;

pub use analysis::Analysis;
pub use find::{AddressPart, FindError, Holder, Target, is_dns_label, is_port_name};
pub use options::Options;
pub use pipeline::{analyze, analyze_decoded};
pub use policy::{HostNetwork, IpBlockPods, Semantics};
pub use view::GraphOptions;
