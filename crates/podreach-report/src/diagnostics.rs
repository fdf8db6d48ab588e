//! Diagnostics in the style of rustc, with the YAML line shown.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use podreach_syntax::{Diagnostic, Severity, SourceId, Sources, Span};

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
    let here = found.span.and_then(|span| window(sources, span));
    let related = found.related.iter().filter_map(|related| Some((related, window(sources, related.span)?)));
    // What is on the same line is shown there; the same file given twice has its lines twice.
    let (near, far): (Vec<_>, Vec<_>) = related.partition(|(_, there)| {
        here.as_ref().is_some_and(|here| here.range.is_ok() && (here.source, here.line) == (there.source, there.line))
    });
    match here {
        Some(Window { name, line, range: Ok(range), text, .. }) => {
            let mut snippet =
                Snippet::source(text).path(name).line_start(line).annotation(AnnotationKind::Primary.span(range));
            for (related, there) in near {
                if let Ok(range) = there.range {
                    snippet = snippet.annotation(AnnotationKind::Context.span(range).label(related.message.as_str()));
                }
            }
            group = group.element(snippet);
        }
        Some(Window { name, line, range: Err(column), text, .. }) => {
            group = group.element(Origin::path(name).line(line).char_column(column));
            group = group.element(Level::NOTE.message(format!("in `{text}`")));
        }
        None => {}
    }
    for (related, Window { name, line, range, text, .. }) in far {
        group = match range {
            Ok(range) => {
                let label = AnnotationKind::Context.span(range).label(related.message.as_str());
                group.element(Snippet::source(text).path(name).line_start(line).annotation(label))
            }
            Err(column) => {
                let message = format!("{}, at {name}:{line}:{column}, in `{text}`", related.message);
                group.element(Level::NOTE.message(message))
            }
        };
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The line of a place, so that rendering does not go through a whole dump.
struct Window<'a> {
    source: SourceId,
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
    let window = |text, range| Window { source: span.source, name: source.name(), line: at.line as usize, text, range };
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
