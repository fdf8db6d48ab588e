//! Decides who reaches whom: Kubernetes objects to a reachability graph with reasons.
//!
//! One way through: documents are decoded to resources ([`kinds`]), policies of every dialect are lowered to tiers
//! ([`policy`]), resources become endpoints ([`inventory`]), endpoints fold into classes that no policy tells apart, and
//! the engine (`reach`) works out what passes between classes. [`query`] holds the questions to the result and their answers,
//! which [`view`] and [`explain`] turn into what people see and read. [`analyze`] is total: it never fails and never panics.

mod again;
mod analysis;
pub mod ask;
mod budget;
pub mod diff;
pub mod explain;
pub mod exposure;
mod find;
mod importance;
pub mod inventory;
mod kept;
pub mod kinds;
pub mod lint;
mod options;
mod pipeline;
pub mod policy;
pub mod query;
mod reach;
pub mod sets;
pub mod suggest;
mod text;
pub mod view;

pub use again::analyze_after;
pub use analysis::Analysis;
pub use find::{AddressPart, FindError, Holder, Target, Written, is_dns_label, is_port_name};
pub use kept::Kept;
pub use options::Options;
pub use pipeline::{analyze, analyze_decoded};
pub use policy::{HostNetwork, IpBlockPods, Semantics};
pub use view::GraphOptions;
