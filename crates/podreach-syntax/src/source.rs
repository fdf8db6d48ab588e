//! The texts that a person gave, with their names, and the way from byte offsets to lines.

use std::sync::{Arc, OnceLock};

use crate::bytes::{Damage, decode, within};
use crate::places::{Place, Places};
use crate::span::{SourceId, Span};

/// A line and a column, both from 1; the column counts characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Characters are counted up to every so many bytes, so that a place in a line of megabytes costs no more than another.
const STEP: usize = 1024;

/// One named text: a file, an editor tab, standard input.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    /// Made when a line is asked for: most texts never are.
    lines: OnceLock<Lines>,
    damage: Vec<Damage>,
    binary: Option<&'static str>,
}

/// Where lines and characters of a text begin.
#[derive(Clone, Debug)]
struct Lines {
    starts: Vec<u32>,
    /// How many characters begin before byte 0, [`STEP`], twice that, and so on.
    characters: Vec<u32>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let mut all = 0;
        let characters = text.as_bytes().chunks(STEP).map(|bytes| {
            let before = all;
            all += beginnings(bytes);
            before
        });
        Self { starts: std::iter::once(0).chain(starts).collect(), characters: characters.collect() }
    }
}

impl Source {
    /// Takes over a text. Lines end at LF (a CR before it belongs to the line's end).
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        Self { name, text, lines: OnceLock::new(), damage: Vec::new(), binary: None }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// Takes over a file's content, in any encoding that YAML permits.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let decoded = decode(bytes);
        Self { damage: decoded.damage, binary: decoded.binary, ..Self::new(name, decoded.text) }
    }

    /// A range of it, as a source of its own that has its name. Empty where the range does not lie between characters.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> Self {
        let shifted = |damage: &Damage| Damage { at: damage.at.saturating_sub(range.start as u32), ..*damage };
        let damage = within(&self.damage, range.clone()).iter().map(shifted).collect();
        Self { damage, ..Self::new(&*self.name, self.text.get(range).unwrap_or("")) }
    }

    /// Where bytes were no character, in order; none for a source that was made of text.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// What the bytes were instead of text, if they were none.
    pub fn binary(&self) -> Option<&'static str> {
        self.binary
    }

    /// The name shown to people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of a byte offset; offsets past the end give the end, offsets inside a character its start.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_at(offset);
        let start = self.lines().starts.get(line - 1).copied().unwrap_or(0) as usize;
        let mut end = self.text.len().min(offset as usize);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = if end.saturating_sub(start) <= STEP {
            self.text.as_bytes().get(start..end).map_or(0, beginnings)
        } else {
            self.characters_before(end).saturating_sub(self.characters_before(start))
        };
        LineColumn { line: line as u32, column: column + 1 }
    }

    /// The line of a byte offset, from 1.
    fn line_at(&self, offset: u32) -> usize {
        self.lines().starts.partition_point(|start| *start <= offset).max(1)
    }

    /// How many characters begin before a byte offset.
    fn characters_before(&self, offset: usize) -> u32 {
        let characters = &self.lines().characters;
        let step = (offset / STEP).min(characters.len().saturating_sub(1));
        let known = characters.get(step).copied().unwrap_or(0);
        known + self.text.as_bytes().get(step * STEP..offset).map_or(0, beginnings)
    }

    /// The text of a line (from 1) without its line ending; empty when there is no such line.
    pub fn line(&self, line: u32) -> &str {
        let Some(index) = (line as usize).checked_sub(1) else { return "" };
        let starts = &self.lines().starts;
        let Some(start) = starts.get(index) else { return "" };
        let end = starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        self.text.get(*start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

/// How many characters begin in a piece of UTF-8: all bytes but those that continue one.
fn beginnings(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count() as u32
}

/// All texts of one analysis, in the order given.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Arc<Source>>,
    places: Arc<Places>,
}

impl Sources {
    /// No text at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single text.
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut sources = Self::new();
        sources.add(name, text);
        sources
    }

    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(self.list.len() as u32);
        self.list.push(Arc::new(Source::new(name, text)));
        id
    }

    /// Adds a text that others may hold as well, and returns its id.
    pub fn share(&mut self, source: Arc<Source>) -> SourceId {
        let id = SourceId(self.list.len() as u32);
        self.list.push(source);
        id
    }

    /// Adds a file's content, in any encoding that YAML permits, and returns its id.
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> SourceId {
        let id = SourceId(self.list.len() as u32);
        self.list.push(Arc::new(Source::from_bytes(name, bytes)));
        id
    }

    /// The source with this id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize).map(|source| &**source)
    }

    /// Ids and sources, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(at, source)| (SourceId(at as u32), &**source))
    }

    /// The sources, as others may hold them as well.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.list.iter()
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The same sources, with the places of their parts.
    #[must_use]
    pub fn with_places(self, places: Arc<Places>) -> Self {
        Self { places, ..self }
    }

    /// Where the texts stand that are parts of these sources.
    pub const fn places(&self) -> &Arc<Places> {
        &self.places
    }

    /// The range of a span in its source.
    pub fn place(&self, span: Span) -> Place {
        self.places.place(span)
    }

    /// The source that a span lies in.
    pub fn source_of(&self, span: Span) -> Option<&Source> {
        self.get(self.place(span).source)
    }

    /// The text a span covers; empty when the span lies outside.
    pub fn text(&self, span: Span) -> &str {
        let place = self.place(span);
        let source = self.get(place.source);
        source.and_then(|source| source.text.get(place.start as usize..place.end as usize)).unwrap_or("")
    }

    /// Line (from 1) that a span starts at; 0 when its source is unknown.
    pub fn line(&self, span: Span) -> u32 {
        let place = self.place(span);
        self.get(place.source).map_or(0, |source| source.line_at(place.start) as u32)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By definition: lines end at LF, and a column is one more than the characters that end in the line before the place.
    fn counted(text: &str, offset: u32) -> LineColumn {
        let before = text.char_indices().filter(|(at, found)| at + found.len_utf8() <= offset as usize);
        let (mut line, mut column) = (1, 1);
        for (_, character) in before {
            column += 1;
            if character == '\n' {
                (line, column) = (line + 1, 1);
            }
        }
        LineColumn { line, column }
    }

    fn texts() -> impl Strategy<Value = String> {
        let pieces = ["a", "b: c", "\n", "\r\n", "\r", "ä", "€", "😀", "e\u{301}", "\0"];
        let short = prop::sample::select(pieces.to_vec()).prop_map(str::to_owned);
        let long = (prop::sample::select(vec!["x", "ü", "…", "🦀"]), 200..1500_usize).prop_map(|(of, n)| of.repeat(n));
        prop::collection::vec(prop_oneof![8 => short, 1 => long], 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn places_are_what_counting_gives(text in texts(), offsets in prop::collection::vec(0.0..1.01_f64, 20)) {
            let source = Source::new("", text.as_str());
            let sources = Sources::single("", text.as_str());
            for share in offsets {
                let offset = (share * text.len() as f64) as u32;
                let expected = counted(&text, offset);
                prop_assert_eq!(source.line_column(offset), expected);
                prop_assert_eq!(sources.line(Span::new(SourceId(0).into(), offset, offset)), expected.line);
            }
            prop_assert_eq!(source.line_column(u32::MAX), counted(&text, u32::MAX));
        }
    }

    /// Ten thousand places at the end of a line of megabytes; counting from the line's start takes minutes.
    #[test]
    fn a_long_line_costs_no_more_than_a_short_one() {
        let source = Source::new("", "é".repeat(4 << 20));
        let end = source.text().len() as u32;
        for back in 0..10_000 {
            assert_eq!(source.line_column(end - 2 * back).column, (4 << 20) + 1 - back);
        }
    }
}
