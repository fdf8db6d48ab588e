//! Finds template text that nobody rendered.

use crate::diagnostic::Diagnostic;
use crate::node::{Node, ScalarStyle, Value};

/// The first marker of a template language in a text that ought to be rendered.
pub(crate) fn marker(text: &str) -> Option<&'static str> {
    ["{{", "<%"].into_iter().find(|marker| text.contains(marker)).or_else(|| text.starts_with("${").then_some("${"))
}

/// A warning for the first scalar that holds template text. Block scalars hold scripts and files, which may.
pub(crate) fn find(root: &Node) -> Option<Diagnostic> {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        match &node.value {
            Value::String(text) if node.style != ScalarStyle::Block => {
                if let Some(found) = marker(text) {
                    let message = format!("`{found}` looks like template text that was not rendered");
                    let help = "render first, for example with `helm template` or `kustomize build`";
                    return Some(Diagnostic::warning("L16", node.span, message).help(help));
                }
            }
            Value::List(items) => stack.extend(items.iter().rev()),
            Value::Map(entries) => {
                // Commands, arguments and data hold text of other languages.
                let told =
                    |key: &str| !matches!(key, "command" | "args" | "data" | "stringData" | "annotations" | "env");
                stack.extend(entries.iter().rev().filter(|entry| told(&entry.key.value)).map(|entry| &entry.value));
            }
            _ => {}
        }
    }
    None
}
