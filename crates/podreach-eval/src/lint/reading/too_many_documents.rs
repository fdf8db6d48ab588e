//! The input has more documents than are read.
//!
//! ## Why it matters
//!
//! Documents beyond the limit are left out, and answers do not know of them.
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
    code: "S11",
    name: "too-many-documents",
    severity: Severity::Error,
    needs: &[],
    source: source!("too_many_documents.rs"),
    check: Check::Reading,
};
