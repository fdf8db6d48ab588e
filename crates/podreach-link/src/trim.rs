//! Leaves out of kubectl output what the evaluation does not use, so that a link does not tell more than it has to.
//!
//! It works on the text by the spans of keys and values, so that all other lines stay as they are. A source whose trimmed
//! text does not read as the same objects is left as it was.

use std::collections::BTreeMap;

use podreach_syntax::{Limits, Node, Sources, Value, parse};

use crate::SharedSource;

/// What was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Name of the field.
    pub what: &'static str,
    /// How often it stood there.
    pub count: usize,
}

/// Sources without what is not needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// The sources.
    pub sources: Vec<SharedSource>,
    /// What was left out, by name.
    pub dropped: Vec<Dropped>,
}

/// Fields of `metadata` that say nothing about reachability.
const METADATA: [&str; 8] = [
    "annotations",
    "managedFields",
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "selfLink",
    "finalizers",
];
/// Fields of a container that say nothing about reachability and may tell secrets.
const CONTAINER: [&str; 6] = ["env", "envFrom", "command", "args", "volumeMounts", "lifecycle"];
/// Fields of `status` that the evaluation reads.
const STATUS: [&str; 6] = ["phase", "podIP", "podIPs", "hostIP", "hostIPs", "conditions"];
/// Content of Secrets and ConfigMaps.
const DATA: [&str; 3] = ["data", "stringData", "binaryData"];

/// Leaves out what the evaluation does not use.
pub fn trim(sources: &[SharedSource]) -> Trimmed {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let sources = sources
        .iter()
        .map(|source| match trim_source(source) {
            Some((text, found)) => {
                for what in found {
                    *counts.entry(what).or_default() += 1;
                }
                SharedSource { name: source.name.clone(), text }
            }
            None => source.clone(),
        })
        .collect();
    Trimmed { sources, dropped: counts.into_iter().map(|(what, count)| Dropped { what, count }).collect() }
}

/// A cut: byte range of `key: value`, and the name of what it is.
struct Cut {
    start: usize,
    end: usize,
    what: &'static str,
}

fn trim_source(source: &SharedSource) -> Option<(String, Vec<&'static str>)> {
    let parsed = parse(&Sources::single("", source.text.as_str()), &Limits::PAGE);
    let mut cuts = Vec::new();
    for document in &parsed.documents {
        object(&document.root, &mut cuts, 0);
    }
    if cuts.is_empty() {
        return None;
    }
    cuts.sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
    let mut text = String::with_capacity(source.text.len());
    let mut at = 0;
    let mut found = Vec::new();
    for cut in &cuts {
        let (start, end) = widen(&source.text, cut.start, cut.end);
        if start < at {
            continue;
        }
        text.push_str(source.text.get(at..start)?);
        at = end;
        found.push(cut.what);
    }
    text.push_str(source.text.get(at..)?);
    // Cutting text is only right when nothing else changes; reading it again is the proof.
    let again = parse(&Sources::single("", text.as_str()), &Limits::PAGE);
    let mut left = Vec::new();
    for document in &again.documents {
        object(&document.root, &mut left, 0);
    }
    let pruned = |documents: &[podreach_syntax::Document]| {
        documents.iter().map(|document| prune(&document.root, 0)).collect::<Vec<_>>()
    };
    let same = left.is_empty()
        && again.diagnostics.len() <= parsed.diagnostics.len()
        && pruned(&again.documents) == pruned(&parsed.documents);
    same.then_some((text, found))
}

/// Whether a key of an object (at a place told by `parent`) is left out.
fn is_dropped(parent: &str, key: &str, node: &Node) -> Option<&'static str> {
    let known = |list: &'static [&'static str]| list.iter().find(|known| **known == key).copied();
    match parent {
        "metadata" => known(&METADATA),
        "container" => known(&CONTAINER),
        "status" => (!STATUS.contains(&key) && !node.is_null()).then_some("status"),
        "pod" => (key == "volumes").then_some("volumes"),
        "data" => known(&DATA),
        _ => None,
    }
}

/// What a key leads to, as [`is_dropped`] calls it.
fn place(parent: &str, key: &str, secret: bool) -> &'static str {
    match (parent, key) {
        (_, "metadata") => "metadata",
        (_, "status") if parent == "object" => "status",
        (_, "spec") => "pod",
        (_, "containers" | "initContainers" | "ephemeralContainers") => "container",
        _ if secret => "data",
        _ => "other",
    }
}

fn is_secret(node: &Node) -> bool {
    matches!(node.get("kind").and_then(Node::as_str), Some("Secret" | "ConfigMap"))
}

fn object(node: &Node, cuts: &mut Vec<Cut>, depth: usize) {
    let kind = node.get("kind").and_then(Node::as_str).unwrap_or("");
    if kind.ends_with("List") && depth < 16 {
        for item in node.get("items").and_then(Node::as_list).unwrap_or(&[]) {
            object(item, cuts, depth + 1);
        }
        return;
    }
    walk(node, if is_secret(node) { "data" } else { "object" }, cuts);
}

fn walk(node: &Node, parent: &'static str, cuts: &mut Vec<Cut>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                if let Some(what) = is_dropped(parent, &entry.key.value, &entry.value) {
                    let end = entry.value.span.end.max(entry.key.span.end);
                    cuts.push(Cut { start: entry.key.span.start as usize, end: end as usize, what });
                } else if parent != "metadata" && parent != "status" {
                    walk(&entry.value, place(parent, &entry.key.value, false), cuts);
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| walk(item, parent, cuts)),
        _ => {}
    }
}

/// The same rules on the tree, for comparison.
fn prune(node: &Node, depth: usize) -> Node {
    let kind = node.get("kind").and_then(Node::as_str).unwrap_or("");
    if kind.ends_with("List") && depth < 16 {
        let mut copy = node.clone();
        if let Value::Map(entries) = &mut copy.value {
            for entry in entries.iter_mut().filter(|entry| &*entry.key.value == "items") {
                if let Value::List(items) = &mut entry.value.value {
                    for item in items {
                        *item = prune(item, depth + 1);
                    }
                }
            }
        }
        return copy;
    }
    cleaned(node, if is_secret(node) { "data" } else { "object" })
}

fn cleaned(node: &Node, parent: &'static str) -> Node {
    let mut copy = node.clone();
    match &mut copy.value {
        Value::Map(entries) => {
            entries.retain(|entry| is_dropped(parent, &entry.key.value, &entry.value).is_none());
            if parent != "metadata" && parent != "status" {
                for entry in entries {
                    entry.value = cleaned(&entry.value, place(parent, &entry.key.value, false));
                }
            }
        }
        Value::List(items) => {
            for item in items {
                *item = cleaned(item, parent);
            }
        }
        _ => {}
    }
    // A mapping of which nothing is left reads as null in block style.
    if matches!(&copy.value, Value::Map(entries) if entries.is_empty()) {
        copy.value = Value::Null;
    }
    copy
}

/// Widens a cut to whole lines in block style, or to one comma in flow style.
fn widen(text: &str, start: usize, end: usize) -> (usize, usize) {
    let before = text.get(..start).unwrap_or("");
    let after = text.get(end..).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let lead = before.get(line_start..).unwrap_or("");
    let tail_length = after.find('\n').unwrap_or(after.len());
    let tail = after.get(..tail_length).unwrap_or("").trim();
    if lead.trim().is_empty() && (tail.is_empty() || tail.starts_with('#')) {
        return (line_start, (end + tail_length + 1).min(text.len()));
    }
    if lead.trim() == "-" && (tail.is_empty() || tail.starts_with('#')) {
        // The first key behind a dash: the next key moves up to the dash.
        let rest = after.get(tail_length..).unwrap_or("");
        let next = rest.len() - rest.trim_start().len();
        return (start, end + tail_length + next);
    }
    if let Some(comma) = after.trim_start().strip_prefix(',') {
        let blanks = comma.len() - comma.trim_start().len();
        return (start, text.len() - comma.len() + blanks);
    }
    let trimmed = before.trim_end();
    if let Some(without) = trimmed.strip_suffix(',') {
        return (without.len(), end);
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) -> Vec<(&'static str, usize)> {
        let trimmed = trim(&[SharedSource { name: "a".into(), text: text.into() }]);
        assert_eq!(trimmed.sources[0].text, expected);
        trimmed.dropped.iter().map(|dropped| (dropped.what, dropped.count)).collect()
    }

    #[test]
    fn block_style_loses_whole_lines() {
        let text = "kind: Pod\nmetadata:\n  name: a # keep\n  annotations:\n    secret: x\n  uid: 1-2\nspec:\n  containers:\n  - env:\n    - name: A\n      value: b\n    image: i\n    ports:\n    - containerPort: 80\nstatus:\n  phase: Running\n  startTime: now\n  podIP: 10.0.0.1\n";
        let expected = "kind: Pod\nmetadata:\n  name: a # keep\nspec:\n  containers:\n  - image: i\n    ports:\n    - containerPort: 80\nstatus:\n  phase: Running\n  podIP: 10.0.0.1\n";
        assert_eq!(check(text, expected), [("annotations", 1), ("env", 1), ("status", 1), ("uid", 1)]);
    }

    #[test]
    fn json_loses_pairs() {
        let text = "{\"kind\": \"List\", \"items\": [{\"kind\": \"Secret\", \"data\": {\"a\": \"eA==\"}, \"metadata\": {\"name\": \"s\", \"uid\": \"u\"}}]}";
        check(text, "{\"kind\": \"List\", \"items\": [{\"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}}]}");
    }

    #[test]
    fn what_is_used_stays() {
        let text = "kind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n  podSelector: {}\n";
        assert!(check(text, text).is_empty());
        let text = "a: [\n";
        assert!(check(text, text).is_empty());
    }
}
