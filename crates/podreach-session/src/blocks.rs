//! Which texts of a source are read together, and which of them were read before.

use std::ops::Range;

use podreach_syntax::{Cut, Source};

/// A source as it was cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) source: &'a Source,
    pub(crate) cut: &'a Cut,
}

/// Puts texts together that follow each other, up to about so many bytes.
pub(crate) fn blocks(cut: &Cut, texts: Range<usize>, most: usize) -> Vec<Range<usize>> {
    let (mut found, mut start, mut bytes) = (Vec::new(), texts.start, 0);
    for at in texts.clone() {
        bytes += cut.bytes(at);
        if bytes >= most && !cut.continues(at + 1) {
            found.push(start..at + 1);
            (start, bytes) = (at + 1, 0);
        }
    }
    if start < texts.end {
        found.push(start..texts.end);
    }
    found
}

/// A block of the new text: its texts, and the number of the block of the old text that is read like it.
pub(crate) type Matched = (Range<usize>, Option<usize>);

/// The blocks of a new text. Those from the beginning and from the end on that are the same as in the old one stay.
pub(crate) fn matched(old: Text<'_>, old_blocks: &[Range<usize>], new: Text<'_>, most: usize) -> Vec<Matched> {
    let same = |before: &Range<usize>, now: &Range<usize>| match (
        old.cut.part(old.source, before.clone()),
        new.cut.part(new.source, now.clone()),
    ) {
        (Some(before), Some(now)) => before.is_read_like(&now),
        _ => false,
    };
    let mut first: Vec<Matched> = Vec::new();
    let mut start = 0;
    for (at, block) in old_blocks.iter().enumerate() {
        let now = start..start + block.len();
        if now.end > new.cut.len() || !same(block, &now) {
            break;
        }
        start = now.end;
        first.push((now, Some(at)));
    }
    let mut last: Vec<Matched> = Vec::new();
    let mut end = new.cut.len();
    for (at, block) in old_blocks.iter().enumerate().skip(first.len()).rev() {
        let Some(from) = end.checked_sub(block.len()).filter(|from| *from >= start) else { break };
        let now = from..end;
        if !same(block, &now) {
            break;
        }
        end = from;
        last.push((now, Some(at)));
    }
    first.extend(blocks(new.cut, start..end, most).into_iter().map(|block| (block, None)));
    first.extend(last.into_iter().rev());
    first
}

#[cfg(test)]
mod tests {
    use podreach_syntax::{Limits, SourceId};

    use super::*;

    const BLOCK: usize = 32 << 10;

    /// Documents of 100 lines, the lines of which name the document.
    fn text(documents: &[u32]) -> String {
        let document = |number: &u32| format!("---\n{}", format!("k{number}: a value that fills a line\n").repeat(400));
        documents.iter().map(document).collect()
    }

    /// By block of the new text: how many texts it has, and whether it was there before.
    fn of(old: &[u32], new: &[u32]) -> Vec<(usize, Option<usize>)> {
        let [old, new] = [old, new].map(|documents| Source::new("a.yaml", text(documents)));
        let [before, now] = [&old, &new].map(|source| Cut::new(SourceId(0), source, 0, &Limits::PAGE));
        let old_blocks = blocks(&before, 0..before.len(), BLOCK);
        let found = matched(Text { source: &old, cut: &before }, &old_blocks, Text { source: &new, cut: &now }, BLOCK);
        assert_eq!(found.iter().map(|(texts, _)| texts.len()).sum::<usize>(), now.len());
        found.into_iter().map(|(texts, old)| (texts.len(), old)).collect()
    }

    #[test]
    fn what_is_the_same_stays() {
        let all: Vec<u32> = (10..30).collect();
        let same = of(&all, &all);
        assert!(same.len() > 4 && same.iter().enumerate().all(|(at, (_, old))| *old == Some(at)), "{same:?}");
        let mut changed = all.clone();
        changed[9] = 99;
        let read = of(&all, &changed).iter().filter(|(_, old)| old.is_none()).count();
        assert_eq!(read, 1, "the block around the change");
        let longer = [&all[..9], &[50, 51, 52, 53, 54], &all[9..]].concat();
        let found = of(&all, &longer);
        assert!(found.iter().filter(|(_, old)| old.is_some()).count() >= same.len() - 1, "{found:?}");
        assert_eq!(of(&[], &all).iter().filter(|(_, old)| old.is_some()).count(), 0);
        assert_eq!(of(&all, &[]), []);
    }
}
