//! A key is a list, a mapping, null, or a number of more than 63 bits.
//!
//! Found at keys that JSON cannot have. Often it is template text that was not rendered: `{{ … }}` is read as a mapping in a mapping.
//!
//! ## Why it matters
//!
//! Kubernetes reads YAML as JSON, whose keys are text. A document with such a key is not read at all.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//!   labels:
//!     [team]: shop # S04
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//!   labels:
//!     team: shop
//! ```
//!
//! ## How to fix it
//!
//! Write the key as text. Render templates first.
//!
//! ## Sources
//!
//! * [YAML 1.2: mappings](https://yaml.org/spec/1.2.2/#3211-nodes)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S04",
    name: "key-not-text",
    severity: Severity::Error,
    needs: &[],
    source: source!("key_not_text.rs"),
    check: Check::Reading,
};
