//! Bounds on the work that an input can cause. Reaching one is a diagnostic that names it, never a crash.

use serde::{Deserialize, Serialize};

/// Bounds for reading and evaluating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of all sources together.
    pub bytes: u64,
    /// Documents of all sources together, items of lists not counted.
    pub documents: usize,
    /// Nesting depth of a document.
    pub depth: usize,
    /// Nodes made by resolving aliases are bounded by this factor times the input's bytes (and at least 100,000).
    pub alias_factor: usize,
    /// Steps of the evaluation. They grow with the classes that policies tell apart and the rules that name them.
    pub steps: u64,
}

impl Limits {
    /// For the page: 64 MiB.
    pub const PAGE: Self =
        Self { bytes: 64 << 20, documents: 1_000_000, depth: 128, alias_factor: 10, steps: 250_000_000 };
    /// For the command line: 2 GiB.
    pub const COMMAND_LINE: Self = Self { bytes: 2 << 30, ..Self::PAGE };

    /// How many nodes aliases may make for an input of so many bytes.
    pub fn alias_nodes(&self, input_bytes: u64) -> u64 {
        (self.alias_factor as u64).saturating_mul(input_bytes).max(100_000)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::PAGE
    }
}
