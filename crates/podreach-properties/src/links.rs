//! Any address is read without a panic, and what is written is read as the same text.

use podreach_eval::kinds::is_evaluated_policy;
use podreach_eval::policy::Off;
use podreach_link::{Shared, SharedSource, decode_readable, decode_url, encode_fragment, encode_readable, trim};
use podreach_syntax::check;

/// Reads a text as a link, and writes it into one.
///
/// # Panics
/// Where the readable form of a text is read as another text, or what a link holds does not come back from a new link.
pub fn links(text: &str) {
    if let Ok(Some(found)) = decode_url(text, check)
        && let Ok(fragment) = encode_fragment(&found.shared)
    {
        let again = decode_url(&fragment, check).ok().flatten();
        assert!(
            again.is_some_and(|again| again.shared == found.shared),
            "a link that is opened and shared is another one"
        );
    }
    if let Ok(off) = text.parse::<Off>() {
        let shared = Shared { off: vec![off.to_string()], ..Shared::default() };
        let again = encode_fragment(&shared).ok().and_then(|link| decode_url(&link, check).ok().flatten());
        let again = again.and_then(|again| again.shared.off.first()?.parse().ok());
        assert_eq!(again, Some(off), "what is switched off is another one behind a link");
    }
    if let Ok(written) = encode_readable(text, check) {
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(decode_readable(&written, check).unwrap_or_default().trim_end(), lines.trim_end());
    }
    let _ = trim(&[SharedSource { name: "a".into(), text: text.into() }], is_evaluated_policy);
}
