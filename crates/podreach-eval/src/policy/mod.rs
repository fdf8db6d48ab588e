//! Policies of every dialect, lowered to one form: tiers, policies, rules.

mod form;
mod lower;

pub use form::*;
pub(crate) use lower::network_policy;
pub use lower::{Policies, lower};
