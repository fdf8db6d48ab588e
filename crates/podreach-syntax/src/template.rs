//! Finds template text that nobody rendered: of Helm and others in Go's language, of Jinja and Ansible, of ERB and EJS, and
//! variables of `envsubst`.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::node::{Node, ScalarStyle, Value};
use crate::span::Span;

/// What to do about template text that starts with a marker.
fn advice(marker: &str) -> &'static str {
    match marker {
        "{{" => "render first, for example with `helm template`",
        "${" => "put in the values first, for example with `envsubst`",
        _ => "render first with the tool that it is written for",
    }
}

/// What template text starts and ends with.
const PAIRS: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"), ("${", "}")];

/// The first marker of a template language in a text that ought to be rendered.
pub(crate) fn marker(text: &str) -> Option<&'static str> {
    ["{{", "<%"].into_iter().find(|marker| text.contains(marker)).or_else(|| text.starts_with("${").then_some("${"))
}

/// A warning for the first scalar that holds template text. Block scalars hold scripts and files, which may.
pub(crate) fn find(root: &Node) -> Option<Diagnostic> {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        match &node.value {
            Value::String(text) if node.style != ScalarStyle::Block => {
                if let Some(found) = marker(text) {
                    let message = format!("`{found}` looks like template text that was not rendered");
                    return Some(Diagnostic::warning("L16", node.span, message).help(advice(found)));
                }
            }
            Value::List(items) => stack.extend(items.iter().rev()),
            Value::Map(entries) => {
                // Commands, arguments and data hold text of other languages.
                let holds_values =
                    |key: &str| !matches!(key, "command" | "args" | "data" | "stringData" | "annotations" | "env");
                stack.extend(
                    entries.iter().rev().filter(|entry| holds_values(&entry.key.value)).map(|entry| &entry.value),
                );
            }
            _ => {}
        }
    }
    None
}

/// An error for template text at a place, on account of which its document cannot be read.
pub(crate) fn unreadable(marker: &str, span: Span) -> Diagnostic {
    let message = format!("`{marker}` is template text that was not rendered, so the document cannot be read");
    Diagnostic::error("L16", span, message).help(advice(marker))
}

/// An expression in a template: where it stands, and what it starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) range: Range<usize>,
    pub(crate) marker: &'static str,
}

/// Expressions of a text outside of comments, in order. One that is not closed reaches to the end of its line.
pub(crate) fn expressions(text: &str) -> Vec<Expression> {
    let mut found = Vec::new();
    let mut at = 0;
    // Markers whose other half does not come any more: looked for once.
    let mut open_ended: Vec<&str> = Vec::new();
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['{', '<', '$', '#'])) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or("");
        if rest.starts_with('#') {
            let begins =
                text.get(..start).is_none_or(|before| before.is_empty() || before.ends_with([' ', '\t', '\n']));
            at = if begins { start + rest.find('\n').unwrap_or(rest.len()) } else { start + 1 };
            continue;
        }
        let Some((open, close)) = PAIRS.into_iter().find(|(open, _)| rest.starts_with(open)) else {
            at = start + 1;
            continue;
        };
        let line = rest.find('\n').unwrap_or(rest.len());
        // A variable is a word; anything else in braces behind a dollar is of another language.
        let within = if open == "${" || open_ended.contains(&open) { line } else { rest.len() };
        let end = rest.get(open.len()..within).and_then(|inside| inside.find(close));
        if end.is_none() && within == rest.len() {
            open_ended.push(open);
        }
        let end = end.map_or(line, |end| open.len() + end + close.len());
        found.push(Expression { range: start..start + end, marker: open });
        at = start + end;
    }
    found
}

/// The text as it could be after rendering, of the same length: expressions that have their lines to themselves are gone, others
/// are words.
pub(crate) fn rendered(text: &str, expressions: &[Expression]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    // A line of nothing but expressions: nothing but blanks up to the line's end, or up to an expression of which that holds.
    let blank = |mut characters: Box<dyn Iterator<Item = char> + '_>| {
        characters.find(|found| *found == '\n' || !found.is_whitespace()).is_none_or(|found| found == '\n')
    };
    let gap =
        |start: usize, end: usize| text.get(start..end).is_some_and(|gap| gap.trim().is_empty() && !gap.contains('\n'));
    let follows = |at: usize| {
        let previous = expressions.get(at.checked_sub(1)?)?;
        Some(gap(previous.range.end, expressions.get(at)?.range.start))
    };
    let mut alone: Vec<bool> = Vec::with_capacity(expressions.len());
    for (at, Expression { range, .. }) in expressions.iter().enumerate() {
        let chained = follows(at) == Some(true);
        let before = text.get(..range.start).unwrap_or("");
        alone.push(if chained { alone.last() == Some(&true) } else { blank(Box::new(before.chars().rev())) });
    }
    let mut next_ends = false;
    for (at, Expression { range, .. }) in expressions.iter().enumerate().rev() {
        let chained = follows(at + 1) == Some(true);
        let after = text.get(range.end..).unwrap_or("");
        next_ends = if chained { next_ends } else { blank(Box::new(after.chars())) };
        if let Some(alone) = alone.get_mut(at) {
            *alone = *alone && next_ends;
        }
    }
    for (Expression { range, .. }, alone) in expressions.iter().zip(alone) {
        for byte in bytes.get_mut(range.clone()).unwrap_or_default() {
            match *byte {
                b'\n' | b'\r' if alone => {}
                _ => *byte = if alone { b' ' } else { b'x' },
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = expressions(text);
        let rendered = rendered(text, &found);
        assert_eq!(rendered.len(), text.len(), "{text}");
        assert_eq!(rendered, expected, "{text}");
    }

    #[test]
    fn expressions_become_words_or_nothing() {
        check("a: {{ .b }}\n", "a: xxxxxxxx\n");
        check("{{- if .b }}\na: 1\n  {{ end }} \n", "            \na: 1\n            \n");
        check("a: x-{{ .b }}-{{ .c }} # {{ d }}\n", "a: x-xxxxxxxx-xxxxxxxx # {{ d }}\n");
        check("<% if x %>\na: <%= y %>\n", "          \na: xxxxxxxx\n");
        check("{% if x %}\na: ${B}c\n", "          \na: xxxxc\n");
        check("{{/*\n a\n*/}}\nb: 1\n", "    \n  \n    \nb: 1\n");
        check("a: {b: {c: 1}}\n", "a: {b: {c: 1}}\n");
        check("a: {{ .b\nc: 1\n", "a: xxxxx\nc: 1\n");
        check("é: {{ é }}\n", "é: xxxxxxxx\n");
        check("a#{{ b }}\n", "a#xxxxxxx\n");
        check("{{ if a }} {{ if b }}\nc: 1\n{{ end }}{{ end }}", "                     \nc: 1\n                  ");
        check("a: {{ b }} {{ c }}\n{{ d }} {{ e }}: 1\n", "a: xxxxxxx xxxxxxx\nxxxxxxx xxxxxxx: 1\n");
    }

    /// Halves of expressions, and many expressions on a line, cost no more than their length.
    #[test]
    fn long_lines_of_expressions() {
        for text in ["{{ ", "{{a}} ", "<% {{ {% ", "${ ", "# {{ "] {
            let text = text.repeat(200_000);
            assert_eq!(rendered(&text, &expressions(&text)).len(), text.len());
        }
    }
}
