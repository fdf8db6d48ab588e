//! A document as a text that has an end.

use std::fmt;

use podreach_report::{Document, Format, Printer};

/// Takes text until there is too much of it.
struct Bounded {
    text: String,
    most: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.text.len() + text.len() > self.most {
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        Ok(())
    }
}

/// What somebody writes, unless it is more than so many bytes. It is stopped where it gets too much.
pub(super) fn bounded(most: usize, write: impl FnOnce(&mut Printer<'_>) -> fmt::Result) -> Option<String> {
    let mut out = Bounded { text: String::new(), most };
    write(&mut Printer::new(&mut out)).ok()?;
    Some(out.text)
}

/// A document, unless it is more than so many bytes.
pub(in crate::page) fn written(document: &dyn Document, format: Format, most: usize) -> Option<String> {
    bounded(most, |out| document.write(format, out))
}
