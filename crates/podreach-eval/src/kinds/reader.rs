//! Typed access to YAML nodes. A node of another type than expected becomes a diagnostic with its span.

use podreach_syntax::{Diagnostic, Entry, Fix, Node, Severity, Span, Value};

/// Collects the diagnostics of decoding, and counts objects.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) default_namespace: Box<str>,
    /// How many objects and lists were met, of whatever kind.
    pub(crate) objects: usize,
    /// Whether the document at hand is one that the API server does not read at all, for a reason that was given.
    pub(crate) unreadable: bool,
}

impl Reader {
    pub(crate) fn new(default_namespace: &str) -> Self {
        Self { diagnostics: Vec::new(), default_namespace: default_namespace.into(), objects: 0, unreadable: false }
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    pub(crate) fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(code, span, message).help(help));
    }

    /// Offers another text in the place that the last diagnostic is about, in the quotes that the one there has. One that is
    /// written in another way stays: it has escapes, or stands behind an alias.
    pub(crate) fn offer(&mut self, span: Span, written: &str, meant: &str) {
        let text = match (span.end - span.start) as usize {
            length if length == written.len() => meant.to_owned(),
            length if length == written.len() + 2 => format!("\"{meant}\""),
            _ => return,
        };
        self.fix(Fix::replace(format!("change `{written}` to `{meant}`"), span, text));
    }

    /// Offers a change that settles the last diagnostic.
    pub(crate) fn fix(&mut self, fix: Fix) {
        self.diagnostics.last_mut().into_iter().for_each(|last| last.fixes.push(fix.clone()));
    }

    /// Codes of the errors that were added since `from`.
    pub(crate) fn errors_since(&self, from: usize) -> Vec<&'static str> {
        let new = self.diagnostics.get(from..).unwrap_or(&[]);
        let mut codes: Vec<&'static str> =
            new.iter().filter(|found| found.severity == Severity::Error).map(|found| found.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// What is wrong since `from`, in the words of the first error.
    pub(crate) fn first_error_since(&self, from: usize) -> Option<&str> {
        let new = self.diagnostics.get(from..).unwrap_or(&[]);
        new.iter().find(|found| found.severity == Severity::Error).map(|found| &*found.message)
    }

    /// The entries of a mapping; null counts as an empty one.
    pub(crate) fn map<'a>(&mut self, node: &'a Node, path: &str) -> &'a [Entry] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                self.wrong_type(node, path, "a mapping");
                &[]
            }
        }
    }

    /// The items of a list; null counts as an empty one.
    pub(crate) fn list<'a>(&mut self, node: &'a Node, path: &str) -> &'a [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => {
                self.wrong_type(node, path, "a list");
                &[]
            }
        }
    }

    /// A string; `None` for null and for anything else, which is an error.
    pub(crate) fn string<'a>(&mut self, node: &'a Node, path: &str) -> Option<&'a str> {
        match &node.value {
            Value::String(text) => Some(text),
            Value::Null => None,
            _ => {
                self.wrong_type(node, path, "a string");
                None
            }
        }
    }

    pub(crate) fn wrong_type(&mut self, node: &Node, path: &str, expected: &str) {
        // Of a number that is of the wrong kind the value says what is wrong, the kind does not.
        let is_number = matches!(node.value, Value::Int(_) | Value::Float(_));
        let found = if is_number && expected.contains("number") { shown(node) } else { node.describe().to_owned() };
        let help = match (&node.value, expected) {
            (Value::Map(_), "a list") => {
                "put a `- ` before the first key, so that it becomes an item of a list".to_owned()
            }
            (Value::List(_), "a mapping") => "remove the `- ` before the keys".to_owned(),
            (Value::Bool(_) | Value::Int(_) | Value::Float(_), "a string") => "put it in quotes".to_owned(),
            (Value::String(text), "a mapping") if text.contains(':') => "add a space after the colon".to_owned(),
            (Value::String(text), _) if expected.contains("number") && text.parse::<f64>().is_ok() => {
                "remove the quotes".to_owned()
            }
            (Value::String(text), "true or false") if matches!(&**text, "true" | "false") => {
                "remove the quotes".to_owned()
            }
            (_, "a list") => {
                format!("write `{}: [ … ]` or items that start with `- `", path.rsplit('.').next().unwrap_or(path))
            }
            _ => format!("write {expected}"),
        };
        self.error("V02", node.span, format!("`{path}` is {found}; it has to be {expected}"), help);
    }
}

/// A short piece of the text of a scalar for messages.
pub(crate) fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::String(text) => text.to_string(),
        Value::List(_) => "a list".into(),
        Value::Map(_) => "a mapping".into(),
    }
}
