//! Policies of every dialect, lowered to one form: tiers, policies, rules.

mod by_direction;
mod direction;
mod lower;
mod model;
mod off;
mod order;
mod predicate;
mod represented;
mod semantics;

pub use direction::Direction;
pub use lower::lower;
pub(crate) use lower::{any_policy, lower_policy};
pub use model::*;
pub(crate) use off::switch_off;
pub use off::{NotAnOff, Off, Written};
pub use order::Order;
pub use predicate::Predicate;
pub use represented::Represented;
pub use semantics::*;
