//! Removes items and keys, with their lines and the comments that belong to them.

use super::{Found, Piece, Written};

impl Written<'_> {
    /// Removes the entry with an index of a collection that has others.
    pub(super) fn remove(&self, found: Found<'_>, at: usize) -> Option<Piece> {
        let entries = self.text.entries(found.node, found.head)?;
        let (entry, next) = (entries.get(at)?, entries.get(at + 1));
        let before = at.checked_sub(1).and_then(|before| entries.get(before));
        let cut = |start: usize, end: usize| Piece { start, end, text: String::new() };
        if self.text.is_flow(found.node) {
            let (start, end) = match (before, next) {
                (_, Some(next)) => (entry.start, next.start),
                (Some(before), None) => (before.end, entry.end),
                (None, None) => return None,
            };
            let kept = [self.text.get(start, entry.start), self.text.get(entry.end, end)];
            return (!kept.iter().any(|kept| kept.contains('#'))).then(|| cut(start, end));
        }
        let column = self.text.column(entry.start);
        if self.text.is_first(entry.start) {
            let end = self.text.last_line(entry.end, column);
            return self.text.is_last(entry.end).then(|| cut(self.text.first_line(entry.start), end));
        }
        // It stands behind the dash of its mapping, and the next one takes its place.
        let next = next?;
        let comments = self.text.get(self.text.next_line(entry.end), next.start).contains('#');
        if !comments {
            return Some(cut(entry.start, next.start));
        }
        let dash = self.text.get(self.text.line_start(entry.start), entry.start).trim_end().len();
        let start = (self.text.line_start(entry.start) + dash).max(self.place.start as usize);
        Some(cut(start, self.text.line_end(entry.end)))
    }
}
