//! What is worth saying about an input that is valid: findings of the lint catalogue, by code.

mod unknown;

pub(crate) use unknown::unknown;
