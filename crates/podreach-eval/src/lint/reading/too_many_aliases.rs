//! Anchors and aliases make more of a document than is read.
//!
//! ## Why it matters
//!
//! The document is left out. A few lines of aliases of aliases can stand for millions of nodes; the API server limits them as
//! well.
//!
//! ## How to fix it
//!
//! Write out what is repeated, or split the input.
//!
//! ## Sources
//!
//! * [YAML 1.2: alias nodes](https://yaml.org/spec/1.2.2/#71-alias-nodes)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S13",
    name: "too-many-aliases",
    severity: Severity::Error,
    needs: &[],
    source: source!("too_many_aliases.rs"),
    check: Check::Reading,
};
