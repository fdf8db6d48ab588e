//! Text for terminals. It is made of lines: whatever is formatted into a line is text, so that no name begins a line of its
//! own, moves the cursor or changes a colour. Colours come from [`ink`](crate::style::ink) alone.

use std::fmt::{self, Write};

use podreach_syntax::visible;

use crate::style::is_code;

/// Lines that are safe to show on a terminal. There is no way to put a text into it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// No line.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Adds a line, for `writeln!`. All that is formatted stands in this one line.
    ///
    /// # Errors
    /// When formatting an argument fails.
    pub fn write_fmt(&mut self, arguments: fmt::Arguments<'_>) -> fmt::Result {
        line(&mut self.0, arguments)
    }

    /// Adds an empty line.
    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Adds the lines of another text.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// Whether there is no line.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, with the codes of its colours.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a renderer made of parts that are visible already.
    pub(crate) const fn of_visible(text: String) -> Self {
        Self(text)
    }
}

/// Writes one line. The line end of `writeln!` is its end; any other one is escaped.
pub(crate) fn line(out: &mut dyn Write, arguments: fmt::Arguments<'_>) -> fmt::Result {
    Line { out: &mut *out, ended: false }.write_fmt(arguments)?;
    out.write_char('\n')
}

struct Line<'a> {
    out: &'a mut dyn Write,
    /// Whether what came last ended with a line end, which has not been written.
    ended: bool,
}

impl Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        if std::mem::take(&mut self.ended) {
            self.out.write_str(&visible("\n"))?;
        }
        if is_code(text) {
            return self.out.write_str(text);
        }
        let text = text.strip_suffix('\n').inspect(|_| self.ended = true).unwrap_or(text);
        self.out.write_str(&visible(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{Ink, ink};

    #[test]
    fn a_call_is_a_line() {
        let mut text = Text::new();
        let name = "\n\u{1b}[1;32mFORGED\n";
        writeln!(text, "{name}: {}", ink(name, Ink::Bad, true)).unwrap();
        write!(text, "{name}").unwrap();
        text.blank();
        writeln!(text, "{}{}", ink("", Ink::Good, true), ink("x", Ink::Good, false)).unwrap();
        let shown = "\\n\\u{1b}[1;32mFORGED";
        assert_eq!(
            text.as_str(),
            format!("{shown}\\n: \u{1b}[1;31m{shown}\\n\u{1b}[0m\n{shown}\n\n\u{1b}[1;32m\u{1b}[0mx\n")
        );
    }
}
