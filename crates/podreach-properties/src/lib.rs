//! What has to hold of every input, however wrong: each function panics where it does not. The fuzz targets of `fuzz/` call
//! them with what the fuzzer finds, the tests of this crate with random inputs and with the seeds cut into pieces.

#![allow(clippy::panic, reason = "a property that does not hold has to fail")]

mod analysis;
mod links;
mod pipeline;
mod reader;

pub use analysis::analysis;
pub use links::links;
pub use pipeline::pipeline;
pub use reader::reader;
