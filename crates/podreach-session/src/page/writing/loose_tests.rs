//! Reading what is broken, and what is being written.

use super::loose::{Step, Writing, read};

fn paths(text: &str) -> Vec<String> {
    let of = |path: &[Step]| {
        let step = |step: &Step| {
            step.key().map_or_else(
                || match step {
                    Step::Item(at) => at.to_string(),
                    Step::Key(_) => String::new(),
                },
                str::to_owned,
            )
        };
        path.iter().map(step).collect::<Vec<_>>().join(".")
    };
    let entries = read(text).entries;
    entries.iter().map(|entry| format!("{}={}", of(&entry.path), text.get(entry.value.clone()).unwrap())).collect()
}

fn end(text: &str) -> (Writing, String, String) {
    let end = read(text).end;
    let step = |step: &Step| match step {
        Step::Key(key) => key.to_string(),
        Step::Item(at) => at.to_string(),
    };
    (end.writing, end.path.iter().map(step).collect::<Vec<_>>().join("."), text.get(end.word).unwrap().to_owned())
}

#[test]
fn blocks_braces_and_json_are_the_same() {
    for text in ["a:\n  b:\n  - 1\n  - c: \"x y\" # why\nd: 2\n", "a:\n    b:\n      - 1\n      - c: 'x y'\nd: 2"] {
        assert_eq!(paths(text), ["a=", "a.b=", "a.b.0=1", "a.b.1.c=x y", "d=2"], "{text}");
    }
    for text in ["{a: {b: [1, {c: \"x y\"}]}, d: 2}", "{\"a\": {\n\"b\":[1,\n{\"c\":\"x y\"}]},\"d\":2}"] {
        assert_eq!(paths(text), ["=", "a=", "a.b=", "a.b.0=1", "a.b.1=", "a.b.1.c=x y", "d=2"], "{text}");
    }
}

#[test]
fn what_is_being_written() {
    for (text, writing, path, word) in [
        ("", Writing::Key, "", ""),
        ("spec:\n  pod", Writing::Key, "spec", "pod"),
        ("spec:\n  ingress:\n    - fr", Writing::Value, "spec.ingress.0", "fr"),
        ("spec:\n  ingress:\n    - from: []\n      ", Writing::Key, "spec.ingress.0", ""),
        ("spec:\n  ingress:\n  - from: []\n  eg", Writing::Key, "spec", "eg"),
        ("a:\n  b: va", Writing::Value, "a.b", "va"),
        ("a:\n  b: ", Writing::Value, "a.b", ""),
        ("a:\n  b:", Writing::Nothing, "", ""),
        ("a: {b: {c", Writing::Key, "a.b", "c"),
        ("a: {b: [x, ", Writing::Value, "a.b.1", ""),
        ("a: {b: \"x", Writing::Value, "a.b", "x"),
        ("{\"a\": {\"b", Writing::Key, "a", "b"),
        ("{\"a\": ", Writing::Value, "a", ""),
        ("a: {b: c} ", Writing::Nothing, "", ""),
        ("# a: ", Writing::Nothing, "", ""),
        ("a: |\n  b: ", Writing::Nothing, "", ""),
        ("a: [b\nc:\n  d: e", Writing::Value, "c.d", "e"),
    ] {
        let found = end(text);
        assert_eq!(found.0, writing, "{text:?}");
        if writing != Writing::Nothing {
            assert_eq!((found.1.as_str(), found.2.as_str()), (path, word), "{text:?}");
        }
    }
}

#[test]
fn whatever_is_written_is_read() {
    for text in ["\"", "'", "- - - [", "a: {{{{", "}}]]", ": :", "é: ü\n ö", &"[".repeat(500), &"- ".repeat(500)] {
        for at in text.char_indices().map(|(at, _)| at) {
            read(text.get(..at).unwrap());
        }
        read(text);
    }
}
