//! The input has more bytes than are read.
//!
//! ## Why it matters
//!
//! What is beyond the limit is left out, and answers do not know of it.
//!
//! ## How to fix it
//!
//! Split the input, or use the command line, which reads more than the page.
//!
//! ## Sources
//!
//! A limit of Podreach itself, which Kubernetes does not have.

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S10",
    name: "input-too-large",
    severity: Severity::Error,
    needs: &[],
    source: source!("input_too_large.rs"),
    check: Check::Reading,
};
