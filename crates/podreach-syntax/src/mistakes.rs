//! Plain words for what is wrong with a text that cannot be read.

use crate::chunks::Chunk;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::Span;
use crate::span::TextId;

/// Explains a syntax error at a byte offset of a chunk.
pub(crate) fn explain(id: TextId, source: &Source, chunk: Chunk, at: usize, info: &str) -> Diagnostic {
    let text = source.text();
    let at = floor(text, (chunk.start + at).min(chunk.end));
    let line = source.line_column(at as u32).line;
    // Tabs are the one mistake that nobody sees; look for them first, here and a little above.
    for near in [line, line.saturating_sub(1), line + 1] {
        let (start, content) = line_of(source, chunk, near);
        let indent: String = content.chars().take_while(|character| character.is_whitespace()).collect();
        if let Some(tab) = indent.find('\t').filter(|_| !chunk.braces) {
            let tab = start + tab;
            return Diagnostic::error("S02", span(id, text, tab, tab + 1), "a tab is used for indentation")
                .help("YAML wants spaces; replace every tab by spaces");
        }
    }
    let (_, here) = line_of(source, chunk, line);
    if at >= chunk.end.saturating_sub(1) && chunk.braces {
        return Diagnostic::error(
            "L18",
            word(id, text, chunk, chunk.start),
            "the object in braces is cut off; a closing bracket or quote is missing",
        )
        .help("paste the whole output");
    }
    let place = word(id, text, chunk, at);
    let (message, help) = words(info, here);
    Diagnostic::error("S01", place, message).help(help)
}

/// What went wrong, from the parser's words and the line at hand.
fn words(info: &str, line: &str) -> (String, &'static str) {
    let lower = info.to_ascii_lowercase();
    let trimmed = line.trim();
    if lower.contains("quot") && ["end", "eof", "unterminated", "unclosed"].iter().any(|word| lower.contains(word)) {
        return ("a quoted text is not closed".into(), "add the missing quote");
    }
    if lower.contains("mapping values are not allowed") || lower.contains("implicit key") {
        return (
            "this `key: value` cannot stand here".into(),
            "check the indentation, or put the text in quotes if it holds a colon and a space",
        );
    }
    if lower.contains("simple key") || lower.contains("expect ':'") || lower.contains("could not find expected ':'") {
        let colon = trimmed.contains(':') && !trimmed.contains(": ") && !trimmed.ends_with(':');
        return if colon {
            (format!("`{trimmed}` lacks a space after the colon"), "write `key: value` with a space")
        } else {
            (
                "a `:` is missing here or on the line before".into(),
                "write `key: value`, or indent the text under its key",
            )
        };
    }
    if lower.contains("flow") || lower.contains("','") || lower.contains("']'") || lower.contains("'}'") {
        return (
            "a list or mapping in brackets is not closed or lacks a comma".into(),
            "check `[`, `]`, `{`, `}` and commas",
        );
    }
    if lower.contains("block") || lower.contains("indent") {
        return (
            "the indentation does not fit what stands above".into(),
            "items of one list, and keys of one mapping, start in the same column",
        );
    }
    (format!("the document cannot be read: {}", info.trim_end_matches('.')), "the other documents are still evaluated")
}

/// What a line (from 1) holds of a document and its separator, and where that begins. What stands beside it in the source is
/// not its own.
fn line_of(source: &Source, chunk: Chunk, line: u32) -> (usize, &str) {
    let text = source.text();
    let separated = chunk.start.checked_sub(3).filter(|at| text.get(*at..chunk.start) == Some("---"));
    let from = separated.filter(|_| !chunk.braces).unwrap_or(chunk.start);
    let content = source.line(line);
    let start = (content.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let (first, end) = (start.max(from), (start + content.len()).min(chunk.end));
    let within = text.get(first..end).filter(|_| !content.is_empty());
    (first, within.map_or("", |within| within.trim_end_matches(['\n', '\r'])))
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn span(id: TextId, text: &str, start: usize, end: usize) -> Span {
    Span::new(id, floor(text, start) as u32, floor(text, end) as u32)
}

/// The rest of the line from an offset on, or its last word when nothing is left of it.
fn word(id: TextId, text: &str, chunk: Chunk, at: usize) -> Span {
    let rest = text.get(at..chunk.end).unwrap_or("");
    let end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
    if text.get(at..end).is_some_and(|rest| !rest.trim().is_empty()) {
        let lead = rest.len() - rest.trim_start().len();
        return span(id, text, at + lead, end);
    }
    let before = text.get(chunk.start..at).unwrap_or("").trim_end();
    let end = chunk.start + before.len();
    let start = before.rfind('\n').map_or(chunk.start, |line| chunk.start + line + 1);
    let indent = text.get(start..end).map_or(0, |line| line.len() - line.trim_start().len());
    span(id, text, start + indent, end)
}
