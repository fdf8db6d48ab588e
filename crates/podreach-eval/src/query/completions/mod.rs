//! Which answers depend on what the input leaves open.
//!
//! An input describes a set of *completions*: clusters that agree with all it says. An answer depends exactly if two
//! completions give different answers. Open may be
//!
//! * labels of a namespace without a Namespace object, all but `kubernetes.io/metadata.name` (`reach/unknown`);
//! * the address of a pod that has none in the input, of a node that is not in it, and of what a DNS name resolves to
//!   (`addresses`);
//! * the node that a pod runs on, where something connects from a node (`nodes`);
//! * whether a DNS name resolves to an address that is asked about;
//! * the address that a client's connection has behind a Service with `externalTrafficPolicy: Cluster`.
//!
//! One completion is the default, by which everything else in this crate is decided: labels of unknown namespaces are the
//! name alone, unknown addresses are in no block but those that cover all of IPv4, names resolve to no address that is
//! asked about, pods do not share a node unless the input says so, and clients keep their address.
//!
//! Answers under other completions do not come from the engine's maps: `half` writes down the rules of a direction with
//! the conditions that are open, and `search` tries the completions on them.

mod addresses;
mod bounds;
mod conditions;
mod fact;
mod formula;
mod half;
mod nodes;
mod pairs;
mod search;
mod variables;

pub(crate) use addresses::ROOMS;
pub use fact::{Dependence, Fact};
pub(crate) use search::{Ask, Seen};
