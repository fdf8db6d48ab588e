//! Documents to typed resources: one file per API group, and the checks that the API server makes.

mod resources;

pub use resources::*;
