//! Colours of texts for terminals.

use std::borrow::Cow;

/// What a piece of text means.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    Good,
    Bad,
    Strong,
    Faint,
}

/// Text in colour, or as it is.
pub(crate) fn ink(text: &str, ink: Ink, color: bool) -> Cow<'_, str> {
    if !color {
        return Cow::Borrowed(text);
    }
    let code = match ink {
        Ink::Good => "1;32",
        Ink::Bad => "1;31",
        Ink::Strong => "1",
        Ink::Faint => "2",
    };
    Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m"))
}
