//! A session: takes an input as often as it changes, and keeps what still holds.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use podreach_eval::Options;
use podreach_syntax::{Allowance, Charts, Cut, Diagnostic, Places, Same, SourceId, Sources, TextId, tool_files};
use rustc_hash::FxHashMap;

use crate::blocks::{Text, blocks, matched};
use crate::evaluation::{Evaluation, Input, Work};
use crate::reading::{Read, Rules};

/// Texts are read together up to about so many bytes. What is in one block is read again when a byte of it changes. Lists of twice
/// as many bytes are read item by item.
const BLOCK: usize = 32 << 10;

/// A block as it was read.
#[derive(Debug)]
struct Kept {
    texts: Range<usize>,
    text: TextId,
    /// None where it is not worth keeping: it was cut short by a limit of the whole input.
    read: Option<Arc<Read>>,
}

/// A source as it was read.
#[derive(Debug)]
struct KeptSource {
    id: SourceId,
    cut: Cut,
    /// The bytes of the input up to its end.
    bytes: u64,
    /// Whether its lists have to be read as a whole.
    whole: bool,
    blocks: Vec<Kept>,
}

/// Evaluates an input that changes. What is kept grows with the last input, not with their number.
#[derive(Debug)]
pub struct Session {
    threads: usize,
    /// About how many bytes are read together.
    block: usize,
    options: Options,
    charts: Charts,
    /// The last input.
    sources: Sources,
    work: Work,
    kept: Vec<KeptSource>,
    /// What the last evaluation left to the next one.
    evaluated: podreach_eval::Kept,
    /// Numbers of texts that are free again, and the first one that was never used.
    free: Vec<u32>,
    next: u32,
}

impl Session {
    /// A session that reads with at most so many threads; where there are none to be had, with one.
    pub fn new(threads: usize) -> Self {
        Self::with_blocks(threads, BLOCK)
    }

    pub(crate) fn with_blocks(threads: usize, block: usize) -> Self {
        Self {
            threads,
            block,
            options: Options::default(),
            charts: Charts::default(),
            sources: Sources::new(),
            work: Work::default(),
            kept: Vec::new(),
            evaluated: podreach_eval::Kept::default(),
            free: Vec::new(),
            next: 0,
        }
    }

    /// Evaluates an input: the same as [`podreach_eval::analyze`].
    pub fn evaluate(&mut self, sources: Sources, options: &Options) -> Evaluation {
        self.begin(sources, options);
        while self.read_some(usize::MAX) {}
        self.finish()
    }

    /// Takes over an input, for [`read_some`](Self::read_some) and [`finish`](Self::finish). Another one may take its place at any
    /// time; what was read by then is kept as far as it is part of that one.
    pub fn begin(&mut self, sources: Sources, options: &Options) {
        let charts = Charts::of(&sources);
        if !options.read_alike(&self.options) || charts != self.charts {
            *self = Self { charts, ..Self::with_blocks(self.threads, self.block) };
        }
        self.options = options.clone();
        self.work = Work { bytes: sources.iter().map(|(_, source)| source.text().len()).sum(), read: 0 };
        self.take_over(&sources);
        self.sources = sources;
    }

    /// Reads what is new in the input, about so many bytes of it. False when nothing is left to be read.
    pub fn read_some(&mut self, bytes: usize) -> bool {
        let sources = self.sources.clone();
        let read = self.read_new(&sources, bytes);
        self.work.read += read;
        read > 0 || self.recut(&sources)
    }

    /// How much of the input was new, as far as it was read.
    pub const fn work(&self) -> Work {
        self.work
    }

    /// Evaluates the input that was read.
    pub fn finish(&mut self) -> Evaluation {
        let sources = self.sources.clone();
        let (places, reading, parts) = self.put_together(&sources);
        let input = Input { parts, reading, places: Arc::new(places) };
        let sources = sources.with_places(Arc::clone(&input.places));
        self.sources = sources.clone();
        let evaluation = Evaluation::new(sources, input, self.options.clone(), self.work, &self.evaluated);
        self.evaluated = evaluation.analysis.kept();
        evaluation
    }

    fn new_text(&mut self) -> TextId {
        TextId(self.free.pop().unwrap_or_else(|| {
            self.next += 1;
            TextId::FIRST_PART + self.next - 1
        }))
    }

    /// Finds what is new in an input, and forgets what is not in it any more.
    fn take_over(&mut self, sources: &Sources) {
        let mut before: FxHashMap<&str, VecDeque<KeptSource>> = FxHashMap::default();
        let old_sources = std::mem::take(&mut self.sources);
        for kept in std::mem::take(&mut self.kept) {
            let name = old_sources.get(kept.id).map_or("", |source| source.name());
            before.entry(name).or_default().push_back(kept);
        }
        let mut bytes = 0;
        let mut kept = Vec::with_capacity(sources.len());
        for (id, source) in sources.iter() {
            bytes += source.text().len() as u64;
            let old = before.get_mut(source.name()).and_then(VecDeque::pop_front);
            // What is no list of kubectl's may be one after an edit.
            let whole = old
                .as_ref()
                .is_some_and(|old| old.whole && old_sources.get(old.id).is_some_and(|old| old.text() == source.text()));
            let before = old.as_ref().and_then(|old| Some((old_sources.get(old.id)?, old)));
            let same = before.map(|(before, _)| Same::of(before.text(), source.text())).unwrap_or_default();
            let again = before.filter(|(_, old)| !old.whole).and_then(|(before, old)| {
                let smallest = 2 * self.block;
                Cut::after((before, &old.cut), source, &same, bytes, &self.options.limits, smallest)
            });
            let cut = match again {
                Some(cut) => cut,
                None => {
                    let cut = Cut::new(id, source, bytes, &self.options.limits);
                    if whole { cut } else { cut.with_items(source, 2 * self.block) }
                }
            };
            let now = Text { source, cut: &cut };
            let (found, mut old_blocks) = match old {
                None => (
                    blocks(&cut, 0..cut.len(), self.block).into_iter().map(|texts| (texts, None)).collect(),
                    Vec::new(),
                ),
                Some(old) => {
                    let ranges: Vec<Range<usize>> = old.blocks.iter().map(|block| block.texts.clone()).collect();
                    let found = old_sources
                        .get(old.id)
                        .map(|source| matched(Text { source, cut: &old.cut }, &ranges, now, &same, self.block))
                        .unwrap_or_default();
                    (found, old.blocks.into_iter().map(Some).collect::<Vec<_>>())
                }
            };
            let mut blocks = Vec::with_capacity(found.len());
            for (texts, old) in found {
                let old = old.and_then(|at| old_blocks.get_mut(at)?.take());
                let (text, read) = match old {
                    Some(old) => (old.text, old.read),
                    None => (self.new_text(), None),
                };
                blocks.push(Kept { texts, text, read });
            }
            self.free.extend(old_blocks.into_iter().flatten().map(|block| block.text.0));
            kept.push(KeptSource { id, cut, bytes, whole, blocks });
        }
        let gone = before.into_values().flatten().flat_map(|source| source.blocks);
        self.free.extend(gone.map(|block| block.text.0));
        self.kept = kept;
    }

    /// Reads blocks that were not read yet, until so many bytes are reached; gives their bytes.
    fn read_new(&mut self, sources: &Sources, most: usize) -> usize {
        let rules = Rules {
            charts: &self.charts,
            limits: &self.options.limits,
            default_namespace: &self.options.default_namespace,
        };
        let (mut wanted, mut bytes) = (Vec::new(), 0_usize);
        'sources: for kept in &self.kept {
            let Some(source) = sources.get(kept.id) else { continue };
            for block in kept.blocks.iter().filter(|block| block.read.is_none()) {
                if bytes >= most {
                    break 'sources;
                }
                let Some(part) = kept.cut.part(source, block.texts.clone()) else { continue };
                bytes += part.range().len();
                wanted.push((part, block.text));
            }
        }
        let read = rules.read_all(&wanted, self.threads);
        let texts: Vec<TextId> = wanted.into_iter().map(|(_, text)| text).collect();
        let mut read = texts.into_iter().zip(read).peekable();
        let blocks = self.kept.iter_mut().flat_map(|kept| &mut kept.blocks);
        for block in blocks {
            if let Some((_, read)) = read.next_if(|(text, _)| *text == block.text) {
                block.read = Some(Arc::new(read));
            }
        }
        bytes
    }

    /// Cuts the lists into documents again that cannot be read item by item, so that they are read as a whole; whether there are any.
    fn recut(&mut self, sources: &Sources) -> bool {
        let is_whole = |block: &Kept| block.read.as_ref().is_some_and(|read| read.reading.whole);
        let mut found = false;
        for at in 0..self.kept.len() {
            let Some(kept) = self.kept.get_mut(at).filter(|kept| kept.blocks.iter().any(is_whole)) else { continue };
            let Some(source) = sources.get(kept.id) else { continue };
            found = true;
            kept.whole = true;
            kept.cut = Cut::new(kept.id, source, kept.bytes, &self.options.limits);
            let texts = blocks(&kept.cut, 0..kept.cut.len(), self.block);
            let old = std::mem::take(&mut kept.blocks);
            self.free.extend(old.into_iter().map(|block| block.text.0));
            let new: Vec<Kept> =
                texts.into_iter().map(|texts| Kept { texts, text: self.new_text(), read: None }).collect();
            if let Some(kept) = self.kept.get_mut(at) {
                kept.blocks = new;
            }
        }
        found
    }

    /// Puts the blocks together in the order of the input. Where limits of the whole input are reached, a block is read anew with
    /// what is left.
    fn put_together(&self, sources: &Sources) -> (Places, Vec<Diagnostic>, Vec<Arc<Read>>) {
        let limits = &self.options.limits;
        let rules = Rules { charts: &self.charts, limits, default_namespace: &self.options.default_namespace };
        let mut left = Allowance::of(sources, limits);
        let (mut places, mut diagnostics, mut files) = (Places::default(), Vec::new(), Vec::new());
        let mut parts = Vec::new();
        'sources: for kept in &self.kept {
            let Some(source) = sources.get(kept.id) else { continue };
            diagnostics.extend_from_slice(&kept.cut.diagnostics);
            for block in &kept.blocks {
                let Some(part) = kept.cut.part(source, block.texts.clone()) else { continue };
                places.put(block.text, kept.id, part.range().start as u32);
                let fits = |read: &&Arc<Read>| {
                    let reading = &read.reading;
                    let documents = left.documents.saturating_add(reading.documents);
                    // One document more would be left out.
                    documents < limits.documents && reading.alias_nodes <= left.alias_nodes && !reading.exceeded
                };
                let read = match block.read.as_ref().filter(fits) {
                    Some(read) => Arc::clone(read),
                    // Read for this input alone.
                    None => Arc::new(rules.read(&part, block.text, left)),
                };
                let reading = &read.reading;
                left.documents += reading.documents;
                left.alias_nodes -= reading.alias_nodes.min(left.alias_nodes);
                diagnostics.extend_from_slice(&reading.diagnostics);
                files.extend_from_slice(&reading.tool_files);
                let full = reading.full;
                parts.push(read);
                if full {
                    break 'sources;
                }
            }
        }
        diagnostics.extend(tool_files(&files));
        diagnostics.sort_by_key(|found| found.span.map(|span| places.place(span)).map(|at| (at.source, at.start)));
        (places, diagnostics, parts)
    }
}
