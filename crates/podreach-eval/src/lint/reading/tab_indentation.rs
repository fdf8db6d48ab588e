//! A line is indented with a tab.
//!
//! Found at the tab nearest to where a document cannot be read. JSON may be indented with tabs.
//!
//! ## Why it matters
//!
//! YAML allows only spaces for indentation. A document with a tab there is not read at all, and the tab looks like spaces.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//! 	name: shop # S02
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata:
//!   name: shop
//! ```
//!
//! ## How to fix it
//!
//! Replace tabs by spaces, and set your editor to do so in YAML files.
//!
//! ## Sources
//!
//! * [YAML 1.2: indentation spaces](https://yaml.org/spec/1.2.2/#61-indentation-spaces)

#![expect(clippy::tabs_in_doc_comments, reason = "the example is about a tab")]

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S02",
    name: "tab-indentation",
    severity: Severity::Error,
    needs: &[],
    source: source!("tab_indentation.rs"),
    check: Check::Reading,
};
