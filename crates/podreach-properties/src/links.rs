//! Any address is read without a panic, and what is written is read as the same text.

use podreach_eval::kinds::is_evaluated_policy;
use podreach_link::{SharedSource, decode_readable, decode_url, encode_readable, trim};
use podreach_syntax::check;

/// Reads a text as a link, and writes it into one.
///
/// # Panics
/// Where the readable form of a text is read as another text.
pub fn links(text: &str) {
    let _ = decode_url(text, check);
    if let Ok(written) = encode_readable(text, check) {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(decode_readable(&written, check).unwrap_or_default().trim_end(), lines.trim_end());
    }
    let _ = trim(&[SharedSource { name: "a".into(), text: text.into() }], is_evaluated_policy);
}
