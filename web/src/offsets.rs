//! Byte offsets to UTF-16 offsets: the one place where the evaluator's places meet the browser's.

/// The UTF-16 offset of a byte offset. Offsets inside a character count as its start.
pub(crate) fn to_utf16(text: &str, bytes: u32) -> u32 {
    Utf16::new(text).at(bytes)
}

/// The byte offset of a UTF-16 offset. Offsets inside a character count as its start.
pub(crate) fn to_bytes(text: &str, units: u32) -> u32 {
    if text.is_ascii() {
        return units.min(text.len() as u32);
    }
    let mut left = units as usize;
    let mut bytes = 0;
    for found in text.chars() {
        if found.len_utf16() > left {
            break;
        }
        left -= found.len_utf16();
        bytes += found.len_utf8();
    }
    bytes as u32
}

/// Converts many offsets of one text; in rising order the text is walked once.
pub(crate) struct Utf16<'a> {
    text: &'a str,
    plain: bool,
    bytes: usize,
    units: usize,
}

impl<'a> Utf16<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, plain: text.is_ascii(), bytes: 0, units: 0 }
    }

    /// The UTF-16 offset of a byte offset.
    pub(crate) fn at(&mut self, bytes: u32) -> u32 {
        let mut wanted = (bytes as usize).min(self.text.len());
        if self.plain {
            return wanted as u32;
        }
        while !self.text.is_char_boundary(wanted) {
            wanted -= 1;
        }
        if wanted < self.bytes {
            (self.bytes, self.units) = (0, 0);
        }
        let between = self.text.get(self.bytes..wanted).unwrap_or("");
        self.units += between.chars().map(char::len_utf16).sum::<usize>();
        self.bytes = wanted;
        self.units as u32
    }
}

/// Text as the editor keeps it: lines end in LF. Offsets of both then refer to the same text.
pub(crate) fn normalized(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    // Most texts have none, and large ones are not searched twice for it.
    if text.as_bytes().contains(&b'\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_outside_the_plane_take_two_units() {
        let text = "a: 🚀ä\nb";
        let mut units = Utf16::new(text);
        for (bytes, expected) in [(0, 0), (3, 3), (5, 3), (7, 5), (9, 6), (99, 8), (3, 3)] {
            assert_eq!(to_utf16(text, bytes), expected, "{bytes}");
            assert_eq!(units.at(bytes), expected, "{bytes}, walking");
        }
    }

    #[test]
    fn units_become_bytes() {
        let text = "a: 🚀ä\nb";
        for (units, expected) in [(0, 0), (3, 3), (4, 3), (5, 7), (6, 9), (8, 11), (99, 11)] {
            assert_eq!(to_bytes(text, units), expected, "{units}");
        }
        assert_eq!((to_bytes("ab", 1), to_bytes("ab", 9)), (1, 2));
    }

    #[test]
    fn line_ends_become_one() {
        assert_eq!(normalized("\u{feff}a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
