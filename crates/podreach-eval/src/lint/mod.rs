//! What is worth saying about an input that is valid: findings of the lint catalogue, by code.

mod chosen;
mod closed;
mod cluster_wide;
mod dns;
mod entries;
mod equal_priority;
mod makers;
mod services;
mod shadowed;
mod unknown;
mod whole_network;
mod words;

pub(crate) use dns::dns;
pub(crate) use entries::entries;
pub(crate) use equal_priority::equal_priority;
pub(crate) use services::services;
pub(crate) use shadowed::shadowed;
pub(crate) use unknown::unknown;
pub(crate) use whole_network::whole_network;
