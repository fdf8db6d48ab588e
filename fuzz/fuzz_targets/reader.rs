//! Any text is read without a panic, and every span lies in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use podreach_syntax::{Limits, Node, Sources, Value, parse};

fn check(node: &Node, text: &str) {
    assert!(text.get(node.span.start as usize..node.span.end as usize).is_some(), "a span cuts the text");
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| check(item, text)),
        Value::Map(entries) => entries.iter().for_each(|entry| check(&entry.value, text)),
        _ => {}
    }
}

fuzz_target!(|text: &str| {
    let parsed = parse(&Sources::single("fuzz.yaml", text), &Limits::PAGE);
    for document in &parsed.documents {
        check(&document.root, text);
    }
    for diagnostic in &parsed.diagnostics {
        if let Some(span) = diagnostic.span {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{}: a span cuts the text", diagnostic.code);
        }
    }
});
