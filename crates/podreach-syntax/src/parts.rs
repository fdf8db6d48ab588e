//! Parts of a source, which can be read one by one, in any order, and again only when they change.

use std::ops::Range;

use crate::chunks::{Chunk, Form};
use crate::cut::Cut;
use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::node::Document;
use crate::read::{Allowance, Reader};
use crate::recut::Same;
use crate::source::Source;
use crate::span::TextId;
use crate::unbuilt::{Charts, ToolFile};

impl Cut {
    /// Texts of the source that follow each other, by their numbers; `None` where there are none.
    pub fn part<'a>(&'a self, source: &'a Source, texts: Range<usize>) -> Option<Part<'a>> {
        let chunks = self.chunks.get(texts).filter(|chunks| !chunks.is_empty())?;
        Some(Part { source, text: self.text.as_deref().unwrap_or(source.text()), chunks })
    }
}

/// A part of a source: the texts of some documents that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    source: &'a Source,
    /// Of the whole source, without notices.
    text: &'a str,
    /// Never empty.
    chunks: &'a [Chunk],
}

impl<'a> Part<'a> {
    /// The bytes of the source that it covers; places in it count from their beginning.
    pub fn range(&self) -> Range<usize> {
        // Its separator is a part of the first line, and a directive may stand in front of that.
        let start = self.chunks.first().map_or(0, |first| {
            if let Form::Item { list } = first.form {
                return list.unwrap_or(first.start);
            }
            let separated = first.start.checked_sub(3).filter(|at| self.text.get(*at..first.start) == Some("---"));
            let start = separated.filter(|_| !first.braces).unwrap_or(first.start);
            first.directive.unwrap_or(start).min(start)
        });
        start..self.chunks.last().map_or(start, |last| last.end)
    }

    /// Its texts, with places that count from the beginning of the part.
    fn shifted(&self) -> impl Iterator<Item = Chunk> + use<'a> {
        let start = self.range().start;
        self.chunks.iter().map(move |chunk| Chunk {
            start: chunk.start - start,
            end: chunk.end - start,
            braces: chunk.braces,
            directive: chunk.directive.map(|at| at.saturating_sub(start)),
            form: match chunk.form {
                Form::Item { list: Some(list) } => Form::Item { list: Some(list.saturating_sub(start)) },
                other => other,
            },
        })
    }

    /// What it is read from: the text as it is written, and without notices.
    fn texts(&self) -> [Option<&'a [u8]>; 2] {
        [self.source.text(), self.text].map(|text| text.as_bytes().get(self.range()))
    }

    /// Whether reading both gives the same, apart from the text that the spans name. Their sources have the same name.
    ///
    /// `ends` are where the texts of their sources are the same.
    pub fn is_read_like(&self, other: &Part<'_>, ends: &Same) -> bool {
        let undamaged = |source: &Source| source.damage().is_empty();
        let as_written = |part: &Part<'_>| std::ptr::eq(part.text, part.source.text());
        let same_text = || match as_written(self) && as_written(other) {
            true if ends.hold(&self.range(), &other.range()) => true,
            true => self.text.as_bytes().get(self.range()) == other.text.as_bytes().get(other.range()),
            false => self.texts() == other.texts(),
        };
        undamaged(self.source) && undamaged(other.source) && self.shifted().eq(other.shifted()) && same_text()
    }

    /// Reads it. Spans are of `text` and count from the beginning of [`Part::range`].
    pub fn read(
        &self,
        text: TextId,
        charts: &Charts,
        limits: &Limits,
        allowance: Allowance,
        visit: impl FnMut(Document),
    ) -> PartReading {
        let range = self.range();
        let source = self.source.part(range.clone());
        let written = self.text.get(range).unwrap_or_default();
        let mut reader = Reader::new(*limits, allowance, charts, visit);
        let mut whole = false;
        for chunk in self.shifted() {
            // A list is one document, whose first item stands for it.
            let begins = match chunk.form {
                Form::Document => Some(chunk.start),
                Form::Item { list } => list,
            };
            if begins.is_some_and(|at| reader.full(text, at)) {
                break;
            }
            match chunk.form {
                Form::Document => reader.chunk(text, &source, written, chunk),
                Form::Item { list } => whole |= !reader.item(text, written, chunk, list.is_some()),
            }
        }
        let full = reader.is_full();
        let Reader { budget, documents, unbuilt, diagnostics, .. } = reader;
        PartReading {
            diagnostics,
            tool_files: unbuilt.found,
            documents: documents.saturating_sub(allowance.documents),
            alias_nodes: allowance.alias_nodes.saturating_sub(budget.alias_nodes),
            full,
            exceeded: budget.exceeded,
            whole,
        }
    }
}

/// What reading a part of a source gave, apart from its documents.
#[derive(Clone, Debug, Default)]
pub struct PartReading {
    /// What is said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Files of tools that make manifests, for [`tool_files`](crate::tool_files).
    pub tool_files: Vec<ToolFile>,
    /// How many documents it holds.
    pub documents: usize,
    /// How many nodes aliases made in it.
    pub alias_nodes: u64,
    /// Whether there are more documents than the limit permits.
    pub full: bool,
    /// Whether aliases would have made more nodes than they may.
    pub exceeded: bool,
    /// Whether a list in it can only be read as a whole.
    pub whole: bool,
}
