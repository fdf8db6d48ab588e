//! The text behind `!!binary` is not base64.
//!
//! ## Why it matters
//!
//! The tag says that what follows is base64. Clients in Go cannot read a document in which it is not.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//!   annotations:
//!     owner: !!binary "the shop team" # S03
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//!   annotations:
//!     owner: "the shop team"
//! ```
//!
//! ## How to fix it
//!
//! Write the text without the tag, or encode it.
//!
//! ## Sources
//!
//! * [YAML: binary](https://yaml.org/type/binary.html)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S03",
    name: "bad-binary-value",
    severity: Severity::Error,
    needs: &[],
    source: source!("bad_binary_value.rs"),
    check: Check::Reading,
};
