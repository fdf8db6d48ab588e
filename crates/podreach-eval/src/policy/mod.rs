//! Policies of every dialect, lowered to one form: tiers, policies, rules.

mod lower;
mod model;
mod order;
mod predicate;
mod semantics;

pub(crate) use lower::any_policy;
pub use lower::lower;
pub use model::*;
pub use order::Order;
pub use predicate::Predicate;
pub use semantics::*;
