//! What is worth saying about an input that is valid: findings of the lint catalogue, by code.

mod equal_priority;
mod unknown;

pub(crate) use equal_priority::equal_priority;
pub(crate) use unknown::unknown;
