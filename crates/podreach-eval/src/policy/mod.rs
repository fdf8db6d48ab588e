//! Policies of every dialect, lowered to one form: tiers, policies, rules.

mod admin;
mod lower;
mod model;
mod order;

pub(crate) use lower::any_policy;
pub use lower::lower;
pub use model::*;
pub use order::Order;
