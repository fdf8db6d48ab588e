//! Choices of an analysis: what the plugin does, and bounds.

use podreach_syntax::Limits;
use serde::{Deserialize, Serialize};

use crate::policy::Semantics;

/// Choices of an analysis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Namespace of objects that name none.
    pub default_namespace: String,
    /// What the plugin does.
    pub semantics: Semantics,
    /// Bounds on the input.
    pub limits: Limits,
    /// At most this many pods of StatefulSets are told apart because selectors name them.
    pub named_replicas: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            default_namespace: "default".into(),
            semantics: Semantics::default(),
            limits: Limits::PAGE,
            named_replicas: 20_000,
        }
    }
}
