//! Endpoint classes, the engine, the reachability graph.

mod verdict;

pub use verdict::*;
