//! Sources to documents and diagnostics.

use std::borrow::Cow;

use crate::Parsed;
use crate::chunks::{Chunk, Form};
use crate::compose::{Budget, Failure, compose};
use crate::cut::Cut;
use crate::diagnostic::{Diagnostic, Severity};
use crate::limits::Limits;
use crate::node::{Document, Node, Value};
use crate::source::{Source, Sources};
use crate::span::Span;
use crate::span::TextId;
use crate::template::Expression;
use crate::unbuilt::{Charts, Unbuilt, tool_files};
use crate::{damage, mistakes, pasted, template};

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
    let charts = Charts::of(sources);
    let allowance = Allowance::of(sources, limits);
    let mut reader = Reader::new(*limits, allowance, &charts, visit);
    let mut bytes = 0_u64;
    'sources: for (id, source) in sources.iter() {
        bytes += source.text().len() as u64;
        let Cut { text, chunks, diagnostics } = Cut::new(id, source, bytes, limits);
        reader.diagnostics.extend(diagnostics);
        let text = text.as_deref().unwrap_or(source.text());
        for chunk in chunks {
            if reader.full(id.into(), chunk.start) {
                break 'sources;
            }
            reader.chunk(id.into(), source, text, chunk);
        }
    }
    let Reader { mut diagnostics, unbuilt, .. } = reader;
    diagnostics.extend(tool_files(&unbuilt.found));
    diagnostics.sort_by_key(|found| found.span.map(|span| (span.text, span.start)));
    diagnostics
}

/// What may still be read of an input, beyond what the limits say of each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Documents that were read.
    pub documents: usize,
    /// Nodes that aliases may still make.
    pub alias_nodes: u64,
}

impl Allowance {
    /// All that limits permit for these sources.
    pub fn of(sources: &Sources, limits: &Limits) -> Self {
        let total: u64 = sources.iter().map(|(_, source)| source.text().len() as u64).sum();
        Self { documents: 0, alias_nodes: limits.alias_nodes(total) }
    }
}

/// Documents on their way out, and what is said about them.
pub(crate) struct Reader<'a, V> {
    pub(crate) budget: Budget,
    pub(crate) documents: usize,
    /// Whether the limit of documents was reported.
    full: bool,
    pub(crate) unbuilt: Unbuilt<'a>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    visit: V,
}

impl<'a, V: FnMut(Document)> Reader<'a, V> {
    pub(crate) const fn new(limits: Limits, allowance: Allowance, charts: &'a Charts, visit: V) -> Self {
        Self {
            budget: Budget { limits, alias_nodes: allowance.alias_nodes, exceeded: false },
            documents: allowance.documents,
            full: false,
            unbuilt: Unbuilt::new(charts),
            diagnostics: Vec::new(),
            visit,
        }
    }

    /// Whether the limit of documents was reported.
    pub(crate) const fn is_full(&self) -> bool {
        self.full
    }

    /// Whether the limit of documents is reached, which is said once.
    pub(crate) fn full(&mut self, id: TextId, at: usize) -> bool {
        let limit = self.budget.limits.documents;
        if self.documents >= limit && !self.full {
            self.full = true;
            let message = format!("the rest is left out: more than {limit} documents");
            let error = Diagnostic::error("S11", Span::new(id, at as u32, at as u32), message);
            self.diagnostics.push(error.help("split the input"));
        }
        self.full
    }

    pub(crate) fn chunk(&mut self, id: TextId, source: &Source, text: &str, chunk: Chunk) {
        let (found, damaged) = damage::of_chunk(id, source, chunk);
        self.diagnostics.extend(found);
        let Some(written) = text.get(chunk.start..chunk.end) else { return };
        let text = if chunk.braces { spaces_for_tabs(written) } else { Cow::Borrowed(written) };
        if let Some(at) = chunk.directive {
            let line = source.text().get(at..).and_then(|rest| rest.lines().next()).unwrap_or("").trim_end();
            let span = Span::new(id, at as u32, (at + line.len()) as u32);
            let message = format!("`{line}` is rejected: kubectl and the API server read YAML 1.1");
            self.diagnostics.push(Diagnostic::error("S08", span, message).help("remove the line"));
        }
        let known = self.diagnostics.len();
        let left = self.budget.alias_nodes;
        let (roots, unreadable, failure) = compose(&text, id, chunk.start, &mut self.budget, &mut self.diagnostics);
        if failure.is_some() && !damaged.is_empty() {
            // What the bytes did to the rest is not worth a word more.
            self.diagnostics.truncate(known);
            return;
        }
        let failure = match failure {
            None => {
                let unreadable = unreadable || chunk.directive.is_some();
                let mut read =
                    Chunked { id, source: source.name(), text: written, start: chunk.start, first: true, unreadable };
                for root in roots.into_iter().filter_map(|root| damage::spared(root, &damaged)) {
                    self.accept(&read, root);
                    read.first = false;
                }
                return;
            }
            Some(Failure::Limit(diagnostic)) => *diagnostic,
            Some(Failure::Template(at)) => {
                let start = (chunk.start + at) as u32;
                let found = blame(id, chunk, &text, &template::expressions(&text), at);
                found.unwrap_or_else(|| template::unreadable("{{", Span::new(id, start, start + 2)))
            }
            Some(Failure::Syntax(at, info)) => pasted::recognise(id, written, chunk.start)
                .or_else(|| self.rendered(id, chunk, &text, at, left.saturating_sub(self.budget.alias_nodes)))
                .unwrap_or_else(|| mistakes::explain(id, source, chunk, at, &info)),
        };
        self.diagnostics.truncate(known);
        self.diagnostics.push(failure);
    }

    /// Reads an item of a list by itself; false where the list has to be read as a whole.
    pub(crate) fn item(&mut self, id: TextId, text: &str, chunk: Chunk, first: bool) -> bool {
        let Some(written) = text.get(chunk.start..chunk.end) else { return false };
        let text = if chunk.braces { spaces_for_tabs(written) } else { Cow::Borrowed(written) };
        // It stands one level, or two, below the list.
        let levels = if chunk.braces { 2 } else { 1 };
        let depth = self.budget.limits.depth.saturating_sub(levels);
        let mut budget = Budget { limits: Limits { depth, ..self.budget.limits }, ..self.budget };
        let (mut roots, unreadable, failure) = compose(&text, id, chunk.start, &mut budget, &mut self.diagnostics);
        // What aliases may make is counted for the list, which is left out as a whole where it is too much.
        if budget.alias_nodes != self.budget.alias_nodes {
            return false;
        }
        let root = match (roots.pop(), roots.is_empty()) {
            (Some(Node { value: Value::List(mut items), .. }), true) if !chunk.braces && items.len() == 1 => {
                items.pop()
            }
            (Some(root), true) if chunk.braces => Some(root),
            _ => None,
        };
        let root = root.filter(|root| matches!(root.value, Value::Map(_)) && template::find(root).is_none());
        let Some(root) = root.filter(|_| failure.is_none() && !unreadable) else { return false };
        self.documents += usize::from(first);
        (self.visit)(Document { span: root.span, root, tool: None, unreadable: false, item: Some(first) });
        true
    }

    /// An error for the template text that keeps a document from being read: without it the same place can be. Up to there aliases
    /// made so many nodes; whoever needs more got past it.
    fn rendered(&self, id: TextId, chunk: Chunk, text: &str, at: usize, alias_nodes: u64) -> Option<Diagnostic> {
        let expressions = template::expressions(text);
        if expressions.is_empty() {
            return None;
        }
        let mut budget = Budget { exceeded: false, alias_nodes, ..self.budget };
        let text = template::rendered(text, &expressions);
        let (_, _, failure) = compose(&text, id, chunk.start, &mut budget, &mut Vec::new());
        let same = matches!(failure, Some(Failure::Syntax(place, _)) if place == at);
        (!same).then(|| blame(id, chunk, &text, &expressions, at)).flatten()
    }

    fn accept(&mut self, read: &Chunked<'_>, root: Node) {
        let pasted = || read.first.then(|| pasted::recognise(read.id, read.text, read.start)).flatten();
        match &root.value {
            Value::Null => {}
            Value::Map(entries) => {
                if !entries.iter().any(|entry| matches!(&*entry.key.value, "apiVersion" | "kind"))
                    && let Some(found) = pasted()
                {
                    self.diagnostics.push(found);
                    return;
                }
                self.object(read, root);
            }
            Value::List(_) => self.list(read, root),
            _ => {
                let templates = if read.first { template::expressions(read.text) } else { Vec::new() };
                let chunk = Chunk {
                    start: read.start,
                    end: read.start + read.text.len(),
                    braces: false,
                    directive: None,
                    form: Form::Document,
                };
                let at = (root.span.start as usize).saturating_sub(read.start);
                let templated = || blame(read.id, chunk, read.text, &templates, at);
                let found = pasted().or_else(templated).unwrap_or_else(|| {
                    let message = format!("this document is {}, not an object", root.describe());
                    let help =
                        "a Kubernetes object starts with `apiVersion:` and `kind:`; check for a missing colon or `---`";
                    Diagnostic::error("L18", root.span, message).help(help)
                });
                self.diagnostics.push(found);
            }
        }
    }

    /// A bare list, as `jq .items` prints it: each of its objects is a document. kubectl wants a `List` around them.
    fn list(&mut self, read: &Chunked<'_>, root: Node) {
        let span = root.span;
        let Value::List(items) = root.value else { return };
        if items.is_empty() {
            let warning = Diagnostic::warning("L18", span, "this list is empty: there is no object in it");
            self.diagnostics
                .push(warning.help("check the namespace and the label selector of the command that printed it"));
            return;
        }
        if items.iter().all(|item| item.get("op").is_some() && item.get("path").is_some()) {
            let warning = Diagnostic::warning("L18", span, "this is a JSON patch, not a Kubernetes object");
            self.diagnostics.push(warning.help("apply it first, with `kubectl kustomize DIR` or `kubectl patch`"));
            return;
        }
        for item in items {
            if self.full(read.id, item.span.start as usize) {
                return;
            }
            match item.value {
                Value::Null => {}
                Value::Map(_) => self.object(read, item),
                Value::List(_) => self.list(read, item),
                _ => {
                    let message = format!("this item of a list is {}, not an object", item.describe());
                    let help = "every item of a list is an object; the rest of this list is left out";
                    self.diagnostics.push(Diagnostic::error("L18", item.span, message).help(help));
                    return;
                }
            }
        }
    }

    fn object(&mut self, read: &Chunked<'_>, root: Node) {
        let tool = self.unbuilt.tool(read.source, &root);
        if let Some(found) = template::find(&root).filter(|_| tool.is_none()) {
            self.diagnostics.push(found);
        }
        for entry in root.as_map().unwrap_or(&[]).iter().filter(|entry| entry.key.value.starts_with("---")) {
            let span = Span::new(read.id, entry.key.span.start, entry.key.span.start + 3);
            let message = "`---` does not begin a new document here: the text behind it is a key";
            let help = "put `---` on a line of its own; kubectl reads on in the same document";
            self.diagnostics.push(Diagnostic::error("S05", span, message).help(help));
        }
        self.documents += 1;
        (self.visit)(Document { span: root.span, root, tool, unreadable: read.unreadable, item: None });
    }
}

/// The piece of a source that documents are read from.
struct Chunked<'a> {
    id: TextId,
    /// Name of the source.
    source: &'a str,
    text: &'a str,
    start: usize,
    /// Whether it is the first one of the piece. What the whole piece is, is asked once.
    first: bool,
    /// Whether kubectl and the API server reject it.
    unreadable: bool,
}

/// An error for the expression at or before a place where reading failed, or else the first one behind it.
fn blame(id: TextId, chunk: Chunk, text: &str, expressions: &[Expression], at: usize) -> Option<Diagnostic> {
    let next = expressions.partition_point(|found| found.range.start <= at);
    let found = next.checked_sub(1).and_then(|last| expressions.get(last)).or_else(|| expressions.first())?;
    let written = text.get(found.range.clone()).unwrap_or("");
    let end = found.range.start + written.find(['\n', '\r']).unwrap_or(written.len());
    let span = Span::new(id, (chunk.start + found.range.start) as u32, (chunk.start + end) as u32);
    Some(template::unreadable(found.marker, span))
}

/// JSON may be indented with tabs, YAML may not. Inside strings a tab is either escaped or harmless as a space.
pub(crate) fn spaces_for_tabs(text: &str) -> Cow<'_, str> {
    if text.contains('\t') { Cow::Owned(text.replace('\t', " ")) } else { Cow::Borrowed(text) }
}
