//! Changes of a text by lines: what stands there now, and what would.

use crate::fix::PlacedEdit;
use crate::source::Sources;
use crate::span::SourceId;
use serde::{Deserialize, Serialize};

/// Lines that change together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// The source.
    pub source: SourceId,
    /// The first line that is removed, from 1; where none is, the line before which others are added.
    pub line: u32,
    /// Lines that are removed.
    pub removed: Vec<String>,
    /// Lines that stand there then.
    pub added: Vec<String>,
}

/// What edits change, by lines and in order. Edits that touch one line are one change.
pub fn hunks(sources: &Sources, edits: &[PlacedEdit]) -> Vec<Hunk> {
    let mut sorted: Vec<&PlacedEdit> = edits.iter().collect();
    sorted.sort();
    let mut hunks = Vec::new();
    for (id, source) in sources.iter() {
        let text = source.text();
        let mut group: Option<(usize, usize, Vec<&PlacedEdit>)> = None;
        for edit in sorted.iter().filter(|edit| edit.source == id) {
            let start = text.get(..edit.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let behind = text.get(edit.end as usize..).and_then(|behind| behind.find('\n'));
            let end = behind.map_or(text.len(), |at| edit.end as usize + at);
            match &mut group {
                Some((_, last, all)) if start <= *last => {
                    *last = end.max(*last);
                    all.push(edit);
                }
                _ => {
                    hunks.extend(group.take().and_then(|group| hunk(id, text, &group)));
                    group = Some((start, end, vec![edit]));
                }
            }
        }
        hunks.extend(group.and_then(|group| hunk(id, text, &group)));
    }
    hunks
}

/// Whole lines of a text before and after their edits. None where nothing differs, or where an edit does not fit the text.
fn hunk(source: SourceId, text: &str, (start, end, edits): &(usize, usize, Vec<&PlacedEdit>)) -> Option<Hunk> {
    let (mut new, mut at) = (String::new(), *start);
    for edit in edits {
        new.push_str(text.get(at..edit.start as usize)?);
        new.push_str(&edit.text);
        at = edit.end as usize;
    }
    new.push_str(text.get(at..*end)?);
    let (old, new): (Vec<&str>, Vec<&str>) = (text.get(*start..*end)?.split('\n').collect(), new.split('\n').collect());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(old, new)| old == new).count();
    let before = same(&mut old.iter().zip(&new));
    let most = old.len().min(new.len()) - before;
    let behind = same(&mut old.iter().rev().zip(new.iter().rev())).min(most);
    let lines = |all: &[&str]| {
        let count = all.len() - before - behind;
        all.iter().skip(before).take(count).map(|line| (*line).to_owned()).collect::<Vec<_>>()
    };
    let first = text.get(..*start)?.bytes().filter(|byte| *byte == b'\n').count() + before;
    let hunk = Hunk { source, line: first as u32 + 1, removed: lines(&old), added: lines(&new) };
    (!hunk.removed.is_empty() || !hunk.added.is_empty()).then_some(hunk)
}

/// The place in the text before edits that a place in the text after them had: of what was added, where it was added.
pub fn before(edits: &[PlacedEdit], source: SourceId, offset: u32) -> u32 {
    let mut sorted: Vec<&PlacedEdit> = edits.iter().filter(|edit| edit.source == source).collect();
    sorted.sort();
    // What is added before a place, less what is removed before it.
    let mut grown = 0_i64;
    for edit in sorted {
        let (start, long) = (i64::from(edit.start) + grown, edit.text.len() as i64);
        if i64::from(offset) < start {
            break;
        }
        if i64::from(offset) < start + long {
            return edit.end.min(edit.start + (i64::from(offset) - start) as u32);
        }
        grown += long - i64::from(edit.end.saturating_sub(edit.start));
    }
    u32::try_from(i64::from(offset) - grown).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a: 1\nb: 2\nc: 3\n";

    fn edit(start: u32, end: u32, text: &str) -> PlacedEdit {
        PlacedEdit { source: SourceId(0), start, end, text: text.to_owned() }
    }

    fn found(edits: &[PlacedEdit]) -> Vec<(u32, String, String)> {
        let hunks = hunks(&Sources::single("a.yaml", TEXT), edits);
        hunks.into_iter().map(|hunk| (hunk.line, hunk.removed.join("|"), hunk.added.join("|"))).collect()
    }

    #[test]
    fn lines_that_change_stand_beside_those_that_replace_them() {
        let one = |line, removed: &str, added: &str| (line, removed.to_owned(), added.to_owned());
        assert_eq!(found(&[edit(8, 9, "5")]), [one(2, "b: 2", "b: 5")]);
        assert_eq!(found(&[edit(8, 9, "5"), edit(5, 6, "d")]), [one(2, "b: 2", "d: 5")], "one line is one change");
        assert_eq!(found(&[edit(5, 5, "x: 0\n")]), [one(2, "", "x: 0")]);
        assert_eq!(found(&[edit(5, 10, "")]), [one(2, "b: 2", "")]);
        assert_eq!(found(&[edit(15, 15, "d: 4\n")]), [one(4, "", "d: 4")]);
        assert_eq!(found(&[edit(3, 4, "7"), edit(13, 14, "9")]), [one(1, "a: 1", "a: 7"), one(3, "c: 3", "c: 9")]);
        assert_eq!(found(&[edit(3, 4, "1")]), []);
        assert_eq!(found(&[edit(3, 99, "1")]), []);
    }

    #[test]
    fn places_after_edits_come_back() {
        let edits = [edit(3, 4, "100"), edit(5, 10, "")];
        // "a: 100\nc: 3\n"
        let was = |offset| before(&edits, SourceId(0), offset);
        assert_eq!([was(0), was(3), was(6), was(7), was(10)], [0, 3, 4, 10, 13]);
        assert_eq!(before(&edits, SourceId(1), 7), 7);
        assert_eq!(before(&[edit(0, 0, "x\n")], SourceId(0), 2), 0);
    }
}
