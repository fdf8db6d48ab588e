//! Values that are to be written into an object.

use crate::node::{Entry, Node, Value};
use crate::span::{Span, Spanned};

/// A value that is to be written, in the style of what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, with quotes where it would be read as something else.
    Text(String),
    /// A sequence.
    List(Vec<Content>),
    /// A mapping. No key stands twice.
    Map(Vec<(String, Content)>),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Content {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u16> for Content {
    fn from(number: u16) -> Self {
        Self::Int(number.into())
    }
}

impl Content {
    /// A sequence.
    pub fn list<C: Into<Self>>(items: impl IntoIterator<Item = C>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// A mapping.
    pub fn map<K: Into<String>, C: Into<Self>>(entries: impl IntoIterator<Item = (K, C)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }

    /// A value that is written elsewhere; none of fractions, and of numbers that do not fit 64 bits with their sign.
    pub fn of(node: &Node) -> Option<Self> {
        Some(match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(i64::try_from(*value).ok()?),
            Value::Float(_) => return None,
            Value::String(text) => Self::Text(text.to_string()),
            Value::List(items) => Self::List(items.iter().map(Self::of).collect::<Option<_>>()?),
            Value::Map(entries) => {
                let entry = |entry: &Entry| Some((entry.key.value.to_string(), Self::of(&entry.value)?));
                Self::Map(entries.iter().map(entry).collect::<Option<_>>()?)
            }
        })
    }

    /// Values inside of values, up to two.
    pub(super) fn depth(&self) -> usize {
        let inner = match self {
            Self::List(items) => items.iter().map(Self::depth).max(),
            Self::Map(entries) => entries.iter().map(|(_, value)| value.depth()).max(),
            _ => None,
        };
        inner.map_or(0, |inner| (inner + 1).min(2))
    }

    /// The value that is read where it was written.
    pub(super) fn read(&self) -> Node {
        let value = match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(value) => Value::Int((*value).into()),
            Self::Text(text) => Value::String(text.as_str().into()),
            Self::List(items) => Value::List(items.iter().map(Self::read).collect()),
            Self::Map(entries) => Value::Map(entries.iter().map(|(key, value)| value.under(key)).collect()),
        };
        Node::new(value, Span::default())
    }

    /// The entry that it is under a key.
    pub(super) fn under(&self, key: &str) -> Entry {
        Entry { key: Spanned::new(key.into(), Span::default()), value: self.read() }
    }
}

/// How deep a value is, up to two; empty collections are as deep as scalars.
pub(super) fn depth(node: &Node) -> usize {
    let inner = match &node.value {
        Value::List(items) => items.iter().map(depth).max(),
        Value::Map(entries) => entries.iter().map(|entry| depth(&entry.value)).max(),
        _ => None,
    };
    inner.map_or(0, |inner| (inner + 1).min(2))
}
