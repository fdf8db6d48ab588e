//! Changes of the text that settle a diagnostic.

use crate::span::Span;

/// A replacement of a piece of text. An empty span inserts before its start; an empty text removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// A change of the text, made as a whole or not at all. Whether it changes a verdict is found by evaluating the input before
/// and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: ``change port 8080 to 3000``.
    pub title: String,
    /// Edits that do not overlap, in the order of the text.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Replaces a piece of text.
    pub fn replace(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { span, text: text.into() }] }
    }
}
