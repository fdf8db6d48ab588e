//! Fields of `metadata` for which the API server rejects an object. They stay in a link: without them the object would take
//! part in the evaluation. In doubt a field counts as rejected, and stays.

use podreach_syntax::{Node, Value};

/// Whether a field of `metadata` that says nothing about reachability may be why its object is rejected.
pub(super) fn is_rejected(key: &str, node: &Node) -> bool {
    match (key, &node.value) {
        ("annotations", Value::Map(entries)) => {
            entries.iter().any(|entry| is_rejected_annotation(&entry.key.value, &entry.value))
        }
        ("creationTimestamp", Value::String(text)) => !is_time(text),
        (_, Value::Null)
        | ("uid" | "resourceVersion" | "selfLink", Value::String(_))
        | ("generation", Value::Int(_)) => false,
        ("finalizers", Value::List(items)) => items.iter().any(|item| item.as_str().is_none()),
        ("managedFields", Value::List(items)) => items.iter().any(|item| item.as_map().is_none()),
        _ => true,
    }
}

/// Whether an annotation may be rejected: its value has to be text, its key of the form of label keys. A key that is null is
/// written in several ways.
pub(super) fn is_rejected_annotation(key: &str, node: &Node) -> bool {
    let null = matches!(key, "" | "~" | "null" | "Null" | "NULL");
    let (prefix, name) = key.rsplit_once('/').unwrap_or(("a", key));
    let text = matches!(node.value, Value::String(_) | Value::Null);
    null || !text || !is_name(name, 63, "-_.") || !is_name(prefix, 253, "-.") || has_empty_part(prefix)
}

/// Letters and digits, between them also others.
fn is_name(text: &str, longest: usize, others: &str) -> bool {
    let ends = |end: Option<char>| end.is_some_and(|character| character.is_ascii_alphanumeric());
    text.len() <= longest
        && ends(text.chars().next())
        && ends(text.chars().next_back())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || others.contains(character))
}

/// Each part of a DNS name starts and ends with a letter or digit.
fn has_empty_part(prefix: &str) -> bool {
    prefix.split('.').any(|part| !is_name(part, 253, "-"))
}

/// `2026-01-28T23:59:59Z`; other forms, and the days that only some months have, are not distinguished from what is no time.
fn is_time(text: &str) -> bool {
    let number = |start: usize, end: usize| text.get(start..end).and_then(|part| part.parse::<u32>().ok());
    let within = |start: usize, lowest: u32, highest: u32| {
        number(start, start + 2).is_some_and(|found| (lowest..=highest).contains(&found))
    };
    let form = text.chars().enumerate().all(|(at, character)| match at {
        4 | 7 => character == '-',
        10 => character == 'T',
        13 | 16 => character == ':',
        19 => character == 'Z',
        _ => at < 20 && character.is_ascii_digit(),
    });
    form && text.len() == 20 && within(5, 1, 12) && within(8, 1, 28) && within(11, 0, 23) && within(14, 0, 59)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_form() {
        assert!(is_time("2026-01-28T23:59:59Z"));
        for text in [
            "yesterday",
            "2026-13-31T23:59:59Z",
            "2026-01-31 23:59:59Z",
            "2026-01-31T23:59:59",
            "",
            "2026-01-31T23:59:59ZZ",
        ] {
            assert!(!is_time(text), "{text}");
        }
    }
}
