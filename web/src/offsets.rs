//! Byte offsets to UTF-16 offsets and back: the one place where the evaluator's places meet the browser's.

/// The UTF-16 offset of a byte offset. Offsets inside a character count as its start.
pub(crate) fn to_utf16(text: &str, bytes: u32) -> u32 {
    let mut at = (bytes as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.get(..at).map_or(0, |before| before.chars().map(char::len_utf16).sum::<usize>()) as u32
}

/// Text as the editor keeps it: lines end in LF. Offsets of both then speak of the same text.
pub(crate) fn normalized(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_outside_the_plane_take_two_units() {
        let text = "a: 🚀ä\nb";
        assert_eq!(to_utf16(text, 0), 0);
        assert_eq!(to_utf16(text, 3), 3);
        assert_eq!(to_utf16(text, 5), 3, "inside the rocket");
        assert_eq!(to_utf16(text, 7), 5);
        assert_eq!(to_utf16(text, 9), 6);
        assert_eq!(to_utf16(text, 99), 8);
    }

    #[test]
    fn line_ends_become_one() {
        assert_eq!(normalized("\u{feff}a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
