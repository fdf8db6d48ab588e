//! Where the texts of an input stand: which source each is part of, and where it begins there.

use serde::{Deserialize, Serialize};

use crate::span::{SourceId, Span, TextId};

/// A range of bytes of a source. Places are ordered as the input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// First byte, from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// The texts that are parts of sources. Without any, spans count from the beginning of their source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// By number from [`TextId::FIRST_PART`] on: the source, and the byte of it at which the text begins.
    parts: Vec<(SourceId, u32)>,
}

impl Places {
    /// Puts a text at a byte of a source, in place of where it stood.
    pub fn put(&mut self, text: TextId, source: SourceId, start: u32) {
        let Some(at) = text.0.checked_sub(TextId::FIRST_PART) else { return };
        let at = at as usize;
        if self.parts.len() <= at {
            self.parts.resize(at + 1, (SourceId(u32::MAX), 0));
        }
        self.parts.get_mut(at).into_iter().for_each(|part| *part = (source, start));
    }

    /// The range of a span in its source. A text that stands nowhere gives a source that does not exist.
    pub fn place(&self, span: Span) -> Place {
        let (source, from) = match span.text.0.checked_sub(TextId::FIRST_PART) {
            None => (SourceId(span.text.0), 0),
            Some(at) => self.parts.get(at as usize).copied().unwrap_or((SourceId(u32::MAX), 0)),
        };
        Place { source, start: from.saturating_add(span.start), end: from.saturating_add(span.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_in_its_source() {
        let mut places = Places::default();
        let part = TextId(TextId::FIRST_PART + 2);
        places.put(part, SourceId(1), 40);
        assert_eq!(places.place(Span::new(part, 2, 5)), Place { source: SourceId(1), start: 42, end: 45 });
        assert_eq!(places.place(Span::new(TextId(3), 2, 5)), Place { source: SourceId(3), start: 2, end: 5 });
        let nowhere = Span::new(TextId(TextId::FIRST_PART + 1), 0, 0);
        assert_eq!(places.place(nowhere).source, SourceId(u32::MAX));
        places.put(part, SourceId(0), 7);
        assert_eq!(places.place(Span::new(part, 2, 5)), Place { source: SourceId(0), start: 9, end: 12 });
    }
}
