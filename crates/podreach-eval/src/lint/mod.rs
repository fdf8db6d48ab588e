//! What is worth saying about an input that is valid: findings of the lint catalogue, by code.

mod entries;
mod equal_priority;
mod services;
mod unknown;
mod words;

pub(crate) use entries::entries;
pub(crate) use equal_priority::equal_priority;
pub(crate) use services::services;
pub(crate) use unknown::unknown;
