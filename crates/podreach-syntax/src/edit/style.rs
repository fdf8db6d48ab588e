//! The style of an object: how deep its lines are indented, which quotes it has, whether it is JSON.

use crate::node::{Node, ScalarStyle, Value};

use super::content::{Content, depth};
use super::places::Text;

/// How new lines are to look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'a> {
    /// What ends a line.
    pub(super) eol: &'a str,
    /// Columns from a key to a mapping under it.
    pub(super) step: usize,
    /// Columns from a key to the dashes under it.
    pub(super) dash: usize,
    /// Columns from a dash to what stands behind it.
    pub(super) inner: usize,
    /// Quotes that are used.
    pub(super) quote: char,
    /// Whether all text has double quotes.
    pub(super) json: bool,
    /// What stands behind a colon in flow style.
    pub(super) colon: &'a str,
    /// What stands inside of braces in flow style.
    pub(super) brace: &'a str,
}

/// A measure at a place of the text.
type Sample = (usize, usize);

#[derive(Default)]
struct Samples {
    step: Vec<Sample>,
    dash: Vec<Sample>,
    inner: Vec<Sample>,
    single: usize,
    double: usize,
}

impl Samples {
    fn take(&mut self, text: Text<'_>, node: &Node, head: usize) {
        if node.style == ScalarStyle::Quoted {
            let double = text.get(node.span.start as usize, node.span.end as usize).starts_with('"');
            *(if double { &mut self.double } else { &mut self.single }) += 1;
        }
        let is_map = matches!(node.value, Value::Map(_));
        for entry in text.entries(node, head).unwrap_or_default() {
            self.take(text, entry.node, entry.head);
            let Some(value) = entry.value.filter(|_| !text.is_flow(node)) else { continue };
            let below = text.line_start(value) > entry.start;
            let deeper = text.column(value).checked_sub(text.column(entry.start));
            let samples = match &entry.node.value {
                Value::Map(_) if is_map && below => &mut self.step,
                Value::List(_) if is_map && below => &mut self.dash,
                _ if !is_map && !below && !entry.is_empty() => &mut self.inner,
                _ => continue,
            };
            samples.extend(deeper.map(|deeper| (entry.start, deeper)));
        }
    }
}

/// The nearest measure before a place, or else the first one.
fn nearest(samples: &mut [Sample], at: usize) -> Option<usize> {
    samples.sort_unstable();
    let before = samples.iter().rev().find(|(place, _)| *place <= at);
    before.or_else(|| samples.first()).map(|(_, measure)| *measure)
}

impl<'a> Style<'a> {
    /// The style around a place of an object.
    pub(super) fn around(text: Text<'a>, root: &Node, at: usize) -> Self {
        let start = root.span.start as usize;
        let mut samples = Samples::default();
        samples.take(text, root, start);
        let line = text.line_end(start);
        let lines = |from: usize| text.get(text.line_end(from), text.next_line(from));
        let ends = [lines(line), lines(0)].into_iter().find(|end| !end.is_empty());
        let json = text.is_flow(root) && text.get(text.skip(start + 1), text.0.len()).starts_with('"');
        let behind = |entry: &crate::Entry| text.get(entry.key.span.end as usize, entry.key.span.end as usize + 2);
        let tight = root.as_map().and_then(<[_]>::first).map(behind);
        Self {
            eol: ends.unwrap_or("\n"),
            step: nearest(&mut samples.step, at).unwrap_or(2).max(1),
            dash: nearest(&mut samples.dash, at).unwrap_or(2),
            inner: nearest(&mut samples.inner, at).unwrap_or(2).max(2),
            quote: if samples.single > samples.double && !json { '\'' } else { '"' },
            json,
            colon: if json && tight.is_some_and(|behind| behind.starts_with(':') && behind != ": ") { "" } else { " " },
            brace: "",
        }
    }

    /// The same with braces like those of a collection.
    #[must_use]
    pub(super) fn like(self, text: Text<'a>, flow: &Node) -> Self {
        let start = flow.span.start as usize;
        let padded = text.get(start + 1, start + 2) == " " && !text.get(start, flow.span.end as usize).contains('\n');
        let map = matches!(flow.value, Value::Map(_));
        Self { brace: if padded && map { " " } else { self.brace }, ..self }
    }
}

/// Whether a value is written in flow style among others, as those are that are about as deep.
pub(super) fn is_flow_among<'n>(text: Text<'_>, others: impl Iterator<Item = &'n Node>, content: &Content) -> bool {
    let others: Vec<(usize, bool)> =
        others.map(|node| (depth(node), text.is_flow(node))).filter(|(deep, _)| *deep > 0).collect();
    let wanted = content.depth();
    let same: Vec<bool> = others.iter().filter(|(deep, _)| *deep == wanted).map(|(_, flow)| *flow).collect();
    if same.is_empty() {
        others.iter().any(|(deep, _)| *deep > wanted) && others.iter().all(|(_, flow)| *flow)
    } else {
        same.iter().all(|flow| *flow)
    }
}
