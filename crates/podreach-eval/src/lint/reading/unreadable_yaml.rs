//! A document is not YAML, or not JSON.
//!
//! Found where a reader of YAML stops: at indentation that fits nothing above, brackets and quotes that are not closed, a key without
//! its colon or without the space behind it, or a colon where none can stand. The other documents of the input are evaluated.
//!
//! ## Why it matters
//!
//! Nothing of the document takes part: neither `kubectl` nor a controller that applies the file can read it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//!  labels: {team: shop} # S01
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//!   labels: {team: shop}
//! ```
//!
//! ## How to fix it
//!
//! Compare the line with those around it. The keys of one mapping, and the items of one list, start in the same column; text with a
//! colon and a space in it stands in quotes.
//!
//! ## Sources
//!
//! * [YAML 1.2](https://yaml.org/spec/1.2.2/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S01",
    name: "unreadable-yaml",
    severity: Severity::Error,
    needs: &[],
    source: source!("unreadable_yaml.rs"),
    check: Check::Reading,
};
