//! `---` does not begin a new document, because text follows it directly.
//!
//! Found at keys that begin with `---`.
//!
//! ## Why it matters
//!
//! A new document begins at a line of `---` alone, or with a space behind it. With text directly behind it the line is a key of the
//! same document: two objects become one, and the second one overrides the first.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ---apiVersion: v1 # S05
//! kind: Namespace
//! metadata: {name: web}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ---
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: web}
//! ```
//!
//! ## How to fix it
//!
//! Put `---` on a line of its own.
//!
//! ## Sources
//!
//! * [YAML 1.2: document markers](https://yaml.org/spec/1.2.2/#912-document-markers)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S05",
    name: "separator-with-text",
    severity: Severity::Error,
    needs: &[],
    source: source!("separator_with_text.rs"),
    check: Check::Reading,
};
