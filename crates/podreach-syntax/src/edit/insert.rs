//! Inserts items and keys.

use crate::node::{Node, Value};

use super::content::Content;
use super::places::Standing;
use super::style::{Style, is_flow_among};
use super::write::Lines;
use super::{Found, Piece, Written};

/// What is inserted: an item, or a value with its key.
#[derive(Clone, Copy)]
pub(super) struct New<'c> {
    pub(super) key: Option<&'c str>,
    pub(super) content: &'c Content,
}

impl New<'_> {
    fn flow(self, style: Style<'_>, lines: Option<&Lines>) -> String {
        match self.key {
            Some(key) => style.flow_entry(key, self.content, lines),
            None => style.flow(self.content, lines),
        }
    }
}

impl Written<'_> {
    /// Inserts in front of the entry with an index of a collection that has entries.
    pub(super) fn insert(&self, found: Found<'_>, at: usize, new: New<'_>) -> Option<Piece> {
        let entries = self.text.entries(found.node, found.head)?;
        if self.text.is_flow(found.node) {
            return self.insert_flow(found.node, &entries, at, new);
        }
        let (first, last) = (entries.first()?, entries.last()?);
        let column = self.text.column(first.start);
        let style = self.style(first.start);
        let written = match (self.is_flow_among(&entries, new.content), new.key) {
            (true, Some(key)) => format!("{}: {}", style.text(key), self.flow_like(style, &entries, new.content)),
            (true, None) => format!("-{}{}", " ".repeat(style.inner - 1), self.flow_like(style, &entries, new.content)),
            (false, Some(key)) => style.block_entry(key, new.content, column),
            (false, None) => style.block(&Content::List(vec![new.content.clone()]), column),
        };
        let pad = " ".repeat(column);
        match entries.get(at) {
            None if self.text.is_last(last.end) => {
                let next = self.text.last_line(last.end, column);
                let ended = self.text.get(0, next).ends_with('\n');
                let line =
                    if ended { format!("{pad}{written}{}", style.eol) } else { format!("{}{pad}{written}", style.eol) };
                Some(Piece { start: next, end: next, text: line })
            }
            None => None,
            Some(next) if self.text.is_first(next.start) => {
                let line = self.text.first_line(next.start);
                Some(Piece { start: line, end: line, text: format!("{pad}{written}{}", style.eol) })
            }
            Some(next) => {
                Some(Piece { start: next.start, end: next.start, text: format!("{written}{}{pad}", style.eol) })
            }
        }
    }

    fn is_flow_among(&self, entries: &[Standing<'_>], content: &Content) -> bool {
        is_flow_among(self.text, entries.iter().map(|entry| entry.node), content)
    }

    /// In one line, with braces like those of the others.
    fn flow_like(&self, style: Style<'_>, entries: &[Standing<'_>], content: &Content) -> String {
        let other = entries.iter().map(|entry| entry.node).rfind(|node| self.text.is_flow(node));
        let style = other.map_or(style, |other| style.like(self.text, other));
        style.flow(content, None)
    }

    fn insert_flow(&self, node: &Node, entries: &[Standing<'_>], at: usize, new: New<'_>) -> Option<Piece> {
        let open = node.span.start as usize + 1;
        let (first, last) = (entries.first()?, entries.last()?);
        let style = self.style(open);
        let style = entries.iter().fold(style, |style, entry| style.like(self.text, entry.node)).like(self.text, node);
        // What stands between the comma, or the bracket, and an entry.
        let gap = |at: usize| {
            let entry = entries.get(at)?;
            let before = at.checked_sub(1).and_then(|before| entries.get(before));
            let from = before.map_or(open, |before| self.text.skip(before.end) + 1);
            Some(self.text.get(from, entry.start))
        };
        let several = gap(0)?.contains('\n');
        let lines = Lines { indent: self.text.indent(first.start).to_owned(), unit: self.unit(open, first.start) };
        let gap = match gap(at.min(entries.len() - 1)).filter(|_| at > 0 && entries.len() > 1).or_else(|| gap(1)) {
            Some(gap) if !gap.contains('#') => gap.to_owned(),
            None if !several => style.colon.to_owned(),
            _ => format!("{}{}", style.eol, lines.indent),
        };
        let spread = |node: &Node| self.text.get(node.span.start as usize, node.span.end as usize).contains('\n');
        let mut others = entries.iter().map(|entry| entry.node).filter(|node| match &node.value {
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
            _ => false,
        });
        let spread = several && others.next().is_none_or(|one| spread(one) || others.any(spread));
        let written = new.flow(style, Some(&lines).filter(|_| spread));
        Some(match entries.get(at) {
            Some(next) => Piece { start: next.start, end: next.start, text: format!("{written},{gap}") },
            None => Piece { start: last.end, end: last.end, text: format!(",{gap}{written}") },
        })
    }

    /// What a level adds to the blanks that a line begins with, between two places.
    pub(super) fn unit(&self, outer: usize, inner: usize) -> String {
        let (outer, inner) = (self.text.indent(outer), self.text.indent(inner));
        inner.strip_prefix(outer).filter(|unit| !unit.is_empty()).unwrap_or("  ").to_owned()
    }
}
