//! Whether an input is about Kubernetes at all.

use podreach_syntax::{Document, Node};

/// Whether any document is an object, or a list of objects, of whatever kind.
pub(crate) fn any(documents: &[Document]) -> bool {
    documents.iter().any(|document| is_object(&document.root))
}

/// Policies are recognised by their kind alone, as the evaluator does; a list needs no version.
fn is_object(node: &Node) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
    let Some(kind) = text("kind") else { return false };
    let list = kind.ends_with("List") && node.get("items").is_some();
    text("apiVersion").is_some() || kind == "NetworkPolicy" || list
}
