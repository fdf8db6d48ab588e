//! Which texts of a source are read together, and which of them were read before.

use std::ops::Range;

use podreach_syntax::{Cut, Same, Source};

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

/// The blocks of a new text. Those from the beginning and from the end on that are the same as in the old one stay; of the others,
/// the texts that changed are blocks of their own, so that the next edit of the same texts reads them alone. `ends` are where the old
/// text and the new one are the same.
pub(crate) fn matched(
    old: Text<'_>,
    old_blocks: &[Range<usize>],
    new: Text<'_>,
    ends: &Same,
    most: usize,
) -> Vec<Matched> {
    let same = |before: &Range<usize>, now: &Range<usize>| match (
        old.cut.part(old.source, before.clone()),
        new.cut.part(new.source, now.clone()),
    ) {
        (Some(before), Some(now)) => before.is_read_like(&now, ends),
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
    let before = old_blocks.get(first.len()..old_blocks.len() - last.len()).unwrap_or(&[]);
    let before = before.first().map_or(0, |block| block.start)..before.last().map_or(0, |block| block.end);
    let one = |before: usize, now: usize| same(&(before..before + 1), &(now..now + 1));
    let mut from = start + before.clone().zip(start..end).take_while(|(before, now)| one(*before, *now)).count();
    let mut to = end - before.rev().zip((from..end).rev()).take_while(|(before, now)| one(*before, *now)).count();
    while from > start && new.cut.continues(from) {
        from -= 1;
    }
    while to < end && new.cut.continues(to) {
        to += 1;
    }
    for texts in [start..from, from..to, to..end] {
        first.extend(blocks(new.cut, texts, most).into_iter().map(|block| (block, None)));
    }
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
        let ends = Same::of(old.text(), new.text());
        let found =
            matched(Text { source: &old, cut: &before }, &old_blocks, Text { source: &new, cut: &now }, &ends, BLOCK);
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
        assert!((1..=3).contains(&read), "the block around the change, with what changed by itself");
        let longer = [&all[..9], &[50, 51, 52, 53, 54], &all[9..]].concat();
        let found = of(&all, &longer);
        assert!(found.iter().filter(|(_, old)| old.is_some()).count() >= same.len() - 1, "{found:?}");
        // The text that changed is read alone when it changes again.
        assert!(found.iter().all(|(texts, old)| old.is_some() || *texts <= 5), "{found:?}");
        assert_eq!(of(&[], &all).iter().filter(|(_, old)| old.is_some()).count(), 0);
        assert_eq!(of(&all, &[]), []);
    }
}
