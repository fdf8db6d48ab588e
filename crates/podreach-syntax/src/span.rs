//! Byte spans into a text, and values that carry one.

use serde::{Deserialize, Serialize};

/// Index of a source in [`Sources`](crate::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A text in which spans count bytes: a whole source, or the text of one document that was read by itself. Where it stands,
/// [`Places`](crate::Places) says; numbers below [`TextId::FIRST_PART`] are those of whole sources.
///
/// A document that is read by itself keeps its spans when the text before it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct TextId(pub u32);

impl TextId {
    /// The number of the first text that is a part of a source. There are never as many sources as this.
    pub const FIRST_PART: u32 = 1 << 24;
}

impl From<SourceId> for TextId {
    fn from(source: SourceId) -> Self {
        Self(source.0)
    }
}

/// A half-open byte range `start..end` of one text.
///
/// Offsets are UTF-8 bytes from the beginning of the text, which is not always the beginning of a source:
/// [`Sources::place`](crate::Sources::place) gives the range in the source. Only the page turns bytes into UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// The text that the range lies in.
    pub text: TextId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` of `text`.
    pub const fn new(text: TextId, start: u32, end: u32) -> Self {
        Self { text, start, end }
    }

    /// The smallest span that covers both. Spans of different texts do not join: `self` is returned.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.text == other.text {
            Self { text: self.text, start: self.start.min(other.start), end: self.end.max(other.end) }
        } else {
            self
        }
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// A value with the place it was written at. Equality ignores the place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its span.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
