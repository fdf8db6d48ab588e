//! The lines that edits change.

use podreach_syntax::{PlacedEdit, SourceId, Sources};

/// Lines of a source that are replaced.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Changed<'a> {
    /// The name of the source.
    pub(super) source: &'a str,
    /// The first line that changes or that is new, from 1.
    pub(super) line: usize,
    /// The lines as they are.
    pub(super) removed: Vec<String>,
    /// The lines that stand there then.
    pub(super) added: Vec<String>,
}

/// The lines that edits change, by source and place. Edits of one line, and of lines that follow each other, come together.
pub(super) fn changed<'a>(sources: &'a Sources, edits: &[PlacedEdit]) -> Vec<Changed<'a>> {
    let mut edits: Vec<&PlacedEdit> = edits.iter().collect();
    edits.sort();
    let mut groups: Vec<(SourceId, usize, usize, Vec<&PlacedEdit>)> = Vec::new();
    for edit in edits {
        let Some(source) = sources.get(edit.source) else { continue };
        let text = source.text();
        let (start, end) = (line_start(text, edit.start as usize), line_end(text, edit.end as usize));
        match groups.last_mut().filter(|(source, _, last, _)| *source == edit.source && start <= *last) {
            Some((_, _, last, edits)) => {
                *last = end.max(*last);
                edits.push(edit);
            }
            None => groups.push((edit.source, start, end, vec![edit])),
        }
    }
    groups
        .into_iter()
        .filter_map(|(source, start, end, edits)| of_group(sources, source, (start, end), &edits))
        .collect()
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1)
}

/// Behind the end of the line.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |found| at + found + 1)
}

fn of_group<'a>(
    sources: &'a Sources,
    id: SourceId,
    (start, end): (usize, usize),
    edits: &[&PlacedEdit],
) -> Option<Changed<'a>> {
    let source = sources.get(id)?;
    let text = source.text();
    let old = text.get(start..end)?;
    let (mut new, mut at) = (String::new(), start);
    for edit in edits {
        new.push_str(text.get(at..edit.start as usize)?);
        new.push_str(&edit.text);
        at = edit.end as usize;
    }
    new.push_str(text.get(at..end)?);
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old, new) = (old.get(same..)?, new.get(same..)?);
    let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let lines =
        |lines: &[&str]| lines.iter().take(lines.len() - behind).map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let before = text.get(..start)?.matches('\n').count();
    Some(Changed { source: source.name(), line: before + same + 1, removed: lines(old), added: lines(new) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_change_are_shown() {
        let sources = Sources::single("a.yaml", "a: 1\nb: 2\nc: 3\n");
        let edit = |start, end, text: &str| PlacedEdit { source: SourceId(0), start, end, text: text.into() };
        let inserted = changed(&sources, &[edit(9, 9, "\nx: 9")]);
        assert_eq!(inserted, [Changed { source: "a.yaml", line: 3, removed: vec![], added: vec!["x: 9".into()] }]);
        let of = |line, removed: &str, added: &str| Changed {
            source: "a.yaml",
            line,
            removed: vec![removed.into()],
            added: vec![added.into()],
        };
        assert_eq!(
            changed(&sources, &[edit(13, 14, "4"), edit(3, 4, "0")]),
            [of(1, "a: 1", "a: 0"), of(3, "c: 3", "c: 4")]
        );
        let end = changed(&sources, &[edit(15, 15, "d: 4\n")]);
        assert_eq!(end, [Changed { source: "a.yaml", line: 4, removed: vec![], added: vec!["d: 4".into()] }]);
    }
}
