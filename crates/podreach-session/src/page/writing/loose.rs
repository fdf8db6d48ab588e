//! Reads a document as far as it goes: what stands where, and what the cursor stands in. A text that is being written is rarely
//! valid, so nothing here fails; what cannot be read is passed over.

use std::ops::Range;

pub(super) use super::shapes::{End, Entry, Loose, Step, Writing};

/// Deeper nesting than this is not followed.
const DEEPEST: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Map,
    List,
}

#[derive(Clone, Debug)]
struct Frame {
    indent: usize,
    kind: Kind,
    flow: bool,
    key: Option<Box<str>>,
    key_at: Range<usize>,
    item: u32,
    /// In braces: whether the colon was seen, and whether the value was.
    colon: bool,
    done: bool,
}

struct Reader<'a> {
    text: &'a str,
    json: bool,
    frames: Vec<Frame>,
    entries: Vec<Entry>,
    /// Lines that are indented by more than this are text.
    block_text: Option<usize>,
    end: End,
}

/// Reads a text to its end.
pub(super) fn read(text: &str) -> Loose {
    let end = End {
        writing: Writing::Nothing,
        path: Vec::new(),
        word: text.len()..text.len(),
        quoted: false,
        flow: false,
        dashed: false,
        column: 0,
    };
    let json = text.trim_start().starts_with(['{', '[']);
    let mut reader = Reader { text, json, frames: Vec::new(), entries: Vec::new(), block_text: None, end };
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let length = rest.find('\n');
        let line = rest.get(..length.unwrap_or(rest.len())).unwrap_or("");
        reader.line(at, at + line.trim_end_matches('\r').len(), length.is_none());
        match length {
            Some(length) => at += length + 1,
            None => break,
        }
    }
    Loose { entries: reader.entries, end: reader.end }
}

impl Reader<'_> {
    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or("")
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn path(&self) -> Vec<Step> {
        let steps = self.frames.iter().filter_map(|frame| match frame.kind {
            Kind::Map => frame.key.clone().map(Step::Key),
            Kind::List => Some(Step::Item(frame.item)),
        });
        steps.collect()
    }

    fn in_flow(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.flow)
    }

    fn push(&mut self, kind: Kind, flow: bool, indent: usize) {
        if self.frames.len() < DEEPEST {
            let key_at = 0..0;
            self.frames.push(Frame { indent, kind, flow, key: None, key_at, item: 0, colon: false, done: false });
        }
    }

    fn note(&mut self, value: Range<usize>) {
        let path = self.path();
        let is_list = self.frames.last().is_none_or(|frame| frame.kind == Kind::List);
        let key = if is_list {
            value.start..value.start
        } else {
            self.frames.last().map_or(0..0, |frame| frame.key_at.clone())
        };
        self.entries.push(Entry { path, key, value });
    }

    /// Says what is being written at the end of the text.
    fn write(&mut self, writing: Writing, word: Range<usize>, quoted: bool, dashed: bool, column: usize) {
        let (path, flow) = (self.path(), self.in_flow());
        self.end = End { writing, path, word, quoted, flow, dashed, column };
    }

    fn line(&mut self, start: usize, end: usize, last: bool) {
        let line = self.slice(start..end);
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = self.slice(start + indent..end).to_owned();
        if self.in_flow() && !self.json && self.resumes(indent, &rest) {
            self.frames.retain(|frame| !frame.flow);
        }
        if self.in_flow() {
            return self.flow(start, end, last);
        }
        if let Some(least) = self.block_text {
            if rest.is_empty() && !last || indent > least {
                return;
            }
            self.block_text = None;
        }
        if rest.starts_with('#') {
            return;
        }
        if indent == 0 && (rest.starts_with("---") || rest.starts_with("...")) {
            self.frames.clear();
            return;
        }
        if rest.is_empty() {
            if last {
                self.settle(indent);
                self.write(Writing::Key, end..end, false, false, indent);
            }
            return;
        }
        self.block(start, indent, end, last);
    }

    /// Whether a line cannot be a part of the brackets above it, which were then never closed.
    fn resumes(&self, indent: usize, rest: &str) -> bool {
        let base = self.frames.iter().rev().find(|frame| !frame.flow).map_or(0, |frame| frame.indent);
        let word = rest.trim_start_matches("- ");
        let name = word.trim_start_matches(|found: char| found.is_ascii_alphanumeric() || "-_./".contains(found));
        let is_key = name.len() < word.len() && (name == ":" || name.starts_with(": "));
        indent <= base && (rest.starts_with("- ") || is_key)
    }

    /// Leaves what a line with this indentation is not part of, so that a key of it comes next.
    fn settle(&mut self, column: usize) {
        while self.frames.last().is_some_and(|frame| frame.indent > column) {
            self.frames.pop();
        }
        let under = self.frames.len().checked_sub(2).and_then(|at| self.frames.get(at));
        let is_same = |frame: &Frame, kind| frame.kind == kind && frame.indent == column;
        if self.frames.last().is_some_and(|top| is_same(top, Kind::List))
            && under.is_some_and(|map| is_same(map, Kind::Map))
        {
            self.frames.pop();
        }
        if let Some(top) = self.frames.last_mut().filter(|top| is_same(top, Kind::Map)) {
            top.key = None;
        }
    }

    fn block(&mut self, start: usize, indent: usize, end: usize, last: bool) {
        let (mut at, mut column, mut dashed) = (start + indent, indent, false);
        while self.byte(at) == b'-' && (at + 1 >= end || self.byte(at + 1) == b' ') {
            while self.frames.last().is_some_and(|frame| frame.indent > column) {
                self.frames.pop();
            }
            match self.frames.last_mut() {
                Some(top) if top.kind == Kind::List && top.indent == column => top.item += 1,
                _ => self.push(Kind::List, false, column),
            }
            let from = at;
            at += 1;
            while at < end && self.byte(at) == b' ' {
                at += 1;
            }
            column += at - from;
            dashed = true;
        }
        if at >= end {
            if last {
                // Without a space the dash is not finished.
                let writing = if self.byte(end.saturating_sub(1)) == b' ' { Writing::Value } else { Writing::Nothing };
                self.write(writing, end..end, false, true, column);
            }
            return;
        }
        if matches!(self.byte(at), b'{' | b'[') {
            return self.flow(at, end, last);
        }
        let (token, quoted, closed) = self.token(at, end, false);
        let after = token.end + usize::from(quoted && closed);
        if self.byte(after) == b':' && after < end && (after + 1 >= end || self.byte(after + 1) == b' ') {
            self.settle(column);
            let is_map = self.frames.last().is_some_and(|top| top.kind == Kind::Map && top.indent == column);
            if !is_map {
                self.push(Kind::Map, false, column);
            }
            let key: Box<str> = self.slice(token.clone()).into();
            if let Some(top) = self.frames.last_mut() {
                (top.key, top.key_at) = (Some(key), token);
            }
            return self.value(after + 1, end, last, column);
        }
        if last {
            if !dashed {
                self.settle(column);
            }
            let is_over = quoted && closed || token.end < end;
            let writing = match (is_over, dashed) {
                (true, _) => Writing::Nothing,
                (_, true) => Writing::Value,
                (_, false) => Writing::Key,
            };
            self.write(writing, token.start..end, quoted, dashed, column);
        } else if dashed {
            self.note(token);
        }
    }

    /// What stands behind the colon of a key.
    fn value(&mut self, from: usize, end: usize, last: bool, column: usize) {
        let mut at = from;
        while at < end && self.byte(at) == b' ' {
            at += 1;
        }
        if at >= end || self.byte(at) == b'#' && at > from {
            self.note(at..at);
            if last && at >= end && at > from {
                self.write(Writing::Value, end..end, false, false, column);
            }
            return;
        }
        match self.byte(at) {
            b'{' | b'[' => self.flow(at, end, last),
            b'|' | b'>' => self.block_text = Some(self.frames.last().map_or(0, |frame| frame.indent)),
            _ => {
                let (token, quoted, closed) = self.token(at, end, false);
                if last && !(quoted && closed) && token.end >= end {
                    self.write(Writing::Value, token.start..end, quoted, false, column);
                }
                self.note(token);
            }
        }
    }

    /// A scalar from a place on: its range without quotes, whether it has quotes, and whether the second one is there.
    fn token(&self, at: usize, end: usize, flow: bool) -> (Range<usize>, bool, bool) {
        let quote = self.byte(at);
        if matches!(quote, b'"' | b'\'') {
            let mut to = at + 1;
            while to < end && self.byte(to) != quote {
                to += 1 + usize::from(quote == b'"' && self.byte(to) == b'\\');
            }
            return (at + 1..to.min(end), true, to < end);
        }
        let mut to = at;
        while to < end {
            let (byte, next) = (self.byte(to), self.byte(to + 1));
            let ends_key =
                byte == b':' && (to + 1 >= end || next == b' ' || flow && matches!(next, b',' | b'}' | b']'));
            let comment = byte == b'#' && to > at && self.byte(to - 1) == b' ';
            if ends_key || comment || flow && matches!(byte, b',' | b'{' | b'}' | b'[' | b']') {
                break;
            }
            to += 1;
        }
        (at..at + self.slice(at..to).trim_end().len(), false, false)
    }

    fn flow(&mut self, from: usize, end: usize, last: bool) {
        let mut at = from;
        while at < end {
            let byte = self.byte(at);
            match byte {
                b' ' | b'\t' => at += 1,
                b'#' if at == 0 || matches!(self.byte(at - 1), b' ' | b'\t' | b'\n') => return,
                b'{' | b'[' => {
                    self.note(at..at);
                    self.push(if byte == b'{' { Kind::Map } else { Kind::List }, true, usize::MAX);
                    at += 1;
                }
                b'}' | b']' => {
                    self.frames.pop();
                    self.done();
                    at += 1;
                    if !self.in_flow() {
                        return;
                    }
                }
                b',' => {
                    if let Some(top) = self.frames.last_mut() {
                        (top.colon, top.done) = (false, false);
                        match top.kind {
                            Kind::Map => top.key = None,
                            Kind::List => top.item += 1,
                        }
                    }
                    at += 1;
                }
                b':' => {
                    if let Some(top) = self.frames.last_mut() {
                        top.colon = true;
                    }
                    at += 1;
                }
                _ => at = self.flow_token(at, end, last),
            }
        }
        if !last || !self.in_flow() || self.end.writing != Writing::Nothing {
            return;
        }
        let Some(top) = self.frames.last() else { return };
        let writing = match (top.kind, top.colon, top.done, top.key.is_some()) {
            (_, _, true, _) | (Kind::Map, false, _, true) => Writing::Nothing,
            (Kind::Map, false, ..) => Writing::Key,
            (Kind::Map, true, ..) | (Kind::List, ..) => Writing::Value,
        };
        self.write(writing, end..end, false, false, 0);
    }

    fn done(&mut self) {
        if let Some(top) = self.frames.last_mut().filter(|top| top.flow) {
            top.done = true;
        }
    }

    fn flow_token(&mut self, at: usize, end: usize, last: bool) -> usize {
        let (token, quoted, closed) = self.token(at, end, true);
        let after = (token.end + usize::from(quoted && closed)).max(at + 1);
        let is_key = self.frames.last().is_some_and(|top| top.kind == Kind::Map && !top.colon);
        let is_last = last && after >= end && token.end >= end && !(quoted && closed);
        if is_key {
            if is_last {
                self.write(Writing::Key, token.start..end, quoted, false, 0);
            }
            let key: Box<str> = self.slice(token.clone()).into();
            if let Some(top) = self.frames.last_mut() {
                (top.key, top.key_at) = (Some(key), token);
            }
        } else {
            if is_last {
                self.write(Writing::Value, token.start..end, quoted, false, 0);
            }
            self.note(token);
            self.done();
        }
        after
    }
}
