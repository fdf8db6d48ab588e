//! Cuts a source that differs from another one in one place, and takes over what lies before it and behind it.

use std::ops::Range;

use crate::chunks::{Chunk, Form, body, scan};
use crate::cut::Cut;
use crate::limits::Limits;
use crate::notices;
use crate::source::Source;

/// Where two texts are the same: so many bytes from the beginning, and so many others up to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Same {
    first: usize,
    last: usize,
    /// How long both are.
    lengths: [usize; 2],
}

/// So many bytes are compared at once.
const STEP: usize = 4096;

impl Same {
    /// Compares two texts from both ends.
    pub fn of(old: &str, new: &str) -> Self {
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let lengths = [a.len(), b.len()];
        let steps = a.chunks_exact(STEP).zip(b.chunks_exact(STEP)).take_while(|(a, b)| a == b).count() * STEP;
        let first = steps + alike(a, b, steps);
        let (a, b) = (a.get(first..).unwrap_or(&[]), b.get(first..).unwrap_or(&[]));
        let steps = a.rchunks_exact(STEP).zip(b.rchunks_exact(STEP)).take_while(|(a, b)| a == b).count() * STEP;
        let [a, b] = [a, b].map(|bytes| bytes.get(..bytes.len() - steps).unwrap_or(&[]));
        let last = steps + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        Self { first, last, lengths }
    }

    /// Whether a range of the old text and one of the new text are known to be the same.
    pub(crate) fn hold(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        let [before, now] = self.lengths;
        let in_front = old == new && old.end <= self.first;
        let behind = old.len() == new.len() && before.checked_sub(old.end) == now.checked_sub(new.end);
        in_front || (behind && before - old.end.min(before) + old.len() <= self.last)
    }
}

/// How many bytes are alike from a place on.
fn alike(a: &[u8], b: &[u8], from: usize) -> usize {
    let [a, b] = [a, b].map(|bytes| bytes.get(from..).unwrap_or(&[]));
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// What tools print is told from documents by at most so many lines behind it.
const LOOK_AHEAD: usize = 24;

impl Cut {
    /// The same as [`Cut::new`] and [`Cut::with_items`], for a source that is the same as another one at its `ends`. `None` where the
    /// whole source has to be looked at: where tools printed something into one of them, and where a list is cut into its items.
    pub fn after(
        (before, old): (&Source, &Self),
        source: &Source,
        ends: &Same,
        bytes: u64,
        limits: &Limits,
        smallest: usize,
    ) -> Option<Self> {
        let plain = |source: &Source| source.damage().is_empty() && source.binary().is_none();
        let text = source.text();
        let fits = bytes <= limits.bytes && u32::try_from(text.len()).is_ok();
        if !fits || !plain(before) || !plain(source) || old.text.is_some() || !old.diagnostics.is_empty() {
            return None;
        }
        if !old.chunks.iter().all(|chunk| chunk.form == Form::Document) {
            return None;
        }
        // From the beginning of a document that lies far enough before the change.
        let known = old.chunks.partition_point(|chunk| chunk.start < ends.first);
        let begins = (1..known).rev().find(|at| {
            is_settled(before.text(), &old.chunks, *at)
                && old.chunks.get(*at).and_then(|chunk| text.get(chunk.start..ends.first)).is_some_and(has_lines)
        });
        let (begins, start, line) = match begins {
            Some(at) => {
                let start = old.chunks.get(at)?.start;
                (at, start, start + text.get(start..)?.find('\n')? + 1)
            }
            None => {
                let body = body(text);
                (0, body, body)
            }
        };
        // To the beginning of one that lies behind it and is cut like before.
        let shift = |at: usize| (at + before.text().len()).checked_sub(text.len());
        let mut goes_on = None;
        let mut new = Vec::new();
        scan(text, start, line, &mut new, |separator| {
            let Some(place) = shift(separator).filter(|_| text.len() - separator < ends.last) else { return false };
            goes_on = old.chunks.binary_search_by_key(&(place + 3), |chunk| chunk.start).ok();
            goes_on = goes_on.filter(|at| is_settled(before.text(), &old.chunks, *at));
            goes_on.is_some()
        });
        let rest = goes_on.and_then(|at| old.chunks.get(at..)).unwrap_or(&[]);
        let behind = |chunk: &Chunk| chunk.end + text.len() - before.text().len();
        let looked = rest.get(LOOK_AHEAD).map_or(text.len(), behind);
        let looked = notices::find(text.get(start..looked)?);
        if !looked.skipped.is_empty() || !looked.failures.is_empty() || looked.empty_release.is_some() {
            return None;
        }
        let new = Self { text: None, chunks: new, diagnostics: Vec::new() }.with_items(source, smallest);
        let moved = |at: usize| at + text.len() - before.text().len();
        let mut chunks = old.chunks.get(..begins)?.to_vec();
        chunks.reserve(new.chunks.len() + rest.len());
        chunks.extend(new.chunks);
        chunks.extend(rest.iter().map(|chunk| Chunk {
            start: moved(chunk.start),
            end: moved(chunk.end),
            directive: chunk.directive.map(moved),
            ..*chunk
        }));
        Some(Self { text: None, chunks, diagnostics: Vec::new() })
    }
}

/// Whether a document begins right behind a separator that ends another one: then what stands before the separator says nothing
/// about it.
fn is_settled(text: &str, chunks: &[Chunk], at: usize) -> bool {
    let (Some(before), Some(chunk)) = (at.checked_sub(1).and_then(|before| chunks.get(before)), chunks.get(at)) else {
        return false;
    };
    let separator = chunk.start.checked_sub(3).filter(|start| text.get(*start..chunk.start) == Some("---"));
    !before.braces && !chunk.braces && separator == Some(before.end)
}

/// Whether a text has so many lines that nothing before it depends on what follows it.
fn has_lines(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'\n').nth(LOOK_AHEAD).is_some()
}
