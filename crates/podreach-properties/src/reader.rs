//! Any text is read without a panic, and every span lies in it.

use podreach_syntax::{Limits, Node, Sources, Value, parse};

/// Reads a text.
///
/// # Panics
/// Where a span lies beside the text or cuts a character.
pub fn reader(text: &str) {
    let parsed = parse(&Sources::single("fuzz.yaml", text), &Limits::PAGE);
    for document in &parsed.documents {
        node(&document.root, text);
    }
    for diagnostic in &parsed.diagnostics {
        if let Some(span) = diagnostic.span {
            let code = diagnostic.code;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{code}: a span cuts the text");
        }
    }
}

fn node(found: &Node, text: &str) {
    assert!(text.get(found.span.start as usize..found.span.end as usize).is_some(), "a span cuts the text");
    match &found.value {
        Value::List(items) => items.iter().for_each(|item| node(item, text)),
        Value::Map(entries) => entries.iter().for_each(|entry| node(&entry.value, text)),
        _ => {}
    }
}
