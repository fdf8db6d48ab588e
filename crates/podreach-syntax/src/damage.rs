//! What is said about bytes that are no characters, and which documents they cost.

use crate::bytes::{Damage, within};
use crate::chunks::Chunk;
use crate::comments::comments;
use crate::diagnostic::Diagnostic;
use crate::node::{Node, Value};
use crate::source::Source;
use crate::span::Span;
use crate::span::TextId;

const HELP: &str = "save the file as UTF-8; `kubectl` rejects it as it is";

/// Says that a source is not text at all.
pub(crate) fn binary(id: TextId, source: &Source, what: &str) -> Diagnostic {
    let message = format!("`{}` is left out: it is {what}", source.name());
    let help =
        if what.contains("archive") { "unpack it and read what is in it" } else { "save it as YAML or JSON in UTF-8" };
    Diagnostic::error("S06", Span::new(id, 0, 0), message).help(help)
}

/// What is said about the bytes in a document that are no characters, and where those are that cost something: kubectl reads none
/// of the file, but in a comment such a byte has no meaning.
pub(crate) fn of_chunk(id: TextId, source: &Source, chunk: Chunk) -> (Option<Diagnostic>, Vec<u32>) {
    let all = within(source.damage(), chunk.start..chunk.end);
    if all.is_empty() {
        return (None, Vec::new());
    }
    let text = source.text().get(chunk.start..chunk.end).unwrap_or("");
    let comments = comments(text);
    let in_comment = |damage: &&Damage| {
        let at = (damage.at as usize).saturating_sub(chunk.start);
        let next = comments.partition_point(|comment| comment.end <= at);
        comments.get(next).is_some_and(|comment| comment.contains(&at))
    };
    let (harmless, others): (Vec<&Damage>, Vec<&Damage>) = all.iter().partition(in_comment);
    let places = others.iter().map(|damage| damage.at).collect();
    match others.first() {
        Some(first) => {
            let message = format!("{}, so the object with it is left out{}", unit(**first), more(&others));
            (Some(Diagnostic::error("S06", span(id, **first), message).help(HELP)), places)
        }
        None => (comment(id, &harmless), places),
    }
}

/// A document without the objects in which one of the places lies; absent when nothing is left of it.
pub(crate) fn spared(mut root: Node, places: &[u32]) -> Option<Node> {
    let hits = |span: Span| {
        let next = places.partition_point(|at| *at < span.start);
        places.get(next..).unwrap_or(&[]).iter().take_while(move |at| **at < span.end).count()
    };
    let all = hits(root.span);
    if all == 0 {
        return Some(root);
    }
    let items = match &mut root.value {
        Value::List(items) => items,
        Value::Map(entries) => entries.iter_mut().find(|entry| &*entry.key.value == "items")?.value.as_list_mut()?,
        _ => return None,
    };
    let of_items: usize = items.iter().map(|item| hits(item.span)).sum();
    items.retain(|item| hits(item.span) == 0);
    (of_items == all && !items.is_empty()).then_some(root)
}

/// What is said about bytes outside of all documents.
pub(crate) fn between(id: TextId, source: &Source, chunks: &[Chunk]) -> Option<Diagnostic> {
    let inside = |damage: &&Damage| {
        let at = damage.at as usize;
        let next = chunks.partition_point(|chunk| chunk.end <= at);
        chunks.get(next).is_some_and(|chunk| chunk.start <= at)
    };
    let outside: Vec<&Damage> = source.damage().iter().filter(|damage| !inside(damage)).collect();
    comment(id, &outside)
}

fn comment(id: TextId, damage: &[&Damage]) -> Option<Diagnostic> {
    let first = damage.first()?;
    let message = format!("{}, in a comment{}", unit(**first), more(damage));
    Some(Diagnostic::warning("S06", span(id, **first), message).help(HELP))
}

fn unit(damage: Damage) -> String {
    match damage.unit {
        unit @ 0..=0xff => format!("the byte 0x{unit:02X} is not UTF-8"),
        unit => format!("the code unit 0x{unit:04X} is no character"),
    }
}

fn more(damage: &[&Damage]) -> String {
    match damage.len() {
        0 | 1 => String::new(),
        2 => " (and another one)".to_owned(),
        count => format!(" (and {} others)", count - 1),
    }
}

fn span(id: TextId, damage: Damage) -> Span {
    Span::new(id, damage.at, damage.at + char::REPLACEMENT_CHARACTER.len_utf8() as u32)
}
