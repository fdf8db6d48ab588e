//! The inputs of benchmarks, native ones and those in a browser: the sizes that the design names.

use crate::dense::{self, Dense};
use crate::sized::{self, Size};

/// An input, by the numbers that make it.
#[derive(Clone, Copy, Debug)]
pub enum Benched {
    /// Many pods in namespaces as real ones are.
    Sized(Size),
    /// Policies that say much each.
    Dense(Dense),
}

/// The inputs with their names, from small to large.
pub const INPUTS: [(&str, Benched); 6] = [
    ("12 pods", sized(12, 1, 3, 8)),
    ("400 pods", sized(400, 1, 20, 420)),
    ("2000 pods", sized(2_000, 4, 100, 500)),
    ("10000 pods", sized(10_000, 5, 200, 2_000)),
    ("100000 pods", sized(100_000, 10, 1_000, 10_000)),
    ("dense", Benched::Dense(Dense { namespaces: 240, pods: 10, policies: 20 })),
];

const fn sized(pods: usize, replicas: usize, namespaces: usize, policies: usize) -> Benched {
    Benched::Sized(Size { pods, replicas, namespaces, policies })
}

/// The inputs that are worth measuring in this build: without optimisation, where benchmarks are only tried, the small ones.
pub fn inputs() -> &'static [(&'static str, Benched)] {
    if cfg!(debug_assertions) { &INPUTS[..2] } else { &INPUTS }
}

impl Benched {
    /// The input as one YAML text.
    pub fn yaml(self) -> String {
        match self {
            Self::Sized(size) => sized::yaml(size),
            Self::Dense(dense) => dense::yaml(dense),
        }
    }

    /// Twice the input: what there is, in twice as many namespaces.
    #[must_use]
    pub const fn doubled(self) -> Self {
        match self {
            Self::Sized(size) => Self::Sized(Size {
                pods: size.pods * 2,
                namespaces: size.namespaces * 2,
                policies: size.policies * 2,
                ..size
            }),
            Self::Dense(dense) => Self::Dense(Dense { namespaces: dense.namespaces * 2, ..dense }),
        }
    }
}
