//! Policies name more pods that are not in the input, under very many rules, than are evaluated.
//!
//! ## Why it matters
//!
//! Answers about these pods are missing.
//!
//! ## How to fix it
//!
//! Add the workloads to the input.
//!
//! ## Sources
//!
//! A limit of Podreach itself, which Kubernetes does not have.

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S21",
    name: "unknown-pods-left-out",
    severity: Severity::Warning,
    needs: &[],
    source: source!("unknown_pods_left_out.rs"),
    check: Check::Reading,
};
