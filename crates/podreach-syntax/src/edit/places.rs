//! Where the entries of collections stand in their text: dashes, keys, values, and the lines with their comments.

use crate::node::{Node, ScalarStyle, Value};

/// An entry of a collection, as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'n> {
    /// Where it begins: its dash, its key, or in flow style the value of an item with what belongs to it.
    pub(super) start: usize,
    /// Behind its dash or colon; where it has none, where its value begins.
    pub(super) head: usize,
    /// Where its value begins, if nothing such as a tag stands in front of it. An empty value stands at the head.
    pub(super) value: Option<usize>,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) node: &'n Node,
}

impl Standing<'_> {
    /// Whether nothing stands behind its dash or colon.
    pub(super) const fn is_empty(&self) -> bool {
        self.end == self.head
    }
}

/// The text of a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl<'a> Text<'a> {
    pub(super) fn get(self, start: usize, end: usize) -> &'a str {
        self.0.get(start..end).unwrap_or("")
    }

    fn byte(self, at: usize) -> Option<u8> {
        self.0.as_bytes().get(at).copied()
    }

    /// Whether a value is a collection in flow style.
    pub(super) fn is_flow(self, node: &Node) -> bool {
        // A sequence whose dashes stand below its key begins with its first item.
        let start = node.span.start;
        let (open, first) = match &node.value {
            Value::List(items) => (b'[', items.first().map(|item| item.span.start)),
            Value::Map(entries) => (b'{', entries.first().map(|entry| entry.key.span.start)),
            _ => return false,
        };
        self.byte(start as usize) == Some(open) && first != Some(start)
    }

    /// The next byte that is neither blank nor in a comment.
    pub(super) fn skip(self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(b'#') if at == 0 || self.byte(at - 1).is_some_and(|byte| byte.is_ascii_whitespace()) => {
                    at = self.line_end(at);
                }
                _ => return at,
            }
        }
    }

    /// The start of the line of a place.
    pub(super) fn line_start(self, at: usize) -> usize {
        self.get(0, at).rfind('\n').map_or(0, |before| before + 1)
    }

    /// The end of the line of a place, in front of what ends it.
    pub(super) fn line_end(self, at: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The start of the next line, or the end of the text.
    pub(super) fn next_line(self, at: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or("");
        at + rest.find('\n').map_or(rest.len(), |line| line + 1)
    }

    /// How many characters stand before a place in its line.
    pub(super) fn column(self, at: usize) -> usize {
        self.get(self.line_start(at), at).chars().count()
    }

    /// The blanks that a line begins with.
    pub(super) fn indent(self, at: usize) -> &'a str {
        let line = self.0.get(self.line_start(at)..).unwrap_or("");
        line.split(|character: char| character != ' ' && character != '\t').next().unwrap_or("")
    }

    /// Whether only blanks stand before a place in its line.
    pub(super) fn is_first(self, at: usize) -> bool {
        self.get(self.line_start(at), at).bytes().all(|byte| byte == b' ')
    }

    /// Whether a place is the end of its line but for blanks and a comment.
    pub(super) fn is_last(self, at: usize) -> bool {
        self.skip(at) >= self.line_end(at)
    }

    /// The column of a comment that has its line, which begins here, for itself.
    fn comment(self, line: usize) -> Option<usize> {
        let written = self.get(line, self.line_end(line));
        let comment = written.trim_start_matches(' ');
        comment.starts_with('#').then_some(written.len() - comment.len())
    }

    /// Where the lines of an entry begin, with the comments above it.
    pub(super) fn first_line(self, start: usize) -> usize {
        let column = self.column(start);
        let mut line = self.line_start(start);
        while line > 0 {
            let above = self.line_start(line - 1);
            if self.comment(above) != Some(column) {
                break;
            }
            line = above;
        }
        line
    }

    /// Where the lines of an entry that begins in a column end, with the comments below that stand deeper than it.
    pub(super) fn last_line(self, end: usize, column: usize) -> usize {
        let mut line = self.next_line(end);
        while self.comment(line).is_some_and(|deeper| deeper > column) {
            line = self.next_line(line);
        }
        line
    }

    /// Where a value ends, which begins behind a head. Spans do not say where empty values stand, and what ends with them.
    fn end(self, node: &Node, head: usize) -> Option<usize> {
        match &node.value {
            Value::List(_) | Value::Map(_) if !self.is_flow(node) => {
                self.entries(node, head)?.last().map(|last| last.end)
            }
            _ if !node.span.is_empty() => Some(node.span.end as usize),
            _ => (node.style != ScalarStyle::Block).then_some(head),
        }
    }

    /// Where a value begins behind a head.
    fn value(self, node: &Node, head: usize) -> Option<usize> {
        let (at, start) = (self.skip(head), node.span.start as usize);
        let wanted: &[u8] = match &node.value {
            Value::List(_) if !self.is_flow(node) => b"-",
            _ if node.style == ScalarStyle::Block => b"|>",
            _ if node.span.is_empty() => return Some(head),
            _ => return (at == start).then_some(at),
        };
        self.byte(at).filter(|byte| wanted.contains(byte)).map(|_| at)
    }

    /// The entries of a collection, which stands behind a head. None where they do not stand there as they are read: behind an alias,
    /// with a key that is merged or defined twice, with a tag.
    pub(super) fn entries<'n>(self, node: &'n Node, head: usize) -> Option<Vec<Standing<'n>>> {
        let flow = self.is_flow(node);
        let keys: Vec<(Option<(usize, usize)>, &Node)> = match &node.value {
            Value::List(items) => items.iter().map(|item| (None, item)).collect(),
            Value::Map(entries) => {
                let key = |span: crate::Span| Some((span.start as usize, span.end as usize));
                entries.iter().map(|entry| (key(entry.key.span), &entry.value)).collect()
            }
            _ => return None,
        };
        let mut at = if flow { node.span.start as usize + 1 } else { head };
        let mut found: Vec<Standing<'n>> = Vec::with_capacity(keys.len());
        for (key, node) in keys {
            let mut start = self.skip(at);
            if flow && !found.is_empty() {
                if self.byte(start) != Some(b',') {
                    return None;
                }
                start = self.skip(start + 1);
            }
            let head = match key {
                Some((from, to)) => {
                    let colon = self.skip(to);
                    if start != from || !flow && self.byte(colon) != Some(b':') {
                        return None;
                    }
                    if self.byte(colon) == Some(b':') { colon + 1 } else { to }
                }
                None if flow => start,
                None if self.byte(start) == Some(b'-') => start + 1,
                None => return None,
            };
            let end = self.end(node, head)?;
            if end < head {
                return None;
            }
            found.push(Standing { start, head, value: self.value(node, head), end, node });
            at = end;
        }
        Some(found)
    }
}
