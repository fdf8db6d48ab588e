//! Finds what a link holds: in the fragment or the query of an address.

use crate::fragment::is_versioned;
use crate::{LinkError, Shared, SharedSource, decode_fragment, decode_readable};

/// The format a link was in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `#v1.`
    V1,
    /// `yaml=`, in the fragment or the query.
    Yaml,
}

/// A link that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Its format.
    pub format: Format,
    /// What it holds.
    pub shared: Shared,
    /// A message for the person.
    pub warning: Option<String>,
}

/// Reads an address, or its fragment or query alone, with a check of the YAML as in [`decode_readable`]. `None` when it holds
/// nothing of ours.
///
/// # Errors
/// When it holds something that cannot be read.
pub fn decode_url(url: &str, check: impl Fn(&str) -> Result<(), usize>) -> Result<Option<Decoded>, LinkError> {
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    let query = before.split_once('?').map_or("", |(_, query)| query);
    for candidate in [fragment, before] {
        if is_versioned(candidate) {
            let shared = decode_fragment(candidate)?;
            return Ok(Some(Decoded { format: Format::V1, shared, warning: None }));
        }
    }
    for part in [fragment, query, before] {
        if let Some(value) = parameter(part) {
            let text = decode_readable(value, &check)?;
            let source = SharedSource { name: "policy.yaml".into(), text };
            let shared = Shared { sources: vec![source], ..Shared::default() };
            return Ok(Some(Decoded { format: Format::Yaml, shared, warning: None }));
        }
    }
    Ok(None)
}

fn parameter(part: &str) -> Option<&str> {
    part.trim_start_matches(['?', '#', '/', '!']).split('&').find_map(|pair| pair.strip_prefix("yaml="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode_fragment;

    fn text(url: &str) -> Option<String> {
        decode_url(url, |_| Ok(())).unwrap().map(|decoded| decoded.shared.sources[0].text.clone())
    }

    #[test]
    fn links_of_all_forms() {
        assert_eq!(text("https://example.com/podreach/?yaml=a:%0A3b:%201").as_deref(), Some("a:\n  b: 1"));
        assert_eq!(text("https://example.com/podreach/?x=1&yaml=a:%201&y=2#z").as_deref(), Some("a: 1"));
        assert_eq!(text("https://example.com/podreach/#yaml=a:%201").as_deref(), Some("a: 1"));
        assert_eq!(text("#yaml=a:%201").as_deref(), Some("a: 1"));
        assert_eq!(text("?yaml=a:%201").as_deref(), Some("a: 1"));
        assert_eq!(text("https://example.com/podreach/"), None);
        assert_eq!(text("https://example.com/podreach/#section"), None);
        let shared = Shared { sources: vec![SharedSource { name: "x".into(), text: "y".into() }], ..Shared::default() };
        let fragment = encode_fragment(&shared).unwrap();
        assert_eq!(text(&format!("https://example.com/#{fragment}")).as_deref(), Some("y"));
        assert_eq!(text(&fragment).as_deref(), Some("y"));
        assert_eq!(decode_url("https://example.com/#v9.x", |_| Ok(())), Err(LinkError::Newer));
    }
}
