//! A document is nested deeper than is read, or lists stand in lists of lists.
//!
//! ## Why it matters
//!
//! The document is left out. No Kubernetes object is that deep: brackets or indentation are probably wrong.
//!
//! ## How to fix it
//!
//! Check the brackets and the indentation at this place.
//!
//! ## Sources
//!
//! A limit of Podreach itself, which Kubernetes does not have.

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S12",
    name: "nested-too-deep",
    severity: Severity::Error,
    needs: &[],
    source: source!("nested_too_deep.rs"),
    check: Check::Reading,
};
