//! Makes links from the state.

use podreach_eval::kinds::is_evaluated_policy;
use podreach_link::{Dropped, LinkError, Shared, WARN_LENGTH, encode_fragment, encode_readable, join_sources, trim};

/// A link, and what to say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MadeLink {
    pub(crate) url: String,
    /// What was left out, in words; empty when nothing was.
    pub(crate) left_out: Vec<String>,
    /// Sources of which a part could not be read or cut.
    pub(crate) uncertain: Vec<String>,
    /// Whether some programs cut links of this length.
    pub(crate) is_long: bool,
    /// What the link holds, for a file.
    pub(crate) text: String,
}

/// The link that holds sources, view and selection.
///
/// # Errors
/// When it is more than a link may hold.
pub(crate) fn make(base: &str, mut shared: Shared, keeps_all: bool) -> Result<MadeLink, LinkError> {
    let trimmed = trim(&shared.sources, is_evaluated_policy);
    let left_out = words(&trimmed.dropped);
    let uncertain = if keeps_all { Vec::new() } else { trimmed.uncertain };
    if !keeps_all {
        shared.sources = trimmed.sources;
    }
    let text = join_sources(&shared.sources);
    let url = format!("{base}#{}", encode_fragment(&shared)?);
    let is_long = url.len() > WARN_LENGTH;
    Ok(MadeLink { url, left_out, uncertain, is_long, text })
}

/// `env (2)`, by name.
fn words(dropped: &[Dropped]) -> Vec<String> {
    dropped.iter().map(|dropped| format!("{} ({})", dropped.what, dropped.count)).collect()
}

/// The link that a person can read, and what was left out of it, in words.
///
/// # Errors
/// When the text is too large for it, or would not open as the same text.
pub(crate) fn readable(base: &str, shared: &Shared) -> Result<(String, Vec<String>), LinkError> {
    let trimmed = trim(&shared.sources, is_evaluated_policy);
    let written = encode_readable(&join_sources(&trimmed.sources), podreach_syntax::check)?;
    Ok((format!("{base}#yaml={written}"), words(&trimmed.dropped)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_link::{SharedSource, decode_url};

    fn shared(text: &str) -> Shared {
        Shared { sources: vec![SharedSource { name: "a.yaml".into(), text: text.into() }], ..Shared::default() }
    }

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      env:\n        - {name: TOKEN, value: secret}\n      ports: [{containerPort: 80}]\n";

    #[test]
    fn secrets_stay_at_home() {
        let made = make("https://example.com/p/", shared(POD), false).unwrap();
        assert_eq!(made.left_out, ["env (1)"]);
        let opened = decode_url(&made.url, |_| Ok(())).unwrap().unwrap().shared;
        assert!(!opened.sources[0].text.contains("secret"));
        assert!(opened.sources[0].text.contains("containerPort: 80"));
        let kept = make("https://example.com/p/", shared(POD), true).unwrap();
        assert_eq!(decode_url(&kept.url, |_| Ok(())).unwrap().unwrap().shared, shared(POD));
    }

    #[test]
    fn readable_links_open_as_the_same_text() {
        let (url, _) = readable("https://example.com/p/", &shared("a: \"b & c #1\"\nd: [é, 🚀]\n")).unwrap();
        let opened = decode_url(&url, |_| Ok(())).unwrap().unwrap().shared;
        assert_eq!(opened.sources[0].text, "a: \"b & c #1\"\nd: [é, 🚀]\n");
    }

    #[test]
    fn long_links_are_pointed_out() {
        let noise: String = (0..9000_u64).map(|at| format!("{:x} ", at.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        let made = make("https://example.com/", shared(&format!("# {noise}\n")), false).unwrap();
        assert!(made.is_long && made.url.len() > WARN_LENGTH);
    }
}
