//! Selectors name more pods of StatefulSets, one by one, than are evaluated.
//!
//! ## Why it matters
//!
//! The others are evaluated like pods that no policy names, so that answers about them may be wrong.
//!
//! ## How to fix it
//!
//! Split the input.
//!
//! ## Sources
//!
//! A limit of Podreach itself, which Kubernetes does not have.

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S14",
    name: "too-many-named-replicas",
    severity: Severity::Error,
    needs: &[],
    source: source!("too_many_named_replicas.rs"),
    check: Check::Reading,
};
