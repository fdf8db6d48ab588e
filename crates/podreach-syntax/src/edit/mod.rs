//! Changes of objects as edits of their text, in the style of what stands around them.
//!
//! An object is read once more, the changes are made on its text, and that is read and compared with the same changes made on its tree: an edit
//! either does what it is meant to, or there is none. It is none behind an alias, or where an anchor, a merge key, a tag or a comment stands in the way.

mod change;
mod content;
mod insert;
mod path;
mod places;
mod remove;
mod replace;
mod style;
mod write;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::compose::{Budget, compose};
use crate::fix::Edit;
use crate::limits::Limits;
use crate::node::{Node, Value};
use crate::places::Place;
use crate::read::spaces_for_tabs;
use crate::source::Sources;
use crate::span::Span;

pub use change::Change;
pub use content::Content;
pub use path::{Path, Step};

use insert::New;
use places::Text;
use style::Style;

/// An object as it is written, to be changed.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// The span of the object.
    object: Span,
    place: Place,
    /// Where it ends in its source.
    end: usize,
    text: Text<'a>,
    root: Node,
}

/// A value, and where what it stands behind ends.
#[derive(Clone, Copy)]
struct Found<'n> {
    node: &'n Node,
    head: usize,
}

/// A piece of the text that is replaced.
#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    end: usize,
    text: String,
}

/// Reads the text of an object, from its place in a line on. Places are those of the source.
fn read(place: Place, column: usize, text: &str) -> Option<Node> {
    let padded = format!("{}{text}", " ".repeat(column));
    let padded = if text.starts_with(['{', '[']) { spaces_for_tabs(&padded) } else { Cow::Borrowed(padded.as_str()) };
    let limits = Limits::PAGE;
    let mut budget = Budget { limits, alias_nodes: limits.alias_nodes(text.len() as u64), exceeded: false };
    let offset = (place.start as usize).checked_sub(column)?;
    let (roots, unreadable, failure) = compose(&padded, place.source.into(), offset, &mut budget, &mut Vec::new());
    let mut roots = roots.into_iter();
    roots.next().filter(|_| failure.is_none() && !unreadable && roots.next().is_none())
}

impl<'a> Written<'a> {
    /// The object with this span; none where it cannot be read by itself.
    pub fn of(sources: &'a Sources, object: Span) -> Option<Self> {
        let place = sources.place(object);
        let source = sources.get(place.source).filter(|source| source.damage().is_empty())?;
        let text = Text(source.text());
        // The colon behind a last key without a value does not belong to the span.
        let rest = text.0.get(place.end as usize..)?;
        let colon = rest.trim_start_matches(' ').strip_prefix(':').map_or(0, |behind| rest.len() - behind.len());
        let (start, end) = (place.start as usize, place.end as usize + colon);
        let root = read(place, text.column(start), text.0.get(start..end)?)?;
        let is_it = (root.span.start, root.span.end) == (place.start, place.end);
        (is_it && matches!(root.value, Value::Map(_))).then_some(Self { object, place, end, text, root })
    }

    /// The path to the innermost value with this span, or to the one that it is the key of.
    pub fn path_to(&self, sources: &Sources, span: Span) -> Option<Path> {
        let place = sources.place(span);
        if place.source != self.place.source {
            return None;
        }
        let is = |span: Span| span.start == place.start && span.end == place.end;
        let holds = |node: &Node| node.span.start <= place.start && place.end <= node.span.end;
        let (mut node, mut path) = (&self.root, Path::default());
        loop {
            let next = match &node.value {
                Value::List(items) => {
                    let item = items.iter().enumerate().find(|(_, item)| holds(item));
                    item.map(|(at, item)| (item, path.clone().item(at)))
                }
                Value::Map(entries) => {
                    let entry = entries.iter().find(|entry| is(entry.key.span) || holds(&entry.value));
                    let found = entry.map(|entry| (entry, path.clone().key(&*entry.key.value)));
                    if let Some((_, path)) = found.as_ref().filter(|(entry, _)| is(entry.key.span)) {
                        return Some(path.clone());
                    }
                    found.map(|(entry, path)| (&entry.value, path))
                }
                _ => None,
            };
            match next {
                Some(next) => (node, path) = next,
                None => return is(node.span).then_some(path),
            }
        }
    }

    /// The value at a path.
    pub fn value(&self, path: &Path) -> Option<&Node> {
        path.steps().iter().try_fold(&self.root, |node, step| match step {
            Step::Item(at) => node.as_list()?.get(*at),
            Step::Key(key) => node.get(key),
        })
    }

    /// Whether a value is there and is neither null nor empty.
    fn is_filled(&self, path: &Path) -> bool {
        self.value(path).is_some_and(|node| match &node.value {
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
            value => *value != Value::Null,
        })
    }

    /// Writes a value at a path: in place of the one there, or under a key, with the mappings that lead there.
    pub fn set(&self, path: Path, content: impl Into<Content>) -> Option<Change> {
        let content = content.into();
        if self.value(&path).is_some() {
            return Some(Change::Value { at: path, content });
        }
        let (map, step) = path.split()?;
        let Step::Key(key) = step else { return None };
        if self.is_filled(&map) {
            return Some(Change::Key { map, key: key.clone(), content, after: None });
        }
        self.set(map, Content::Map(vec![(key.clone(), content)]))
    }

    /// Adds an item to the end of the sequence at a path, or writes one with only this item where there is none.
    pub fn append(&self, path: Path, content: impl Into<Content>) -> Option<Change> {
        let content = content.into();
        match self.value(&path).and_then(Node::as_list) {
            Some(items) if !items.is_empty() => Some(Change::Item { at: items.len(), list: path, content }),
            _ if self.is_filled(&path) => None,
            _ => self.set(path, Content::List(vec![content])),
        }
    }

    /// The edits that make changes, all of them or none.
    pub fn edits(&self, changes: impl IntoIterator<Item = Change>) -> Option<Vec<Edit>> {
        let mut changes: Vec<Change> = changes.into_iter().collect();
        changes.sort_by_cached_key(|change| std::cmp::Reverse(change.place()));
        let mut expected = self.root.clone();
        let mut pieces = Vec::new();
        for change in &changes {
            change.make(&mut expected)?;
            pieces.extend(self.pieces(change)?);
        }
        pieces.sort_by_key(|piece| (piece.start, piece.end));
        let apart = |one: &Piece, next: &Piece| one.end <= next.start && (one.start, one.end) < (next.start, next.end);
        let ordered = pieces.iter().zip(pieces.iter().skip(1)).all(|(one, next)| apart(one, next));
        (ordered && self.reads_as(&pieces, &expected)).then(|| self.placed(pieces))?
    }

    fn pieces(&self, change: &Change) -> Option<Vec<Piece>> {
        match change {
            Change::Item { list, at, content } => {
                let new = New { key: None, content };
                Some(vec![self.insert(self.find(list)?, *at, new)?])
            }
            Change::Key { map, key, content, after } => {
                let found = self.find(map)?;
                let place = |after: &String| index(found.node, &Step::Key(after.clone())).map(|at| at + 1);
                let at = after.as_ref().map_or_else(|| found.node.as_map().map(<[_]>::len), place)?;
                Some(vec![self.insert(found, at, New { key: Some(key), content })?])
            }
            Change::Value { at, content } => {
                let (parent, step) = at.split()?;
                let found = self.find(&parent)?;
                self.replace(found, index(found.node, step)?, content)
            }
            Change::Remove { at } => {
                let (parent, step) = at.split()?;
                let found = self.find(&parent)?;
                Some(vec![self.remove(found, index(found.node, step)?)?])
            }
        }
    }

    fn style(&self, at: usize) -> Style<'a> {
        Style::around(self.text, &self.root, at)
    }

    fn find(&self, path: &Path) -> Option<Found<'_>> {
        let root = Found { node: &self.root, head: self.place.start as usize };
        path.steps().iter().try_fold(root, |Found { node, head }, step| {
            let entries = self.text.entries(node, head)?;
            entries.get(index(node, step)?).map(|entry| Found { node: entry.node, head: entry.head })
        })
    }

    /// Whether the object reads as expected with these pieces.
    fn reads_as(&self, pieces: &[Piece], expected: &Node) -> bool {
        let mut at = self.place.start as usize;
        let mut text = String::new();
        for piece in pieces {
            let Some(before) = self.text.0.get(at..piece.start) else { return false };
            text.push_str(before);
            text.push_str(&piece.text);
            at = piece.end;
        }
        text.push_str(self.text.get(at, self.end.max(at)));
        read(self.place, self.text.column(self.place.start as usize), &text).is_some_and(|read| read == *expected)
    }

    fn placed(&self, pieces: Vec<Piece>) -> Option<Vec<Edit>> {
        let shift = self.place.start.checked_sub(self.object.start)?;
        let edit = |piece: Piece| {
            let start = (piece.start as u32).checked_sub(shift)?;
            Some(Edit {
                span: Span::new(self.object.text, start, (piece.end as u32).checked_sub(shift)?),
                text: piece.text,
            })
        };
        pieces.into_iter().map(edit).collect()
    }
}

/// The index of the entry that a step leads to.
fn index(node: &Node, step: &Step) -> Option<usize> {
    match step {
        Step::Item(at) => node.as_list().filter(|items| *at < items.len()).map(|_| *at),
        Step::Key(key) => node.as_map()?.iter().position(|entry| *entry.key.value == **key),
    }
}
