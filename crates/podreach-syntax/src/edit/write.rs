//! New values as text.

use crate::node::Value;
use crate::scalar;

use super::content::Content;
use super::style::Style;

/// Lines in flow style: the blanks before them, and what a level adds to these.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    pub(super) indent: String,
    pub(super) unit: String,
}

impl Style<'_> {
    /// The end of a line, and blanks up to a column.
    fn line(self, column: usize) -> String {
        format!("{}{}", self.eol, " ".repeat(column))
    }

    /// A value in block style that begins in a column, which the text has reached.
    pub(super) fn block(self, content: &Content, column: usize) -> String {
        match content {
            Content::List(items) if !items.is_empty() => {
                let dash = format!("-{}", " ".repeat(self.inner - 1));
                let item = |item: &Content| format!("{dash}{}", self.block(item, column + self.inner));
                items.iter().map(item).collect::<Vec<_>>().join(&self.line(column))
            }
            Content::Map(entries) if !entries.is_empty() => {
                let entry = |(key, value): &(String, Content)| self.block_entry(key, value, column);
                entries.iter().map(entry).collect::<Vec<_>>().join(&self.line(column))
            }
            inline => self.flow(inline, None),
        }
    }

    /// A key with its value in block style, in a column.
    pub(super) fn block_entry(self, key: &str, value: &Content, column: usize) -> String {
        format!("{}:{}", self.text(key), self.behind_colon(value, column))
    }

    /// A value in block style behind the colon of a key in a column.
    pub(super) fn behind_colon(self, value: &Content, column: usize) -> String {
        match self.below(value, column) {
            Some(column) => format!("{}{}", self.line(column), self.block(value, column)),
            None => format!(" {}", self.flow(value, None)),
        }
    }

    /// The column of a value in block style below a key in a column; none of what stands in the line of the key.
    pub(super) fn below(self, value: &Content, column: usize) -> Option<usize> {
        match value {
            Content::List(items) if !items.is_empty() => Some(column + self.dash),
            Content::Map(entries) if !entries.is_empty() => Some(column + self.step),
            _ => None,
        }
    }

    /// A value in flow style, in one line or in several.
    pub(super) fn flow(self, content: &Content, lines: Option<&Lines>) -> String {
        let deeper =
            lines.map(|Lines { indent, unit }| Lines { indent: format!("{indent}{unit}"), unit: unit.clone() });
        let deeper = deeper.as_ref();
        let around = |open: &str, entries: Vec<String>, close: &str, pad: &str| match (lines, deeper) {
            _ if entries.is_empty() => format!("{open}{close}"),
            (Some(lines), Some(deeper)) => {
                let between = format!("{}{}", self.eol, deeper.indent);
                let joined = entries.join(&format!(",{between}"));
                format!("{open}{between}{joined}{}{}{close}", self.eol, lines.indent)
            }
            _ => format!("{open}{pad}{}{pad}{close}", entries.join(&format!(",{}", self.colon))),
        };
        match content {
            Content::Null => "null".to_owned(),
            Content::Bool(value) => value.to_string(),
            Content::Int(value) => value.to_string(),
            Content::Text(text) => self.text(text),
            Content::List(items) => around("[", items.iter().map(|item| self.flow(item, deeper)).collect(), "]", ""),
            Content::Map(entries) => {
                let entry = |(key, value): &(String, Content)| self.flow_entry(key, value, deeper);
                around("{", entries.iter().map(entry).collect(), "}", self.brace)
            }
        }
    }

    /// A key with its value in flow style.
    pub(super) fn flow_entry(self, key: &str, value: &Content, lines: Option<&Lines>) -> String {
        format!("{}:{}{}", self.text(key), self.colon, self.flow(value, lines))
    }

    /// Text, in quotes where it needs them.
    pub(super) fn text(self, text: &str) -> String {
        if !self.json && is_plain(text) {
            return text.to_owned();
        }
        if self.quote == '\'' && text.chars().all(|character| !character.is_control()) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut out = String::from('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => out.extend(['\\', character]),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                _ if character.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(character))),
                _ => out.push(character),
            }
        }
        out.push('"');
        out
    }
}

/// Whether every reader takes a text for itself without quotes, wherever it stands.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '/'));
    let inside = |character: char| character.is_ascii_alphanumeric() || "_./:@+-".contains(character);
    // A number, a date or a time to some reader, but no address.
    let digits = text.starts_with(|first: char| first.is_ascii_digit())
        && !text.contains(|character: char| character.is_ascii_alphabetic() || matches!(character, '/'))
        && text.split('.').count() != 4;
    begins
        && text.chars().all(inside)
        && !text.ends_with(':')
        && !digits
        && matches!(scalar::resolve(text), Value::String(_))
}

impl Content {
    /// The value as a document in block style, with a line's end behind it.
    pub fn to_yaml(&self) -> String {
        let style = Style { eol: "\n", step: 2, dash: 2, inner: 2, quote: '"', json: false, colon: " ", brace: "" };
        format!("{}\n", style.block(self, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_where_they_are_needed() {
        for plain in
            ["web", "kubernetes.io/metadata.name", "10.0.0.0/8", "10.0.0.1", "k8s-app", "a:b", "fd00::/8", "5xx"]
        {
            assert!(is_plain(plain), "{plain}");
        }
        for quoted in [
            "",
            "80",
            "1.5",
            "y",
            "no",
            "null",
            "true",
            "1e3",
            "0x1f",
            "1:30",
            "2026-01-01",
            "a b",
            "a:",
            "::/0",
            "*",
            "#",
            "-",
            "a #b",
            "ü",
        ] {
            assert!(!is_plain(quoted), "{quoted}");
        }
    }
}
