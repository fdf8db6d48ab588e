//! Diagnostics in the style of rustc, with the YAML line shown.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use podreach_syntax::{Diagnostic, Severity, Sources, Span};

/// Renders diagnostics, one after the other; empty when there are none.
pub fn render_diagnostics(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for found in diagnostics {
        out.push_str(&renderer.render(&groups(found, sources)));
        out.push_str("\n\n");
    }
    out
}

fn groups<'a>(found: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(found.message.as_str()).id(found.code);
    let mut group = Group::with_title(title);
    if let Some(span) = found.span
        && let Some((name, text, first_line, range)) = window(sources, span)
    {
        let mut snippet =
            Snippet::source(text).path(name).line_start(first_line).annotation(AnnotationKind::Primary.span(range));
        for related in &found.related {
            if let Some((_, _, first, range)) = window(sources, related.span)
                && first == first_line
                && range.end <= text.len()
            {
                snippet = snippet.annotation(AnnotationKind::Context.span(range).label(related.message.as_str()));
            }
        }
        group = group.element(snippet);
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    vec![group]
}

/// The lines that a span touches (at most a few), so that rendering does not scan a whole dump: source name, text, number
/// of the first line, and the span within the text.
fn window(sources: &Sources, span: Span) -> Option<(&str, &str, usize, std::ops::Range<usize>)> {
    const LINES: u32 = 4;
    let source = sources.get(span.source)?;
    let text = source.text();
    let first = source.line_column(span.start).line;
    let line_start = text.get(..span.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(line_start..)?;
    let mut end = rest.len();
    let mut lines = 0;
    for (at, _) in rest.match_indices('\n') {
        lines += 1;
        end = at;
        if lines >= LINES || line_start + at >= span.end as usize {
            break;
        }
    }
    if rest.get(end..).is_none_or(|after| !after.starts_with('\n')) {
        end = rest.len();
    }
    let shown = rest.get(..end)?;
    let from = span.start as usize - line_start;
    let to = (span.end as usize).saturating_sub(line_start).min(shown.len()).max(from);
    // A span over several lines is shown by its first line.
    let to = shown.get(from..to).and_then(|part| part.find('\n')).map_or(to, |at| from + at);
    let shown = shown.get(..shown.get(to..).and_then(|after| after.find('\n')).map_or(shown.len(), |at| to + at))?;
    Some((source.name(), shown, first as usize, from..to))
}
