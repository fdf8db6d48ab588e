//! Replaces values.

use super::content::Content;
use super::places::Standing;
use super::style::{Style, is_flow_among};
use super::write::Lines;
use super::{Found, Piece, Written};

impl Written<'_> {
    /// Replaces the value of the entry with an index of a collection.
    pub(super) fn replace(&self, found: Found<'_>, at: usize, content: &Content) -> Option<Vec<Piece>> {
        let text = self.text;
        let entries = text.entries(found.node, found.head)?;
        let entry = entries.get(at)?;
        let value = entry.value?;
        let style = self.style(entry.start).like(text, found.node).like(text, entry.node);
        let nothing = entry.is_empty();
        if text.is_flow(found.node) {
            let old = text.get(value, entry.end);
            let below = Lines {
                indent: text.indent(entry.start).to_owned(),
                unit: self.unit(found.node.span.start as usize, entry.start),
            };
            let several = old.contains('\n') || content.depth() > 0 && text.is_first(entry.start) && style.json;
            let new = style.flow(content, Some(&below).filter(|_| several));
            let blank = if nothing && entry.head > entry.start { " " } else { "" };
            let behind =
                text.get(entry.end, text.line_end(entry.end)).bytes().take_while(|byte| nothing && *byte == b' ');
            return Some(vec![Piece { start: value, end: entry.end + behind.count(), text: format!("{blank}{new}") }]);
        }
        let others = entries.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.node);
        let old = std::iter::once(entry.node).filter(|_| super::content::depth(entry.node) > 0);
        let flow = content.depth() == 0 || is_flow_among(text, old.chain(others), content);
        let is_item = matches!(found.node.value, crate::Value::List(_));
        let column = text.column(entry.start);
        let below = style.below(content, column).filter(|_| !flow && !is_item);
        match below {
            Some(below) => self.replace_below(entry, value, style, content, below),
            None => {
                let stays = !nothing && text.line_start(value) <= entry.head;
                let begins = if stays { text.column(value) } else { column + style.inner };
                let new = if flow { style.flow(content, None) } else { style.block(content, begins) };
                let blanks = if flow { 1 } else { style.inner - 1 };
                self.replace_behind(entry, value, style, &format!("{}{new}", " ".repeat(blanks)))
            }
        }
    }

    /// With lines below a key.
    fn replace_below(
        &self,
        entry: &Standing<'_>,
        value: usize,
        style: Style<'_>,
        content: &Content,
        column: usize,
    ) -> Option<Vec<Piece>> {
        let text = self.text;
        let written = format!("{}{}", " ".repeat(column), style.block(content, column));
        let line = text.line_start(value);
        if line > entry.head {
            return text.is_first(value).then(|| vec![Piece { start: line, end: entry.end, text: written }]);
        }
        let end = text.line_end(entry.end);
        if !text.is_last(entry.end) {
            return None;
        }
        let lines = format!("{}{written}", style.eol);
        if text.get(entry.end, end).trim().is_empty() {
            return Some(vec![Piece { start: entry.head, end, text: lines }]);
        }
        let old = Piece { start: entry.head, end: entry.end, text: String::new() };
        let new = Piece { start: end, end, text: lines };
        Some(if old.start == old.end { vec![new] } else { vec![old, new] })
    }

    /// With text and blanks behind a colon or a dash.
    fn replace_behind(&self, entry: &Standing<'_>, value: usize, style: Style<'_>, new: &str) -> Option<Vec<Piece>> {
        let text = self.text;
        let line = text.line_start(value);
        if entry.is_empty() {
            return Some(vec![Piece { start: entry.head, end: entry.head, text: new.to_owned() }]);
        }
        if line <= entry.head {
            return Some(vec![Piece { start: value, end: entry.end, text: new.trim_start_matches(' ').to_owned() }]);
        }
        let before = line.checked_sub(style.eol.len()).filter(|before| text.get(*before, line) == style.eol)?;
        if before < entry.head || !text.is_first(value) {
            return None;
        }
        let blanks = text.get(entry.head, before);
        if blanks.trim().is_empty() {
            return Some(vec![Piece { start: entry.head, end: entry.end, text: new.to_owned() }]);
        }
        Some(vec![
            Piece { start: entry.head, end: entry.head, text: new.to_owned() },
            Piece { start: before, end: entry.end, text: String::new() },
        ])
    }
}
