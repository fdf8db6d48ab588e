//! Changes of the text that settle a diagnostic.

use serde::{Deserialize, Serialize};

use crate::places::Place;
use crate::source::Sources;
use crate::span::{SourceId, Span};

/// A replacement of a piece of text. An empty span inserts before its start; an empty text removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// A change of the text, made as a whole or not at all. Whether it changes a verdict is found by evaluating the input before
/// and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: ``change port 8080 to 3000``.
    pub title: String,
    /// Edits that do not overlap, in the order of the text.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Replaces a piece of text.
    pub fn replace(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { span, text: text.into() }] }
    }
}

/// An edit in a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlacedEdit {
    /// The source.
    pub source: SourceId,
    /// First byte that is replaced.
    pub start: u32,
    /// One past the last byte that is replaced.
    pub end: u32,
    /// What stands there then.
    pub text: String,
}

impl Fix {
    /// Its edits by source and place.
    pub fn placed(&self, sources: &Sources) -> Vec<PlacedEdit> {
        let edits = self.edits.iter().map(|edit| {
            let Place { source, start, end } = sources.place(edit.span);
            PlacedEdit { source, start, end, text: edit.text.clone() }
        });
        let mut edits: Vec<PlacedEdit> = edits.collect();
        edits.sort();
        edits
    }
}

/// Sources after some edits, with the same names and in the same order; everything outside the edits is as it was. None where
/// edits overlap, lie outside their source or cut a character, and of a source that is no text.
pub fn apply(sources: &Sources, edits: &[PlacedEdit]) -> Option<Sources> {
    let mut sorted: Vec<&PlacedEdit> = edits.iter().collect();
    sorted.sort();
    let mut changed = Sources::new();
    for (id, source) in sources.iter() {
        let here: Vec<&PlacedEdit> = sorted.iter().filter(|edit| edit.source == id).copied().collect();
        if here.is_empty() {
            continue;
        }
        if source.binary().is_some() || !source.damage().is_empty() {
            return None;
        }
        let _ = changed.add(source.name(), edited(source.text(), &here)?);
    }
    let known = |edit: &&PlacedEdit| sources.get(edit.source).is_some();
    if !edits.iter().all(|edit| known(&edit)) {
        return None;
    }
    let touched: std::collections::BTreeSet<SourceId> = edits.iter().map(|edit| edit.source).collect();
    let mut new = changed.shared();
    let mut all = Sources::new();
    for ((id, _), source) in sources.iter().zip(sources.shared()) {
        let source = if touched.contains(&id) { new.next()? } else { source };
        all.share(std::sync::Arc::clone(source));
    }
    Some(all)
}

/// A text after edits in order.
fn edited(text: &str, edits: &[&PlacedEdit]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.start as usize, edit.end as usize);
        if end < start {
            return None;
        }
        text.get(start..end)?;
        out.push_str(text.get(at..start)?);
        out.push_str(&edit.text);
        at = end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(source: u32, start: u32, end: u32, text: &str) -> PlacedEdit {
        PlacedEdit { source: SourceId(source), start, end, text: text.into() }
    }

    #[test]
    fn edits_change_nothing_else() {
        let mut sources = Sources::single("a", "port: 80 # über\n");
        sources.add("b", "port: 80\n");
        sources.add("a", "port: 80\n");
        let after = apply(&sources, &[edit(2, 6, 8, "8080"), edit(0, 6, 8, "443"), edit(0, 16, 16, "!")]).unwrap();
        let texts: Vec<(&str, &str)> = after.iter().map(|(_, source)| (source.name(), source.text())).collect();
        assert_eq!(texts, [("a", "port: 443 # über!\n"), ("b", "port: 80\n"), ("a", "port: 8080\n")]);
        assert!(apply(&sources, &[]).is_some());
    }

    #[test]
    fn edits_that_cannot_be_made_are_none() {
        let sources = Sources::single("a", "port: ü\n");
        for wrong in [
            vec![edit(0, 6, 7, "")],
            vec![edit(0, 0, 99, "")],
            vec![edit(0, 3, 1, "")],
            vec![edit(1, 0, 0, "")],
            vec![edit(0, 0, 4, "a"), edit(0, 2, 5, "b")],
        ] {
            assert!(apply(&sources, &wrong).is_none(), "{wrong:?}");
        }
    }
}
