//! Policies of every dialect, lowered to one form: tiers, policies, rules.

mod admin;
mod form;
mod lower;

pub use form::*;
pub(crate) use lower::any_policy;
pub use lower::{Policies, lower};
