//! Sources to documents and diagnostics.

use std::borrow::Cow;

use crate::Parsed;
use crate::chunks::{Chunk, chunks};
use crate::compose::{Budget, Failure, compose};
use crate::diagnostic::{Diagnostic, Severity};
use crate::limits::Limits;
use crate::node::{Document, Node, Value};
use crate::source::{Source, SourceId, Sources};
use crate::span::Span;
use crate::{mistakes, template};

/// Whether a text can be read.
///
/// # Errors
/// The first line (from 1) where it cannot.
///
/// ```
/// assert_eq!(podreach_syntax::check("a:\n  b: 1\n"), Ok(()));
/// assert_eq!(podreach_syntax::check("a:\n  b: 1\n   c: 2\n"), Err(3));
/// ```
pub fn check(text: &str) -> Result<(), usize> {
    let sources = Sources::single("", text);
    let parsed = parse(&sources, &Limits::PAGE);
    let broken = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let line = broken.filter_map(|found| found.span).map(|span| sources.line(span) as usize).min();
    line.map_or(Ok(()), Err)
}

/// Reads all sources. Never fails: what cannot be read is a diagnostic, and the other documents still count.
pub fn parse(sources: &Sources, limits: &Limits) -> Parsed {
    let mut documents = Vec::new();
    let diagnostics = parse_each(sources, limits, |document| documents.push(document));
    Parsed { documents, diagnostics }
}

/// Like [`parse`], for callers that need one document at a time: a large input is then never in memory as a whole tree.
pub fn parse_each(sources: &Sources, limits: &Limits, visit: impl FnMut(Document)) -> Vec<Diagnostic> {
    let total: u64 = sources.iter().map(|(_, source)| source.text().len() as u64).sum();
    let budget = Budget { limits: *limits, alias_nodes: limits.alias_nodes(total) };
    let mut reader = Reader { budget, documents: 0, diagnostics: Vec::new(), visit };
    let mut bytes = 0_u64;
    for (id, source) in sources.iter() {
        bytes += source.text().len() as u64;
        // Spans are 32 bits wide, which bounds a single source whatever the limit says.
        if bytes > limits.bytes || u32::try_from(source.text().len()).is_err() {
            let message =
                format!("`{}` is left out: the input is larger than {} MiB", source.name(), limits.bytes >> 20);
            let span = Span::new(id, 0, 0);
            let error = Diagnostic::error("S10", span, message).help("split the input, or use the command line");
            reader.diagnostics.push(error);
            continue;
        }
        for chunk in chunks(source.text()) {
            if reader.documents >= limits.documents {
                let span = Span::new(id, chunk.start as u32, chunk.start as u32);
                let message = format!("the rest is left out: more than {} documents", limits.documents);
                reader.diagnostics.push(Diagnostic::error("S11", span, message).help("split the input"));
                return reader.diagnostics;
            }
            reader.chunk(id, source, chunk);
        }
    }
    reader.diagnostics
}

/// Documents on their way out, and what is said about them.
struct Reader<V> {
    budget: Budget,
    documents: usize,
    diagnostics: Vec<Diagnostic>,
    visit: V,
}

impl<V: FnMut(Document)> Reader<V> {
    fn chunk(&mut self, id: SourceId, source: &Source, chunk: Chunk) {
        let Some(written) = source.text().get(chunk.start..chunk.end) else { return };
        let text = if chunk.braces { spaces_for_tabs(written) } else { Cow::Borrowed(written) };
        if let Some(at) = chunk.directive {
            let line = source.text().get(at..).and_then(|rest| rest.lines().next()).unwrap_or("").trim_end();
            let span = Span::new(id, at as u32, (at + line.len()) as u32);
            let message = format!("`{line}` is refused: kubectl and the API server read YAML 1.1");
            self.diagnostics.push(Diagnostic::error("S06", span, message).help("take the line away"));
        }
        let known = self.diagnostics.len();
        let (roots, unreadable, failure) = compose(&text, id, chunk.start, &mut self.budget, &mut self.diagnostics);
        let failure = match failure {
            None => {
                for root in roots {
                    self.accept(id, root, unreadable || chunk.directive.is_some());
                }
                return;
            }
            Some(Failure::Limit(diagnostic)) => diagnostic,
            Some(Failure::Syntax(at, info)) => mistakes::explain(id, source, chunk, at, &info),
        };
        self.diagnostics.truncate(known);
        self.diagnostics.push(failure);
    }

    fn accept(&mut self, id: SourceId, root: Node, unreadable: bool) {
        match &root.value {
            Value::Null => {}
            Value::Map(_) => {
                if let Some(found) = template::find(&root) {
                    self.diagnostics.push(found);
                }
                for entry in root.as_map().unwrap_or(&[]).iter().filter(|entry| entry.key.value.starts_with("---")) {
                    let span = Span::new(id, entry.key.span.start, entry.key.span.start + 3);
                    let message = "`---` does not begin a new document here: the text behind it is a key";
                    let help = "put `---` on a line of its own; kubectl reads on in the same document";
                    self.diagnostics.push(Diagnostic::error("S05", span, message).help(help));
                }
                self.documents += 1;
                (self.visit)(Document { source: id, span: root.span, root, unreadable });
            }
            _ => {
                let message = format!("this document is {}, not an object", root.describe());
                let help = match root.value {
                    Value::List(_) => "kubectl takes a `List` object or documents parted by `---`, not a bare list",
                    _ => {
                        "a Kubernetes object starts with `apiVersion:` and `kind:`; check for a missing colon or `---`"
                    }
                };
                self.diagnostics.push(Diagnostic::error("L18", root.span, message).help(help));
            }
        }
    }
}

/// JSON may be indented with tabs, YAML may not. Inside strings a tab is either escaped or harmless as a space.
fn spaces_for_tabs(text: &str) -> Cow<'_, str> {
    if text.contains('\t') { Cow::Owned(text.replace('\t', " ")) } else { Cow::Borrowed(text) }
}
