//! Text of others, shown so that it cannot pass for what it is not. Names in Kubernetes are ASCII: a character that is not
//! seen is written out, and one that may look like another is pointed at.

use std::borrow::Cow;

/// The text with every control, formatting or otherwise invisible character written out: `\u{202e}`. Spaces stay.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_invisible(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Pieces of a text, escaped, and whether each is of characters that are not ASCII and not ours either: no name may have
/// them, and some look like others that names do have.
pub fn pieces(text: &str) -> Vec<(String, bool)> {
    let text = escaped(text);
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for character in text.chars() {
        let foreign = is_foreign(character);
        match pieces.last_mut() {
            Some((piece, was)) if *was == foreign => piece.push(character),
            _ => pieces.push((character.to_string(), foreign)),
        }
    }
    pieces
}

/// What to say about a foreign piece: `U+0430, not ASCII`.
pub fn foreign_words(piece: &str) -> String {
    let points: Vec<String> =
        piece.chars().take(8).map(|character| format!("U+{:04X}", u32::from(character))).collect();
    format!("{}: not ASCII", points.join(" "))
}

/// Whether a character is neither ASCII nor one that this program writes itself.
fn is_foreign(character: char) -> bool {
    const OURS: &str = "×✕✓↓↗›…→←≠−·–—‘’“”";
    !character.is_ascii() && !OURS.contains(character)
}

/// Whether a character leaves no mark of its own, or changes where others stand. Source: Unicode's general categories Cc,
/// Cf, Zl, Zp and Zs, and `Default_Ignorable_Code_Point`.
fn is_invisible(character: char) -> bool {
    character != ' ' && (character.is_control() || INVISIBLE.iter().any(|range| range.contains(&character)))
}

/// What leaves no mark, besides control characters.
const INVISIBLE: &[std::ops::RangeInclusive<char>] = &[
    '\u{a0}'..='\u{a0}',
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{600}'..='\u{605}',
    '\u{61c}'..='\u{61c}',
    '\u{6dd}'..='\u{6dd}',
    '\u{70f}'..='\u{70f}',
    '\u{890}'..='\u{891}',
    '\u{8e2}'..='\u{8e2}',
    '\u{115f}'..='\u{1160}',
    '\u{1680}'..='\u{1680}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{2000}'..='\u{200f}',
    '\u{2028}'..='\u{202f}',
    '\u{205f}'..='\u{206f}',
    '\u{2800}'..='\u{2800}',
    '\u{3000}'..='\u{3000}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{110bd}'..='\u{110bd}',
    '\u{110cd}'..='\u{110cd}',
    '\u{13430}'..='\u{1343f}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_written_out() {
        assert_eq!(escaped("web"), "web");
        assert_eq!(escaped("a\u{202e}b"), "a\\u{202e}b");
        for hidden in
            ['\u{0}', '\n', '\u{1b}', '\u{7f}', '\u{9b}', '\u{200b}', '\u{2066}', '\u{feff}', '\u{e0041}', '\u{a0}']
        {
            let shown = escaped(&format!("a{hidden}b")).into_owned();
            assert!(shown.is_ascii() && shown.starts_with("a\\u{"), "{shown:?}");
        }
    }

    #[test]
    fn what_looks_like_ascii_is_escaped() {
        assert_eq!(pieces("p\u{430}y"), [("p".into(), false), ("\u{430}".into(), true), ("y".into(), false)]);
        assert_eq!(pieces("8080 › 3000, ×2… → 2 ← 1"), [("8080 › 3000, ×2… → 2 ← 1".into(), false)]);
        assert_eq!(foreign_words("\u{430}"), "U+0430: not ASCII");
    }
}
