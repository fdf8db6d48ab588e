//! Policies of every dialect, lowered to one form: tiers, policies, rules.

mod form;
mod lower;

pub use form::*;
pub use lower::{Policies, lower};
