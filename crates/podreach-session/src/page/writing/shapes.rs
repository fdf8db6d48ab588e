//! What reading a text gives that may be broken: its entries, and what is being written at its end.

use std::ops::Range;

/// A step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the value of a key.
    Key(Box<str>),
    /// To an item of a list, from 0.
    Item(u32),
}

impl Step {
    /// The key; none for an item.
    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Item(_) => None,
        }
    }
}

/// A key with what stands behind it, or an item that is a value. Ranges are bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it stands, itself included.
    pub(super) path: Vec<Step>,
    /// The key; empty for an item.
    pub(super) key: Range<usize>,
    /// The value without quotes; empty where a mapping or a list follows.
    pub(super) value: Range<usize>,
}

/// What is being written at the end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// A key, or an item, or a value on a line of its own: the path leads to what holds it.
    Key,
    /// The value of a key, or an item behind its dash or in brackets: the path leads to it.
    Value,
    /// Nothing that can be completed: a comment, a text of several lines, the end of a value.
    Nothing,
}

/// The end of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// What is being written.
    pub(super) writing: Writing,
    /// Where.
    pub(super) path: Vec<Step>,
    /// What has been written of it.
    pub(super) word: Range<usize>,
    /// Whether a quote stands before the word.
    pub(super) quoted: bool,
    /// Whether it stands in brackets or braces.
    pub(super) flow: bool,
    /// Whether a dash of a list stands right before it, at the word's own line.
    pub(super) dashed: bool,
    /// Spaces before it in its line, a dash counted as one.
    pub(super) column: usize,
}

/// A document as far as it could be read.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    /// In order.
    pub(super) entries: Vec<Entry>,
    /// The end of the text.
    pub(super) end: End,
}
