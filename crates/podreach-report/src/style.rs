//! Colours of texts for terminals.

use std::fmt;

/// How an answer is written for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerdictStyle {
    /// Every rule that matters and a command that tests the verdict, not only what decides.
    pub full: bool,
    /// Colours for terminals.
    pub color: bool,
}

/// What a piece of text means.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    Good,
    Bad,
    Strong,
    Faint,
}

/// The codes that begin each of the inks, in their order, and the one that ends them (ECMA-48, "Select Graphic Rendition").
static CODES: [&str; 4] = ["\u{1b}[1;32m", "\u{1b}[1;31m", "\u{1b}[1m", "\u{1b}[2m"];
static END: &str = "\u{1b}[0m";

/// Whether a text is one of these very codes and not the same letters in a text of somebody else, which stand elsewhere in
/// memory.
pub(crate) fn is_code(text: &str) -> bool {
    CODES.iter().copied().chain([END]).any(|code| std::ptr::eq(code, text))
}

/// A text in colour, or as it is. Only a line of [`Text`](crate::Text) knows its colours; anywhere else they are escaped.
pub(crate) struct Inked<'a> {
    text: &'a str,
    code: Option<&'static str>,
}

/// Text in colour where that is wanted.
pub(crate) fn ink(text: &str, ink: Ink, color: bool) -> Inked<'_> {
    let [good, bad, strong, faint] = CODES;
    let code = match ink {
        Ink::Good => good,
        Ink::Bad => bad,
        Ink::Strong => strong,
        Ink::Faint => faint,
    };
    Inked { text, code: color.then_some(code) }
}

impl fmt::Display for Inked<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(code) = self.code else { return out.write_str(self.text) };
        out.write_str(code)?;
        out.write_str(self.text)?;
        out.write_str(END)
    }
}
