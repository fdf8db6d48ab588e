//! Where documents go out. Whatever a writer hands over, nothing comes out that a terminal would act on or that nobody sees.

use std::fmt::{self, Write};

use podreach_syntax::{hidden_from, push_escaped};

use crate::text::{Text, line};

/// The sink of all writers. Characters that cannot be seen come out by their number; only line ends pass. Text for terminals
/// goes through `Printer::line` and [`Printer::text`], where a line end within a name is escaped as well.
pub struct Printer<'a> {
    out: &'a mut dyn Write,
    form: Form,
}

/// How a character that cannot be seen is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `\u{202e}`, for people.
    Text,
    /// `\u202e`, the escape of a JSON string: there is no other place in a JSON document where such a character can stand,
    /// so that the value stays the same.
    Json,
}

impl<'a> Printer<'a> {
    /// A printer for texts and all notations but JSON.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, form: Form::Text }
    }

    /// The same sink for a JSON document.
    pub fn json(&mut self) -> Printer<'_> {
        Printer { out: &mut *self.out, form: Form::Json }
    }

    /// Writes text for a terminal, in its colours.
    pub fn text(&mut self, text: &Text) -> fmt::Result {
        self.out.write_str(text.as_str())
    }

    /// Writes a line for a terminal.
    pub(crate) fn line(&mut self, arguments: fmt::Arguments<'_>) -> fmt::Result {
        line(self.out, arguments)
    }
}

impl Write for Printer<'_> {
    fn write_str(&mut self, mut text: &str) -> fmt::Result {
        // Most of what is written is printable ASCII and line ends.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            return self.out.write_str(text);
        }
        let mut before = Some('\n');
        let mut escaped = String::new();
        while let Some((at, hidden)) = hidden_from(text, before) {
            let (clean, rest) = text.split_at_checked(at).unwrap_or((text, ""));
            self.out.write_str(clean)?;
            match (hidden, self.form) {
                ('\n', _) => self.out.write_char('\n')?,
                (_, Form::Text) => {
                    escaped.clear();
                    push_escaped(&mut escaped, hidden);
                    self.out.write_str(&escaped)?;
                }
                (_, Form::Json) => {
                    for unit in hidden.encode_utf16(&mut [0; 2]) {
                        write!(self.out, "\\u{unit:04x}")?;
                    }
                }
            }
            before = Some(hidden);
            text = rest.get(hidden.len_utf8()..).unwrap_or("");
        }
        self.out.write_str(text)
    }
}

impl fmt::Debug for Printer<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Printer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(text: &str) -> String {
        let mut out = String::new();
        Printer::new(&mut out).write_str(text).unwrap();
        out
    }

    #[test]
    fn line_ends_pass_and_nothing_else_does() {
        assert_eq!(printed("a\n\tb\r\u{1b}[31m\u{202e}é\n"), "a\n\\tb\\r\\u{1b}[31m\\u{202e}é\n");
    }

    proptest! {
        #[test]
        fn a_json_document_keeps_its_value(text in any::<String>()) {
            let mut out = String::new();
            let value = serde_json::json!({ text.as_str(): [text.as_str()] });
            write!(Printer::new(&mut out).json(), "{value}").unwrap();
            prop_assert_eq!(hidden_from(&out, None), None);
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap(), value);
        }
    }
}
