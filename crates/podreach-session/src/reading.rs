//! Reads and decodes blocks of texts, several at a time where there are threads for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use podreach_eval::kinds::{Decoded, Decoder};
use podreach_syntax::{Allowance, Charts, Limits, Part, PartReading, TextId};

/// What reading a block gave.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) reading: PartReading,
    pub(crate) decoded: Arc<Decoded>,
}

/// What is the same for all blocks of an input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) charts: &'a Charts,
    pub(crate) limits: &'a Limits,
    pub(crate) default_namespace: &'a str,
}

impl Rules<'_> {
    /// Reads a block as the text of this number.
    pub(crate) fn read(&self, part: &Part<'_>, text: TextId, allowance: Allowance) -> Read {
        let mut decoder = Decoder::new(self.default_namespace);
        let reading = part.read(text, self.charts, self.limits, allowance, |document| decoder.document(&document));
        Read { reading, decoded: Arc::new(decoder.decoded()) }
    }

    /// What a block may use without asking how much the others use: all blocks together no more than twice what the input may.
    fn alone(&self, part: &Part<'_>) -> Allowance {
        let bytes = part.range().len() as u64;
        Allowance { documents: 0, alias_nodes: (self.limits.alias_factor as u64).saturating_mul(bytes) }
    }

    /// Reads blocks, each as if the others were not there, with at most so many threads. In the order of the blocks.
    pub(crate) fn read_all(&self, blocks: &[(Part<'_>, TextId)], threads: usize) -> Vec<Read> {
        let one = |(part, text): &(Part<'_>, TextId)| self.read(part, *text, self.alone(part));
        let threads = threads.min(blocks.len());
        if threads < 2 {
            return blocks.iter().map(one).collect();
        }
        let next = AtomicUsize::new(0);
        let some = || {
            let mut found = Vec::new();
            while let Some((at, block)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, blocks.get(at)?)))
            {
                found.push((at, one(block)));
            }
            found
        };
        let mut all: Vec<(usize, Read)> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(some)).collect();
            let mut all = some();
            for other in others {
                match other.join() {
                    Ok(found) => all.extend(found),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            all
        });
        all.sort_unstable_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, read)| read).collect()
    }
}
