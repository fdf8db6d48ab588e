//! Bytes to text, in the encodings that files of manifests have.
//!
//! YAML 1.2 (section 5.2) permits UTF-8, UTF-16 and UTF-32, with a byte order mark or told by the zero bytes of the first
//! character. Windows PowerShell 5 writes UTF-16 where output is redirected into a file. What is no character becomes U+FFFD,
//! and its place is kept: whoever reads the text can leave out that part and use the rest.

/// More bytes than this that are no text, and the file as a whole is none.
const MOST: usize = 10_000;

/// How the characters of a text were written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, what Kubernetes' tools read.
    Utf8,
    /// UTF-16, two bytes each, the lower first.
    Utf16Little,
    /// UTF-16, the higher byte first.
    Utf16Big,
    /// UTF-32, four bytes each, the lowest first.
    Utf32Little,
    /// UTF-32, the highest byte first.
    Utf32Big,
}

impl Encoding {
    /// The name of the encoding, without the order of its bytes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Little | Self::Utf16Big => "UTF-16",
            Self::Utf32Little | Self::Utf32Big => "UTF-32",
        }
    }

    /// The encoding of a text that starts with these bytes, and the length of its byte order mark.
    fn of(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            [0xff, 0xfe, 0, 0, ..] => (Self::Utf32Little, 4),
            [0, 0, 0xfe, 0xff, ..] => (Self::Utf32Big, 4),
            [0xff, 0xfe, ..] => (Self::Utf16Little, 2),
            [0xfe, 0xff, ..] => (Self::Utf16Big, 2),
            // Without a mark the first character is one of ASCII.
            [first, 0, 0, 0, ..] if *first != 0 => (Self::Utf32Little, 0),
            [0, 0, 0, first, ..] if *first != 0 => (Self::Utf32Big, 0),
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => (Self::Utf16Little, 0),
            [0, first, 0, second, ..] if *first != 0 && *second != 0 => (Self::Utf16Big, 0),
            _ => (Self::Utf8, 0),
        }
    }
}

/// A place in a text where the bytes were no character. U+FFFD stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Byte offset of the U+FFFD in the text.
    pub at: u32,
    /// The first of the bytes; of UTF-16 and UTF-32 the code unit.
    pub unit: u32,
}

/// What bytes turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text. The byte order mark of UTF-8 stays in it, so that offsets in the text are offsets in the file.
    pub text: String,
    /// How it was written.
    pub encoding: Encoding,
    /// Places where the bytes were no character, in order.
    pub damage: Vec<Damage>,
    /// What the bytes are instead of text, such as `a gzip archive, not text`. The text is then empty.
    pub binary: Option<&'static str>,
}

/// Reads bytes as text. Never fails; what is no text is reported in [`Decoded::damage`] and [`Decoded::binary`].
///
/// ```
/// let decoded = podreach_syntax::decode(b"\xff\xfea\0:\0 \x001\0".to_vec());
/// assert_eq!((decoded.text.as_str(), decoded.encoding.as_str()), ("a: 1", "UTF-16"));
/// let decoded = podreach_syntax::decode(b"a: 1 # caf\xe9\n".to_vec());
/// assert_eq!((decoded.text.as_str(), decoded.damage[0].unit), ("a: 1 # caf\u{fffd}\n", 0xe9));
/// ```
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let (encoding, mark) = Encoding::of(&bytes);
    if let Some(what) = archive(&bytes) {
        return Decoded { text: String::new(), encoding, damage: Vec::new(), binary: Some(what) };
    }
    let (text, damage) = match encoding {
        Encoding::Utf8 => match String::from_utf8(bytes) {
            Ok(text) => (text, Vec::new()),
            Err(error) => utf8(error.as_bytes()),
        },
        Encoding::Utf16Little => utf16(rest(&bytes, mark), u16::from_le_bytes),
        Encoding::Utf16Big => utf16(rest(&bytes, mark), u16::from_be_bytes),
        Encoding::Utf32Little => utf32(rest(&bytes, mark), u32::from_le_bytes),
        Encoding::Utf32Big => utf32(rest(&bytes, mark), u32::from_be_bytes),
    };
    // Images, programs and the like: no text has both.
    let binary = match damage.len() {
        0 => None,
        _ if text.contains('\0') => Some("binary data, not text"),
        count => (count > MOST).then_some("not UTF-8: more than 10,000 bytes are invalid"),
    };
    if binary.is_some() {
        return Decoded { text: String::new(), encoding, damage: Vec::new(), binary };
    }
    Decoded { text, encoding, damage, binary }
}

fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or(&[])
}

/// Archives that manifests are kept in, by their first bytes.
fn archive(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, 8, ..] => Some("a gzip archive, not text"),
        [b'P', b'K', 3, 4, ..] => Some("a ZIP archive, not text"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("a zstd archive, not text"),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Some("a bzip2 archive, not text"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("an xz archive, not text"),
        _ => None,
    }
}

/// A text under construction. Places beyond [`MOST`] are not kept.
#[derive(Default)]
struct Text {
    text: String,
    damage: Vec<Damage>,
}

impl Text {
    fn damaged(&mut self, unit: u32) {
        if self.damage.len() <= MOST {
            self.damage.push(Damage { at: u32::try_from(self.text.len()).unwrap_or(u32::MAX), unit });
        }
        self.text.push(char::REPLACEMENT_CHARACTER);
    }

    fn finish(self) -> (String, Vec<Damage>) {
        (self.text, self.damage)
    }
}

fn utf8(bytes: &[u8]) -> (String, Vec<Damage>) {
    let mut out = Text { text: String::with_capacity(bytes.len()), damage: Vec::new() };
    for chunk in bytes.utf8_chunks() {
        out.text.push_str(chunk.valid());
        if let Some(first) = chunk.invalid().first() {
            out.damaged(u32::from(*first));
        }
    }
    out.finish()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Vec<Damage>) {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut out = Text { text: String::with_capacity(bytes.len()), damage: Vec::new() };
    for found in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match found {
            Ok(character) => out.text.push(character),
            Err(error) => out.damaged(u32::from(error.unpaired_surrogate())),
        }
    }
    // A line end that another tool put behind the text is none of its characters.
    let odd = odd.iter().filter(|byte| !byte.is_ascii_whitespace());
    odd.for_each(|byte| out.damaged(u32::from(*byte)));
    out.finish()
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> (String, Vec<Damage>) {
    let (fours, odd) = bytes.as_chunks::<4>();
    let mut out = Text { text: String::with_capacity(bytes.len() / 2), damage: Vec::new() };
    for found in fours.iter().map(|four| unit(*four)) {
        match char::from_u32(found) {
            Some(character) => out.text.push(character),
            None => out.damaged(found),
        }
    }
    if let Some(first) = odd.first() {
        out.damaged(u32::from(*first));
    }
    out.finish()
}

/// The damage in a range of the text; it is in order.
pub(crate) fn within(damage: &[Damage], range: std::ops::Range<usize>) -> &[Damage] {
    let start = damage.partition_point(|one| (one.at as usize) < range.start);
    let end = damage.partition_point(|one| (one.at as usize) < range.end);
    damage.get(start..end).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wide(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    fn wider(text: &str, mark: bool, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.chars().map(u32::from)).flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "kind: Pod # é 😀\r\n";
        for mark in [true, false] {
            for (bytes, encoding) in [
                (text.into(), Encoding::Utf8),
                (wide(text, mark, u16::to_le_bytes), Encoding::Utf16Little),
                (wide(text, mark, u16::to_be_bytes), Encoding::Utf16Big),
                (wider(text, mark, u32::to_le_bytes), Encoding::Utf32Little),
                (wider(text, mark, u32::to_be_bytes), Encoding::Utf32Big),
            ] {
                let expected = Decoded { text: text.into(), encoding, damage: Vec::new(), binary: None };
                assert_eq!(decode(bytes), expected, "mark {mark}");
            }
        }
    }

    #[test]
    fn what_is_no_character_has_a_place() {
        let found = |bytes: &[u8]| {
            let decoded = decode(bytes.to_vec());
            (decoded.text, decoded.damage.iter().map(|one| (one.at, one.unit)).collect::<Vec<_>>())
        };
        assert_eq!(found(b"a\xe9b\xff"), ("a\u{fffd}b\u{fffd}".into(), vec![(1, 0xe9), (5, 0xff)]));
        // A character that is cut off is one fault, not two.
        assert_eq!(found(b"\xe2\x82"), ("\u{fffd}".into(), vec![(0, 0xe2)]));
        assert_eq!(found(b"\xff\xfea\0\x00\xd8b\0"), ("a\u{fffd}b".into(), vec![(1, 0xd800)]));
        assert_eq!(found(b"\xff\xfea\0b"), ("a\u{fffd}".into(), vec![(1, 0x62)]));
        assert_eq!(found(b"\xff\xfea\0\n"), ("a".into(), vec![]));
        assert_eq!(found(b"\xff\xfe\0\0a\0\0\0\0\0\x11\0"), ("a\u{fffd}".into(), vec![(1, 0x0011_0000)]));
        // The character itself is no fault.
        assert_eq!(found("a\u{fffd}".as_bytes()), ("a\u{fffd}".into(), vec![]));
    }

    #[test]
    fn what_is_no_text_has_a_name() {
        let binary = |bytes: &[u8]| decode(bytes.to_vec()).binary;
        assert_eq!(binary(b"\x1f\x8b\x08\0\0"), Some("a gzip archive, not text"));
        assert_eq!(binary(b"PK\x03\x04\x14"), Some("a ZIP archive, not text"));
        assert_eq!(binary(b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe"), Some("binary data, not text"));
        assert_eq!(binary(&[0xe9; MOST]), None);
        assert!(binary(&[0xe9; MOST + 1]).is_some_and(|what| what.starts_with("not UTF-8")));
        for text in [&b""[..], b"a", b"\0", b"a\0", b"a: \0", b"\xff", b"\xff\xfe", b"PK"] {
            assert_eq!(binary(text), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the bytes are, every place is one of a U+FFFD, and no other is made.
        #[test]
        fn places_are_replacement_characters(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let decoded = decode(bytes);
            for damage in &decoded.damage {
                let rest = decoded.text.get(damage.at as usize..).unwrap();
                prop_assert!(rest.starts_with(char::REPLACEMENT_CHARACTER));
            }
        }

        #[test]
        fn texts_stay_as_they_are(text in "[a-z:{}]{2}\\PC{0,40}") {
            prop_assert_eq!(decode(text.clone().into_bytes()).text, text.clone());
            prop_assert_eq!(decode(wide(&text, true, u16::to_le_bytes)).text, text.clone());
            prop_assert_eq!(decode(wide(&text, false, u16::to_be_bytes)).text, text);
        }
    }
}
