//! A directive asks for another version of YAML.
//!
//! Found at lines such as `%YAML 1.2` before a document.
//!
//! ## Why it matters
//!
//! `kubectl` and the API server read YAML 1.1 and reject a document that says otherwise.
//!
//! ## Example
//!
//! ```yaml
//! %YAML 1.2 # S08
//! ---
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ```
//!
//! ## How to fix it
//!
//! Remove the line.
//!
//! ## Sources
//!
//! * [YAML 1.2: directives](https://yaml.org/spec/1.2.2/#68-directives)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S08",
    name: "yaml-directive",
    severity: Severity::Error,
    needs: &[],
    source: source!("yaml_directive.rs"),
    check: Check::Reading,
};
