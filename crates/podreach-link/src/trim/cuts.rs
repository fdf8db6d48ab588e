//! Which pieces of a text are cut, as the walk through its documents finds them.

use podreach_syntax::{Entry, Node, Value};

use super::IsPolicy;
use super::fields::{is_dropped, is_left_alone, kind_of, object_place, place};

/// A cut: a range of bytes, and the names of what is in it.
pub(super) struct Cut {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) what: Vec<&'static str>,
}

/// Cuts of a text, as the walk through its documents finds them.
pub(super) struct Cuts<'a> {
    text: &'a str,
    is_policy: IsPolicy,
    pub(super) list: Vec<Cut>,
    /// Whether a document has no kind.
    pub(super) kindless: bool,
}

impl<'a> Cuts<'a> {
    pub(super) const fn new(text: &'a str, is_policy: IsPolicy) -> Self {
        Self { text, is_policy, list: Vec::new(), kindless: false }
    }

    pub(super) fn object(&mut self, node: &Node, in_list_of: &str, depth: usize) {
        if let (Value::List(items), true) = (&node.value, depth < 16) {
            // A bare list, as a query for `.items` prints it.
            return items.iter().for_each(|item| self.object(item, in_list_of, depth + 1));
        }
        let kind = kind_of(node, in_list_of);
        self.kindless |= kind.is_empty();
        if let Some(of) = kind.strip_suffix("List")
            && depth < 16
        {
            for item in node.get("items").and_then(Node::as_list).unwrap_or(&[]) {
                self.object(item, of, depth + 1);
            }
            // A list has metadata of its own.
            self.walk(node, "list");
            return;
        }
        self.walk(node, object_place(node, kind, self.is_policy));
    }

    fn walk(&mut self, node: &Node, parent: &'static str) {
        match &node.value {
            Value::Map(entries) => {
                // Entries that an alias or a merge key brings stand elsewhere, and are cut there.
                let mut own: Vec<&Entry> = entries
                    .iter()
                    .filter(|entry| entry.key.span.start >= node.span.start && entry.key.span.end <= node.span.end)
                    .collect();
                own.sort_by_key(|entry| entry.key.span.start);
                let what: Vec<Option<&'static str>> =
                    own.iter().map(|entry| is_dropped(parent, &entry.key.value, &entry.value)).collect();
                self.runs(node, &own, &what);
                for (entry, _) in own.iter().zip(&what).filter(|(_, what)| what.is_none() && !is_left_alone(parent)) {
                    if parent != "list" || &*entry.key.value == "metadata" {
                        self.walk(&entry.value, place(parent, &entry.key.value));
                    }
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.walk(item, parent)),
            _ => {}
        }
    }

    /// One cut for each run of neighbours that go.
    fn runs(&mut self, map: &Node, own: &[&Entry], what: &[Option<&'static str>]) {
        let flow = self.text.get(map.span.start as usize..).is_some_and(|text| text.starts_with('{'));
        let mut at = 0;
        while at < own.len() {
            let names: Vec<&'static str> = what.iter().skip(at).map_while(|what| *what).collect();
            let (Some(first), Some(last)) = (own.get(at), own.get((at + names.len()).saturating_sub(1))) else {
                return;
            };
            let next = own.get(at + names.len());
            if !names.is_empty() {
                let before = at.checked_sub(1).and_then(|at| own.get(at));
                let (start, end) = if flow {
                    flow_range(self.text, before.copied(), first, last, next.copied())
                } else {
                    block_range(self.text, first, last, next.copied())
                };
                self.list.push(Cut { start, end, what: names.clone() });
            }
            at += names.len() + 1;
        }
    }
}

/// Where an entry ends.
fn end_of(entry: &Entry) -> usize {
    entry.value.span.end.max(entry.key.span.end) as usize
}

/// In flow style a run takes the commas on one of its sides with it.
fn flow_range(text: &str, before: Option<&Entry>, first: &Entry, last: &Entry, next: Option<&Entry>) -> (usize, usize) {
    let start = first.key.span.start as usize;
    match (before, next) {
        (_, Some(next)) => (start, next.key.span.start as usize),
        (Some(before), None) => (end_of(before), end_of(last)),
        (None, None) => {
            let end = end_of(last);
            let rest = text.get(end..).unwrap_or("");
            let comma = rest.trim_start().strip_prefix(',').map_or(0, |behind| rest.len() - behind.len());
            (start, end + comma)
        }
    }
}

/// In block style a run takes its whole lines; behind a dash, the next key moves up to the dash.
fn block_range(text: &str, first: &Entry, last: &Entry, next: Option<&Entry>) -> (usize, usize) {
    let line_start = |at: usize| text.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
    let start = first.key.span.start as usize;
    let line = line_start(start);
    let next = next.map(|next| next.key.span.start as usize);
    let behind_a_dash = text.get(line..start).is_some_and(|lead| !lead.trim().is_empty());
    if behind_a_dash {
        return (start, next.unwrap_or_else(|| end_of(last)));
    }
    let end = end_of(last);
    let whole = match text.get(..end) {
        Some(text) if text.ends_with('\n') => end,
        _ => text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at + 1),
    };
    (line, next.map_or(whole, |next| whole.min(line_start(next))).max(start))
}
