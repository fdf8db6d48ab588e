//! What tests, benchmarks and fuzz targets share: an oracle, and clusters to ask it about.
//!
//! * [`model`] is a cluster as plain values, and writes it as YAML.
//! * [`naive`] is the oracle: who reaches whom, straight from the specifications, one pair of pods and one connection at a time.
//! * [`generate`] makes random clusters of the model, [`small_scope`] all small ones, [`documents`] random inputs as
//!   text, [`sized`] and [`dense`] inputs of any size, [`benched`] those of benchmarks.
//! * [`mod@reference`] is the scenario that examples, tests and documents share.
//!
//! The oracle is worth something only as long as it shares no code with the evaluator, so this crate depends on none of the
//! others.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests: what is wrong here has to fail there"
)]

pub mod benched;
mod choices;
pub mod dense;
pub mod documents;
pub mod generate;
pub mod model;
pub mod naive;
pub mod reference;
pub mod sized;
pub mod small_scope;
