//! A source cut into the texts of its documents.

use std::ops::Range;

use crate::chunks::{Chunk, chunks};
use crate::damage;
use crate::diagnostic::Diagnostic;
use crate::items::items;
use crate::limits::Limits;
use crate::notices::{self, Notices};
use crate::source::Source;
use crate::span::{SourceId, Span, TextId};

/// A source cut into the texts of its documents.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The text without the notices of tools, as long as the source's own; none where there are no notices.
    pub(crate) text: Option<String>,
    pub(crate) chunks: Vec<Chunk>,
    /// What is said about the source outside of its documents. Spans are those of the source.
    pub diagnostics: Vec<Diagnostic>,
}

impl Cut {
    /// Cuts a source. `bytes` is the size of the input up to its end; what is beyond the limit, and what is no text, has no
    /// documents and a diagnostic that says so.
    pub fn new(id: SourceId, source: &Source, bytes: u64, limits: &Limits) -> Self {
        let none = |diagnostic| Self { text: None, chunks: Vec::new(), diagnostics: vec![diagnostic] };
        // Spans are 32 bits wide, which bounds a single source whatever the limit says.
        if bytes > limits.bytes || u32::try_from(source.text().len()).is_err() {
            let message =
                format!("`{}` is left out: the input is larger than {} MiB", source.name(), limits.bytes >> 20);
            let error = Diagnostic::error("S10", Span::new(id.into(), 0, 0), message);
            return none(error.help("split the input, or use the command line"));
        }
        if let Some(what) = source.binary() {
            return none(damage::binary(id.into(), source, what));
        }
        let notices = notices::find(source.text());
        let mut diagnostics = of_notices(id.into(), &notices);
        let chunks = chunks(&notices.text);
        diagnostics.extend(damage::between(id.into(), source, &chunks));
        let text = (!notices.skipped.is_empty()).then(|| notices.text.into_owned());
        Self { text, chunks, diagnostics }
    }

    /// The same with the items of lists of at least so many bytes for texts, which are then read by themselves. Where one cannot be, as
    /// [`PartReading::whole`](crate::PartReading::whole) says, lists have to be read as a whole.
    #[must_use]
    pub fn with_items(mut self, source: &Source, smallest: usize) -> Self {
        if source.damage().is_empty() {
            let text = self.text.as_deref().unwrap_or(source.text());
            let cut = |chunk: Chunk| items(text, chunk, smallest).unwrap_or_else(|| vec![chunk]);
            self.chunks = std::mem::take(&mut self.chunks).into_iter().flat_map(cut).collect();
        }
        self
    }

    /// How many texts there are.
    pub const fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Whether a text has the directive of the one before it, and so covers that one where it is read by itself.
    pub fn continues(&self, at: usize) -> bool {
        let directive = |at: usize| self.chunks.get(at).and_then(|chunk| chunk.directive);
        at.checked_sub(1).is_some_and(|before| directive(at).is_some() && directive(at) == directive(before))
    }

    /// How long a text is in bytes, by its number; 0 where there is none.
    pub fn bytes(&self, at: usize) -> usize {
        self.chunks.get(at).map_or(0, |chunk| chunk.end - chunk.start)
    }
}

/// What the notices of tools say about what is missing.
fn of_notices(id: TextId, notices: &Notices<'_>) -> Vec<Diagnostic> {
    let span = |range: &Range<usize>| Span::new(id, range.start as u32, range.end as u32);
    let failure = |range: &Range<usize>| {
        let message = "this is a message of a tool, not an object: what was asked for is missing";
        let help = "repeat the command with the permission to list these kinds, or for one namespace";
        Diagnostic::error("L18", span(range), message).help(help)
    };
    let mut found: Vec<Diagnostic> = notices.failures.iter().map(failure).collect();
    if let Some(release) = &notices.empty_release {
        let message = "this output of `helm` contains no manifest";
        let help = "`helm get manifest NAME` prints what is installed, `helm template` what would be";
        found.push(Diagnostic::error("L18", span(release), message).help(help));
    }
    found
}
