//! Diagnostics in the style of rustc, with the YAML line shown.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use podreach_syntax::{Diagnostic, Severity, Sources, Span};

/// Lines longer than this (JSON without line ends, say) are cut around the place.
const LONG: usize = 400;
/// So much of a long line is shown on either side.
const AROUND: usize = 60;

/// Renders diagnostics, one after the other; empty when there are none.
pub fn render_diagnostics(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for found in diagnostics {
        out.push_str(&renderer.render(&[group(found, sources)]));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(found: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(found.message.as_str()).id(found.code);
    let mut group = Group::with_title(title);
    match found.span.and_then(|span| window(sources, span)) {
        Some(Window { name, line, range: Ok(range), text }) => {
            let mut snippet =
                Snippet::source(text).path(name).line_start(line).annotation(AnnotationKind::Primary.span(range));
            for related in &found.related {
                if let Some(Window { range: Ok(near), name: of, line: at, .. }) = window(sources, related.span)
                    && (of, at) == (name, line)
                {
                    snippet = snippet.annotation(AnnotationKind::Context.span(near).label(related.message.as_str()));
                }
            }
            group = group.element(snippet);
        }
        Some(Window { name, line, range: Err(column), text }) => {
            group = group.element(Origin::path(name).line(line).char_column(column));
            group = group.element(Level::NOTE.message(format!("in `{text}`")));
        }
        None => {}
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The line of a place, so that rendering does not go through a whole dump.
struct Window<'a> {
    name: &'a str,
    line: usize,
    /// The line, or what is around the place.
    text: &'a str,
    /// The place within the line; of a long line only its column, from 1.
    range: Result<Range<usize>, usize>,
}

/// A span over several lines is shown by its first line.
fn window(sources: &Sources, span: Span) -> Option<Window<'_>> {
    let source = sources.get(span.source)?;
    let start = span.start as usize;
    let at = source.line_column(span.start);
    let line_start = source.text().get(..start)?.rfind('\n').map_or(0, |before| before + 1);
    let rest = source.text().get(line_start..)?;
    let text = rest.split('\n').next()?.trim_end_matches('\r');
    let from = (start - line_start).min(text.len());
    let to = (span.end as usize).saturating_sub(line_start).clamp(from, text.len());
    let window = |text, range| Window { name: source.name(), line: at.line as usize, text, range };
    if text.len() <= LONG {
        return Some(window(text, Ok(from..to)));
    }
    let first = boundary(text, from.saturating_sub(AROUND));
    let last = boundary(text, (to.min(from + AROUND) + AROUND).min(text.len()));
    Some(window(text.get(first..last)?, Err(at.column as usize)))
}

/// The start of the character at or before an offset.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
