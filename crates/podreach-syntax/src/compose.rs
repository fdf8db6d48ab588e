//! Parser events to nodes: anchors, merge keys, duplicate keys, within limits.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScanError, Tag};

use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::node::{Entry, Node, ScalarStyle, Value};
use crate::scalar;
use crate::span::TextId;
use crate::span::{Span, Spanned};

/// Why a document could not be read.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The parser gave up at a byte offset of the chunk.
    Syntax(usize, String),
    /// A limit was reached.
    Limit(Box<Diagnostic>),
    /// An expression of a template at a byte offset of the chunk, which reads as a mapping in a mapping.
    Template(usize),
}

/// What is shared by all documents of an input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    /// Nodes that aliases may still make.
    pub(crate) alias_nodes: u64,
    /// Whether they would have made more.
    pub(crate) exceeded: bool,
}

/// A node with its measures, for aliases.
struct Anchored {
    node: Node,
    size: u64,
    depth: usize,
}

/// A collection that is being read.
enum Open {
    List { start: usize, items: Vec<Node> },
    Map { start: usize, entries: Vec<Entry>, key: Option<Key> },
}

struct Frame {
    open: Open,
    anchor: usize,
    flow: bool,
    size: u64,
    depth: usize,
}

struct Key {
    text: Option<Box<str>>,
    span: Span,
    merge: bool,
}

struct Composer<'a> {
    text: &'a str,
    source: TextId,
    /// Where the chunk begins in its source.
    offset: usize,
    budget: &'a mut Budget,
    diagnostics: &'a mut Vec<Diagnostic>,
    anchors: HashMap<usize, Anchored>,
    stack: Vec<Frame>,
    roots: Vec<Node>,
    merges: bool,
    /// Whether kubectl and the API server reject what was read.
    unreadable: bool,
    /// Byte offset of the last event's end, for the ends of block collections.
    reached: usize,
}

/// Reads the documents of a chunk; with them, whether kubectl and the API server reject them.
pub(crate) fn compose(
    text: &str,
    source: TextId,
    offset: usize,
    budget: &mut Budget,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Node>, bool, Option<Failure>) {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = budget.limits.depth + 2;
    options.block_nesting_limit = budget.limits.depth + 2;
    // Keys may be long: annotations and data keys of dumps are.
    options.simple_key_max_lookahead = 16 * 1024;
    let mut composer = Composer {
        text,
        source,
        offset,
        budget,
        diagnostics,
        anchors: HashMap::new(),
        stack: Vec::new(),
        roots: Vec::new(),
        merges: false,
        unreadable: false,
        reached: 0,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let failure = match next {
            Ok((event, span)) => composer.event(event, span.byte_range().unwrap_or(0..0)),
            Err(error) => Err(composer.failure(&error)),
        };
        if let Err(failure) = failure {
            return (composer.roots, composer.unreadable, Some(failure));
        }
    }
    (composer.roots, composer.unreadable, None)
}

impl Composer<'_> {
    fn failure(&self, error: &ScanError) -> Failure {
        let info = error.info();
        if info.contains("limit") && info.contains("nest") || info.contains("recursion") {
            return Failure::Limit(self.too_deep(error.marker().byte_offset().unwrap_or(0)).into());
        }
        Failure::Syntax(error.marker().byte_offset().unwrap_or(self.text.len()), info)
    }

    fn too_deep(&self, at: usize) -> Diagnostic {
        let depth = self.budget.limits.depth;
        Diagnostic::error("S12", self.span(at, at), format!("the document is nested more than {depth} levels deep"))
            .help("no Kubernetes object is that deep; check the indentation or brackets here")
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let end = end.min(self.text.len());
        Span::new(self.source, (self.offset + start.min(end)) as u32, (self.offset + end) as u32)
    }

    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) -> Result<(), Failure> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, tag.as_deref(), &range);
                self.reached = self.reached.max((node.span.end as usize).saturating_sub(self.offset));
                self.finish(node, anchor, 1, 1)
            }
            Event::SequenceStart(style, anchor, _) => {
                let open = Open::List { start: range.start, items: Vec::new() };
                self.open(open, anchor, style == granit_parser::StructureStyle::Flow, range.start)
            }
            Event::MappingStart(style, anchor, _) => {
                let open = Open::Map { start: range.start, entries: Vec::new(), key: None };
                self.open(open, anchor, style == granit_parser::StructureStyle::Flow, range.start)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range),
            Event::Alias(id) => self.alias(id, &range),
            Event::DocumentStart(..) => {
                self.anchors.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: granit_parser::ScalarStyle,
        tag: Option<&Tag>,
        range: &std::ops::Range<usize>,
    ) -> Node {
        use granit_parser::ScalarStyle as Style;
        let style = match style {
            Style::Plain => ScalarStyle::Plain,
            Style::SingleQuoted | Style::DoubleQuoted => ScalarStyle::Quoted,
            Style::Literal | Style::Folded => ScalarStyle::Block,
        };
        // The scanner's span of a plain or block scalar may reach over the line's end.
        let end = range.end.min(self.text.len());
        let written = self.text.get(range.start..end).unwrap_or("");
        let end = if style == ScalarStyle::Quoted { end } else { range.start + written.trim_end().len() };
        let span = self.span(range.start, end);
        let plain =
            |text: &str| if style == ScalarStyle::Plain { scalar::resolve(text) } else { Value::String(text.into()) };
        let value = match tag.and_then(Tag::core_suffix) {
            Some("str") => Value::String(text.into()),
            Some("int" | "float" | "bool" | "null") => scalar::resolve(text),
            _ if tag.is_some_and(is_binary) => Value::String(self.decoded(text, span)),
            _ if tag.is_some_and(|tag| tag.handle().is_empty() && tag.suffix() == "!") => Value::String(text.into()),
            _ => plain(text),
        };
        Node { value, span, style }
    }

    /// The text that stands in base64 behind `!!binary`. Bytes that are no text reach JSON as replacement characters.
    fn decoded(&mut self, text: &str, span: Span) -> Box<str> {
        use base64::Engine as _;
        let joined: String = text.chars().filter(|character| !matches!(character, '\r' | '\n')).collect();
        match base64::engine::general_purpose::STANDARD.decode(&joined) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into(),
            Err(_) => {
                self.reject("S03", span, "the value behind `!!binary` is not base64", "write the text without the tag");
                text.into()
            }
        }
    }

    /// Says something for which kubectl and the API server reject the document; it is read on for what else it says.
    fn reject(&mut self, code: &'static str, span: Span, message: &str, help: &str) {
        self.unreadable = true;
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    fn open(&mut self, open: Open, anchor: usize, flow: bool, at: usize) -> Result<(), Failure> {
        if self.stack.len() >= self.budget.limits.depth {
            return Err(Failure::Limit(self.too_deep(at).into()));
        }
        self.reached = self.reached.max(at);
        self.stack.push(Frame { open, anchor, flow, size: 1, depth: 1 });
        Ok(())
    }

    fn close(&mut self, range: &std::ops::Range<usize>) -> Result<(), Failure> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        if frame.flow {
            self.reached = self.reached.max(range.end.min(self.text.len()));
        }
        let (start, value) = match frame.open {
            Open::List { start, items } => (start, Value::List(items)),
            Open::Map { start, entries, .. } => (start, Value::Map(self.entries(entries))),
        };
        let end = self.reached.max(start);
        let node = Node::new(value, self.span(start, end));
        self.finish(node, frame.anchor, frame.size, frame.depth)
    }

    fn alias(&mut self, id: usize, range: &std::ops::Range<usize>) -> Result<(), Failure> {
        self.reached = self.reached.max(range.end);
        let span = self.span(range.start, range.end);
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(Failure::Syntax(range.start, "this alias refers to itself or to nothing".into()));
        };
        if self.stack.len() + anchored.depth > self.budget.limits.depth {
            return Err(Failure::Limit(self.too_deep(range.start).into()));
        }
        let Some(left) = self.budget.alias_nodes.checked_sub(anchored.size) else {
            self.budget.exceeded = true;
            let limit = Diagnostic::error("S13", span, "aliases make more nodes than the limit allows")
                .help("write out what is repeated, or split the input");
            return Err(Failure::Limit(limit.into()));
        };
        self.budget.alias_nodes = left;
        let (mut node, size, depth) = (anchored.node.clone(), anchored.size, anchored.depth);
        node.span = span;
        self.finish(node, 0, size, depth)
    }

    /// Hands a finished node to the collection it belongs to.
    fn finish(&mut self, node: Node, anchor: usize, size: u64, depth: usize) -> Result<(), Failure> {
        if anchor > 0 {
            // An anchored node is copied once to be kept; that copy counts as a node made by aliases.
            let Some(left) = self.budget.alias_nodes.checked_sub(size) else {
                self.budget.exceeded = true;
                let limit = Diagnostic::error("S13", node.span, "anchors hold more nodes than the limit allows");
                return Err(Failure::Limit(limit.help("write out what is repeated, or split the input").into()));
            };
            self.budget.alias_nodes = left;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        }
        let Some(frame) = self.stack.last_mut() else {
            self.roots.push(node);
            return Ok(());
        };
        frame.size += size;
        frame.depth = frame.depth.max(depth + 1);
        match &mut frame.open {
            Open::List { items, .. } => items.push(node),
            Open::Map { entries, key, .. } => match key.take() {
                None => {
                    let merge = node.style == ScalarStyle::Plain && node.as_str() == Some("<<");
                    let span = node.span;
                    let wrong = scalar::wrong_key(&node.value);
                    *key = Some(Key { text: scalar::key_text(&node.value), span, merge });
                    let before = (span.start as usize).checked_sub(self.offset + 1);
                    let template = |at: &usize| self.text.get(*at..).is_some_and(|text| text.starts_with("{{"));
                    if let Some(at) = before.filter(template).filter(|_| wrong.is_some()) {
                        return Err(Failure::Template(at));
                    }
                    if let Some(wrong) = wrong {
                        let help = "write text; if this is template text such as `{{ … }}`, render it first";
                        self.reject("S04", span, wrong, help);
                    }
                }
                Some(Key { text: Some(text), span, merge }) => {
                    self.merges |= merge;
                    entries.push(Entry { key: Spanned::new(text, span), value: node });
                }
                // A key that is a list or a mapping has been reported.
                Some(Key { text: None, .. }) => {}
            },
        }
        Ok(())
    }

    /// Applies merge keys and drops duplicates: the last one stands.
    fn entries(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let merges = |entry: &Entry| &*entry.key.value == "<<" && is_mergeable(&entry.value);
        if !self.merges || !entries.iter().any(merges) {
            return self.deduplicate(entries);
        }
        let own: Vec<Entry> = entries.iter().filter(|entry| !merges(entry)).cloned().collect();
        self.deduplicate(own);
        // In order of writing, and what comes later stands, as kubectl's reader does it.
        let mut places: HashMap<Box<str>, usize> = HashMap::with_capacity(entries.len());
        let mut merged: Vec<Entry> = Vec::with_capacity(entries.len());
        let mut put = |entry: Entry| match places.get(&entry.key.value).and_then(|at| merged.get_mut(*at)) {
            Some(place) => *place = entry,
            None => {
                places.insert(entry.key.value.clone(), merged.len());
                merged.push(entry);
            }
        };
        for entry in entries {
            if !merges(&entry) {
                put(entry);
                continue;
            }
            let maps = match entry.value.value {
                Value::List(items) => items,
                _ => vec![entry.value],
            };
            // Of a list the first takes precedence.
            for map in maps.into_iter().rev() {
                let Value::Map(found) = map.value else { continue };
                found.into_iter().for_each(&mut put);
            }
        }
        merged
    }

    fn deduplicate(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut last: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
        let mut doubled: Vec<(usize, usize)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = last.insert(&entry.key.value, at) {
                doubled.push((first, at));
            }
        }
        if doubled.is_empty() {
            return entries;
        }
        for (first, second) in &doubled {
            if let (Some(first), Some(second)) = (entries.get(*first), entries.get(*second)) {
                let key = &second.key.value;
                let message = format!("the key `{key}` is defined twice; the last definition wins");
                self.diagnostics.push(
                    Diagnostic::error("L02", second.key.span, message)
                        .help(format!("merge the two `{key}` by hand; kubectl silently drops the first"))
                        .related(first.key.span, "the first one is here and is dropped"),
                );
            }
        }
        let dropped: std::collections::HashSet<usize> = doubled.iter().map(|(first, _)| *first).collect();
        entries.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at)).map(|(_, entry)| entry).collect()
    }
}

fn is_mergeable(node: &Node) -> bool {
    match &node.value {
        Value::Map(_) => true,
        Value::List(items) => items.iter().all(|item| matches!(item.value, Value::Map(_))),
        _ => false,
    }
}

/// Whether a tag is `!!binary`, however it is written; the parser does not count it among the core schema's.
fn is_binary(tag: &Tag) -> bool {
    let (handle, suffix) = tag.parts();
    let rest = "tag:yaml.org,2002:binary".strip_prefix(handle);
    rest == Some(suffix)
}
