//! One kind of message for everything that is to be said about the input.

use serde::{Deserialize, Serialize};

use crate::fix::Fix;
use crate::span::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The object would be rejected, or the text cannot be read.
    Error,
    /// Very likely not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A further place that belongs to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there, lower case, no full stop.
    pub message: String,
}

/// A message about the input.
///
/// Wording: the message starts in lower case and has no full stop; what the user wrote stands in backticks; advice goes to
/// `help`; never a Rust type name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code: `S…` reading text, `V…` validation, `L…` the catalogue of findings.
    pub code: &'static str,
    /// Weight.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; absent when it concerns the input as a whole.
    pub span: Option<Span>,
    /// What to do.
    pub help: Option<String>,
    /// Further places.
    pub related: Vec<Related>,
    /// Changes of the text, each of which would settle it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(span), message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Some(span), message)
    }

    /// A note at a place.
    pub fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, Some(span), message)
    }

    /// A diagnostic of any severity, with or without a place.
    pub fn new(code: &'static str, severity: Severity, span: Option<Span>, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), span, help: None, related: Vec::new(), fixes: Vec::new() }
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Adds a change of the text that would settle it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}
