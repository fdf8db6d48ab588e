//! Diagnostics in the style of rustc, with the YAML line shown.

mod excerpt;

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use podreach_syntax::{Diagnostic, Severity, SourceId, Sources, Span, visible};

use crate::text::Text;
use excerpt::Excerpt;

/// Lines longer than this (JSON without line ends, say) are cut around the place.
const LONG: usize = 400;
/// So much of a long line is shown on either side.
const AROUND: usize = 60;

/// Renders diagnostics, one after the other; empty when there are none. Names and excerpts of the input are shown with
/// everything visible, so that the marks below them stand where they should.
pub fn render_diagnostics(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> Text {
    let mut out = Text::new();
    for found in diagnostics {
        out.append(&render_with(found, &[], sources, color));
    }
    out
}

/// Renders a diagnostic with lines of its own below it.
pub(crate) fn render_with(found: &Diagnostic, below: &[Below], sources: &Sources, color: bool) -> Text {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let parts = Parts::new(found, sources);
    let below: Vec<(Level<'_>, Cow<'_, str>)> = below.iter().map(Below::line).collect();
    let mut group = group(found, &parts);
    for (level, text) in &below {
        group = group.element(level.clone().message(&**text));
    }
    let mut out = renderer.render(&[group]);
    out.push_str("\n\n");
    Text::of_visible(out)
}

/// A line below a diagnostic.
pub(crate) enum Below {
    /// What may be done.
    Help(String),
    /// What else there is.
    Note(String),
}

impl Below {
    fn line(&self) -> (Level<'static>, Cow<'_, str>) {
        match self {
            Self::Help(text) => (Level::HELP, visible(text)),
            Self::Note(text) => (Level::NOTE, visible(text)),
        }
    }
}

/// What is shown of a diagnostic, all of it visible.
struct Parts<'a> {
    message: Cow<'a, str>,
    help: Option<Cow<'a, str>>,
    here: Option<Window<'a>>,
    /// Further places with their labels.
    related: Vec<(Cow<'a, str>, Window<'a>)>,
}

impl<'a> Parts<'a> {
    fn new(found: &'a Diagnostic, sources: &'a Sources) -> Self {
        let related = found.related.iter();
        Self {
            message: visible(&found.message),
            help: found.help.as_deref().map(visible),
            here: found.span.and_then(|span| window(sources, span)),
            related: related
                .filter_map(|related| Some((visible(&related.message), window(sources, related.span)?)))
                .collect(),
        }
    }
}

fn group<'a>(found: &'a Diagnostic, parts: &'a Parts<'_>) -> Group<'a> {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&*parts.message).id(found.code);
    let mut group = Group::with_title(title);
    let here = parts.here.as_ref();
    // What is on the same line is shown there; the same file given twice has its lines twice.
    let (near, far): (Vec<_>, Vec<_>) = parts.related.iter().partition(|(_, there)| {
        here.is_some_and(|here| here.range.is_ok() && (here.source, here.line) == (there.source, there.line))
    });
    match here {
        Some(Window { name, line, range: Ok(range), text, .. }) => {
            let mut snippet = Snippet::source(&**text)
                .path(&**name)
                .line_start(*line)
                .annotation(AnnotationKind::Primary.span(range.clone()));
            for (message, there) in near {
                if let Ok(range) = &there.range {
                    snippet = snippet.annotation(AnnotationKind::Context.span(range.clone()).label(&**message));
                }
            }
            group = group.element(snippet);
        }
        Some(Window { name, line, range: Err(column), text, .. }) => {
            group = group.element(Origin::path(&**name).line(*line).char_column(*column));
            group = group.element(Level::NOTE.message(format!("in `{text}`")));
        }
        None => {}
    }
    for (message, Window { name, line, range, text, .. }) in far {
        group = match range {
            Ok(range) => {
                let label = AnnotationKind::Context.span(range.clone()).label(&**message);
                group.element(Snippet::source(&**text).path(&**name).line_start(*line).annotation(label))
            }
            Err(column) => {
                let message = format!("{message}, at {name}:{line}:{column}, in `{text}`");
                group.element(Level::NOTE.message(message))
            }
        };
    }
    if let Some(help) = &parts.help {
        group = group.element(Level::HELP.message(&**help));
    }
    group
}

/// The line of a place, so that rendering does not go through a whole dump.
struct Window<'a> {
    source: SourceId,
    name: Cow<'a, str>,
    line: usize,
    /// The line, or what is around the place.
    text: Cow<'a, str>,
    /// The place within the line; of a long line only its column, from 1.
    range: Result<Range<usize>, usize>,
}

/// A span over several lines is shown by its first line.
fn window(sources: &Sources, span: Span) -> Option<Window<'_>> {
    let place = sources.place(span);
    let source = sources.get(place.source)?;
    let start = place.start as usize;
    let at = source.line_column(place.start);
    let line_start = source.text().get(..start)?.rfind('\n').map_or(0, |before| before + 1);
    let rest = source.text().get(line_start..)?;
    let text = rest.split('\n').next()?.trim_end_matches('\r');
    let from = (start - line_start).min(text.len());
    let to = (place.end as usize).saturating_sub(line_start).clamp(from, text.len());
    let (source, name, line) = (place.source, visible(source.name()), at.line as usize);
    if text.len() <= LONG {
        let Excerpt { text, range } = excerpt::of(text, from..to);
        return Some(Window { source, name, line, text, range: Ok(range) });
    }
    let first = boundary(text, from.saturating_sub(AROUND));
    let last = boundary(text, (to.min(from + AROUND) + AROUND).min(text.len()));
    let text = visible(text.get(first..last)?);
    Some(Window { source, name, line, text, range: Err(at.column as usize) })
}

/// The start of the character at or before an offset.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
