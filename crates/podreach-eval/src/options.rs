//! Choices of an analysis: what the plugin does, and bounds.

use podreach_syntax::Limits;
use serde::{Deserialize, Serialize};

use crate::policy::{Off, Represented, Semantics};

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
    /// Policies and rules that are switched off: verdicts are those without them, and what they name keeps its representatives.
    pub off: Vec<Off>,
    /// Pods that get representatives besides those that the policies of the input name: those that the policies of another
    /// input name, so that both can be compared. No verdict about other endpoints depends on them.
    #[serde(skip)]
    pub represent: Vec<Represented>,
}

impl Options {
    /// Whether inputs are read in the same way, whatever is evaluated then.
    pub fn read_alike(&self, other: &Self) -> bool {
        (&self.default_namespace, &self.limits) == (&other.default_namespace, &other.limits)
    }

    /// Whether both evaluate in the same way, apart from what is switched off.
    pub(crate) fn differ_in_off_alone(&self, other: &Self) -> bool {
        self.read_alike(other)
            && self.semantics == other.semantics
            && self.named_replicas == other.named_replicas
            && self.represent == other.represent
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            default_namespace: "default".into(),
            semantics: Semantics::default(),
            limits: Limits::PAGE,
            named_replicas: 20_000,
            off: Vec::new(),
            represent: Vec::new(),
        }
    }
}
