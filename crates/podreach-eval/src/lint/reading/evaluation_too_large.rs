//! What the policies of the input say of each other takes more steps than there are.
//!
//! ## Why it matters
//!
//! Nothing is evaluated, and there are no answers.
//!
//! ## How to fix it
//!
//! Evaluate fewer policies or fewer workloads at once.
//!
//! ## Sources
//!
//! A limit of Podreach itself, which Kubernetes does not have.

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S20",
    name: "evaluation-too-large",
    severity: Severity::Error,
    needs: &[],
    source: source!("evaluation_too_large.rs"),
    check: Check::Reading,
};
