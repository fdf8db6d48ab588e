//! Documents as trees of spanned nodes.

use crate::span::{Span, Spanned};

/// How a scalar was written; decides how Kubernetes reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ScalarStyle {
    /// Without quotes; also every non-scalar and JSON literals.
    #[default]
    Plain,
    /// In single or double quotes.
    Quoted,
    /// A block scalar, `|` or `>`.
    Block,
}

/// What a node holds, read the way Kubernetes' tools read YAML 1.1 (see the crate's scalar module).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean, YAML 1.1 words included.
    Bool(bool),
    /// A whole number that fits 64 bits, signed or unsigned.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Box<str>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in written order. Keys are unique: of duplicates the last one stands, at its own place.
    Map(Vec<Entry>),
}

/// A value with its place. Equality ignores the place and the style.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it holds.
    pub value: Value,
    /// Where it stands; for an alias, the alias itself.
    pub span: Span,
    /// How a scalar was written.
    pub style: ScalarStyle,
}

/// One `key: value` of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; non-string keys are written out as Kubernetes' tools do (`true: x` has key `true`).
    pub key: Spanned<Box<str>>,
    /// Its value.
    pub value: Node,
}

/// One document of a stream.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its span, without the `---` lines.
    pub span: Span,
    /// Its content.
    pub root: Node,
    /// The tool that it is for, if it is a file of a tool that makes manifests and no manifest itself.
    pub tool: Option<Tool>,
    /// Whether kubectl and the API server reject it as a whole, for a reason that a diagnostic gives.
    pub unreadable: bool,
    /// Whether it is an item of a list that was read by itself, and if so, whether it is the first one.
    pub item: Option<bool>,
}

/// A tool that makes manifests out of files that look like some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// `kubectl kustomize`.
    Kustomize,
    /// `helm template`.
    Helm,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// A node without quotes.
    pub const fn new(value: Value, span: Span) -> Self {
        Self { value, span, style: ScalarStyle::Plain }
    }

    /// Whether the node is null.
    pub const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The items to change, if it is a list.
    pub fn as_list_mut(&mut self) -> Option<&mut Vec<Self>> {
        match &mut self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if it is a mapping.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entry with this key, if it is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_map()?.iter().find(|entry| &*entry.key.value == key)
    }

    /// The value under this key, if it is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// What a person would call the value: `a string`, `a list`, …
    pub const fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}
