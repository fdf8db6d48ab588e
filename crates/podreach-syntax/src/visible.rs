//! Text of other people, made visible. Manifests, file names and links may hold characters that a terminal acts on, that
//! change the order of what stands beside them, or that nobody sees: they are shown by their number, `\u{202e}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with everything that cannot be seen written as `\u{…}`; line ends and tabs are `\n`, `\r` and `\t`. What it
/// returns is one line, holds no control sequence and reads from its first character to its last. Applied twice it changes
/// nothing more.
///
/// ```
/// use podreach_syntax::visible;
/// assert_eq!(visible("web\u{1b}[31m"), "web\\u{1b}[31m");
/// assert_eq!(visible("a\nb\u{202e}c"), "a\\nb\\u{202e}c");
/// assert_eq!(visible("café 網頁 🚀"), "café 網頁 🚀");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain_ascii(text) || hidden_from(text, None).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = None;
    for character in text.chars() {
        if hides(character, before) {
            push_escaped(&mut out, character)
        } else {
            out.push(character)
        }
        before = Some(character);
    }
    Cow::Owned(out)
}

/// Appends a character by its number, or `\n`, `\r`, `\t`.
pub fn push_escaped(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        }
    }
}

/// Whether a text is of printable ASCII alone, as nearly all are.
fn is_plain_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The first character of a text that cannot be seen as what it is, with its offset. A variation selector behind a symbol
/// belongs to it; `before` is the character before the text.
pub fn hidden_from(text: &str, mut before: Option<char>) -> Option<(usize, char)> {
    text.char_indices().find(|(_, character)| {
        let hides = hides(*character, before);
        before = Some(*character);
        hides
    })
}

/// Whether a character cannot be seen behind the one before it.
fn hides(character: char, before: Option<char>) -> bool {
    let of_a_symbol = matches!(character, '\u{fe0e}' | '\u{fe0f}')
        && before.is_some_and(|before| before > '\u{2000}' && !before.is_alphanumeric() && !is_hidden(before));
    (is_hidden(character) && !of_a_symbol) || (before.is_none() && joins(character))
}

/// Whether a character is a control, changes the direction of text, takes no room, or is a blank other than the space:
/// everything that Unicode does not call printable, and what it says to ignore when it cannot be shown
/// (`Default_Ignorable_Code_Point`).
pub fn is_hidden(character: char) -> bool {
    match character {
        ' '..='~' => false,
        // Letters and marks without a glyph, and variation selectors.
        '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}'
        | '\u{1d159}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ if character.is_alphanumeric() => false,
        _ => !is_printable(character),
    }
}

/// What the standard library prints in a string that is shown for people; behind a letter it does so with marks as well.
fn is_printable(character: char) -> bool {
    let text = String::from_iter(['a', character]);
    text.escape_debug().nth(1) == Some(character)
}

/// Whether a character is drawn onto the one before it: at the beginning it would change text that is not its own.
fn joins(character: char) -> bool {
    !character.is_ascii() && !character.is_alphanumeric() && character.escape_debug().next() != Some(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_sees_is_shown() {
        let hidden = "\0\u{7}\u{8}\t\n\r\u{1b}\u{7f}\u{80}\u{85}\u{9b}\u{9f}\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{200b}\u{200d}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{202f}\u{2060}\u{2064}\u{2066}\u{2069}\u{206f}\u{2800}\u{3000}\u{3164}\u{fe00}\u{feff}\u{fff9}\u{fffb}\u{1d173}\u{e0001}\u{e0041}\u{e01ef}\u{e000}\u{fdd0}";
        for character in hidden.chars() {
            assert!(is_hidden(character), "{character:?}");
            let shown = visible(&format!("a{character}b")).into_owned();
            assert!(shown.starts_with("a\\") && shown.ends_with('b'), "{shown}");
        }
        assert_eq!(visible("\t\r\n"), "\\t\\r\\n");
    }

    #[test]
    fn what_people_see_stays() {
        for text in
            ["", "default/web[Deployment]", "naïve", "cafe\u{301}", "Ωμέγα", "網頁", "עברית", "❤\u{fe0f} 🚀", "→ × …"]
        {
            assert_eq!(visible(text), text);
        }
        // A selector of nothing, and a mark that would be drawn onto what stands before the name.
        assert_eq!(visible("a\u{fe0f}"), "a\\u{fe0f}");
        assert_eq!(visible("\u{336}\u{336}x"), "\\u{336}\u{336}x");
    }

    proptest! {
        #[test]
        fn all_of_it_is_seen(text in any::<String>()) {
            let shown = visible(&text).into_owned();
            prop_assert_eq!(hidden_from(&shown, None), None);
            prop_assert_eq!(visible(&shown), shown.as_str());
        }
    }
}
