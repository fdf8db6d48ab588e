//! Cuts a list as kubectl prints it, `kubectl get … -o yaml` or `-o json`, into the texts of its items.
//!
//! Only what kubectl prints is cut: the lines around the items are these and no others. An item that cannot be read by itself
//! shows that the text was something else, and the list is then read as a whole.

use std::ops::Range;

use crate::chunks::{Chunk, Form};

/// The items of a list of at least so many bytes; `None` for what is no list, for a shorter one, and where items may depend on
/// each other.
pub(crate) fn items(text: &str, chunk: Chunk, smallest: usize) -> Option<Vec<Chunk>> {
    let whole = text.get(chunk.start..chunk.end)?;
    if whole.len() < smallest || chunk.directive.is_some() || chunk.form != Form::Document {
        return None;
    }
    let ranges = if chunk.braces { json(whole)? } else { yaml(whole)? };
    let item = |(at, range): (usize, Range<usize>)| Chunk {
        start: chunk.start + range.start,
        end: chunk.start + range.end,
        form: Form::Item { list: (at == 0).then_some(chunk.start) },
        ..chunk
    };
    Some(ranges.into_iter().enumerate().map(item).collect())
}

/// Lines with the offsets at which they begin, without what ends them.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = next;
        next += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// What kubectl prints of a list's metadata as JSON, line by line; versions differ.
const METADATA: [&[&str]; 4] = [
    &[],
    &["\"resourceVersion\": \"\""],
    &["\"selfLink\": \"\""],
    &["\"resourceVersion\": \"\",", "\"selfLink\": \"\""],
];

/// Items that begin with `- ` in the first column.
fn yaml(text: &str) -> Option<Vec<Range<usize>>> {
    let mut lines = lines(text).skip_while(|(_, line)| line.is_empty());
    if lines.next()?.1 != "apiVersion: v1" || lines.next()?.1 != "items:" {
        return None;
    }
    let (mut starts, mut end) = (Vec::new(), None);
    for (at, line) in &mut lines {
        if line.starts_with("- ") {
            starts.push(at);
        } else if line == "kind: List" {
            end = Some(at);
            break;
        } else if starts.is_empty() || !line.is_empty() && !line.starts_with("  ") {
            return None;
        }
    }
    let end = end?;
    let mut rest = lines.map(|(_, line)| line).peekable();
    if rest.next_if_eq(&"metadata:").is_some() {
        rest.next_if_eq(&"  resourceVersion: \"\"");
        rest.next_if_eq(&"  selfLink: \"\"");
    }
    // An anchor of one item may be used in another one.
    let anchored = |text: &str| {
        let bytes = text.as_bytes();
        let begins = |at: usize| at == 0 || bytes.get(at - 1).is_none_or(|byte| b" \t\n[{,".contains(byte));
        let named = |at: usize| bytes.get(at + 1).is_some_and(|byte| !byte.is_ascii_whitespace());
        text.match_indices(['&', '*']).any(|(at, _)| begins(at) && named(at))
    };
    if starts.is_empty() || rest.any(|line| !line.is_empty()) || anchored(text) {
        return None;
    }
    let ends = starts.iter().copied().skip(1).chain(std::iter::once(end));
    Some(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect())
}

/// Items whose braces are indented by eight blanks.
fn json(text: &str) -> Option<Vec<Range<usize>>> {
    let mut lines = lines(text);
    if [lines.next()?.1, lines.next()?.1, lines.next()?.1] != ["{", "    \"apiVersion\": \"v1\",", "    \"items\": ["] {
        return None;
    }
    let (mut found, mut open) = (Vec::new(), None);
    let mut after = Vec::new();
    let mut ended = false;
    for (at, line) in lines {
        let brace = line.strip_prefix("        ").unwrap_or_default();
        match (open, brace) {
            (None, "{") if !ended => open = Some(at + line.len() - 1),
            (Some(start), "}" | "},") => {
                found.push(start..at + "        }".len());
                open = None;
                ended = brace == "}";
            }
            (Some(_), _) => {}
            (None, _) if ended => {
                let line = line.trim_matches(' ');
                after.extend((!line.is_empty()).then_some(line));
                // No list has so many lines behind its items.
                if after.len() > 7 {
                    return None;
                }
            }
            (None, _) if line.is_empty() => {}
            (None, _) => return None,
        }
    }
    let metadata = after.strip_prefix(&["],", "\"kind\": \"List\",", "\"metadata\": {"])?.strip_suffix(&["}", "}"])?;
    METADATA.contains(&metadata).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunks::chunks;

    fn cut(text: &str) -> Option<Vec<String>> {
        let [whole] = chunks(text)[..] else { panic!("one document") };
        let items = items(text, whole, 0)?;
        let firsts = items.iter().map(|item| item.form).collect::<Vec<_>>();
        let form = |at: usize| Form::Item { list: (at == 0).then_some(whole.start) };
        assert!(firsts.iter().enumerate().all(|(at, found)| *found == form(at)));
        Some(items.iter().map(|item| text.get(item.start..item.end).unwrap().to_owned()).collect())
    }

    #[test]
    fn lists_of_kubectl_are_cut() {
        let yaml = "apiVersion: v1\nitems:\n- a: 1\n\n  b: |\n    - x\n- a: 2\nkind: List\nmetadata:\n  resourceVersion: \"\"\n";
        assert_eq!(cut(yaml), Some(vec!["- a: 1\n\n  b: |\n    - x\n".to_owned(), "- a: 2\n".to_owned()]));
        let json = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n            \"a\": {\n            }\n        },\n        {\n        }\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n";
        assert_eq!(cut(json).map(|items| items.len()), Some(2));
        assert_eq!(cut(json).unwrap()[1], "{\n        }");
    }

    #[test]
    fn other_texts_are_read_as_a_whole() {
        let tail = "kind: List\nmetadata:\n  resourceVersion: \"\"\n";
        let yaml = |items: &str, tail: &str| cut(&format!("apiVersion: v1\nitems:\n{items}{tail}"));
        assert!(yaml("- a: 1\n- a: 2\n", tail).is_some());
        assert_eq!(yaml("- a: &x 1\n- a: *x\n", tail), None, "anchors");
        assert!(yaml("- a: you & me\n- a: 2 * 3\n", tail).is_some());
        assert_eq!(yaml("- a: 1\n# a comment\n- a: 2\n", tail), None);
        assert_eq!(yaml("- a: 1\n", "kind: List\nitems: []\n"), None);
        assert_eq!(yaml("- a: 1\n", "kind: PodList\n"), None);
        assert_eq!(yaml("- a: 1\n", ""), None);
        assert_eq!(yaml("", tail), None);
        assert_eq!(cut("apiVersion: v1\nkind: List\nitems:\n- a: 1\n"), None);
        let item = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n        }\n    ],\n";
        assert_eq!(cut(&format!("{item}    \"kind\": \"PodList\"\n}}\n")), None);
        assert_eq!(cut(&format!("{item}    \"kind\": \"List\",\n    \"items\": []\n}}\n")), None);
    }
}
