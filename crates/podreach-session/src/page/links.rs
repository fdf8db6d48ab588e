//! Links, as far as somebody has to read YAML for them: what a link leaves out, and what a readable one says. These questions are
//! about texts of their own and not about the evaluation.

use podreach_eval::kinds::is_evaluated_policy;
use podreach_link::{
    Dropped, LinkError, Shared, Trimmed, WARN_LENGTH, decode_url, encode_fragment, encode_readable, join_sources, trim,
};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// The link that holds sources, view and selection; an error when it is more than a link may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeLink {
    /// The address of the page, without a fragment.
    pub base: String,
    /// What is to be in the link.
    pub shared: Shared,
    /// Whether that is all of it, and not only what the evaluation uses.
    pub keeps_all: bool,
}

/// The link that a person can read; an error when the text is too large for it, or would not open as the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeReadable {
    /// The address of the page, without a fragment.
    pub base: String,
    /// What is to be in the link: its sources.
    pub shared: Shared,
}

/// What a readable link holds, if it is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenReadable {
    /// The whole address.
    pub url: String,
}

/// What a link holds of a work, all of it: so the browser keeps it. An error when it is more than a link may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encode {
    /// The work.
    pub shared: Shared,
}

/// A link, and what to say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeLink {
    /// The whole address.
    pub url: String,
    /// What was left out, in words (`env (2)`); empty when nothing was.
    pub left_out: Vec<String>,
    /// Sources of which a part could not be read or cut.
    pub uncertain: Vec<String>,
    /// Whether some programs cut links of this length.
    pub is_long: bool,
    /// What the link holds, for a file.
    pub text: String,
}

pub(super) fn make(MakeLink { base, mut shared, keeps_all }: MakeLink, _: &Evaluation) -> Result<MadeLink, String> {
    let mut trimmed = trim(&shared.sources, is_evaluated_policy);
    if !keeps_all {
        shared.sources = std::mem::take(&mut trimmed.sources);
    }
    if let Some(baseline) = &mut shared.baseline {
        // Whoever has the link can read the baseline as well.
        let Trimmed { sources, dropped, uncertain } = trim(&baseline.sources, is_evaluated_policy);
        if !keeps_all {
            baseline.sources = sources;
        }
        trimmed.dropped = more(trimmed.dropped, dropped);
        let new = uncertain.into_iter().filter(|name| !trimmed.uncertain.contains(name));
        trimmed.uncertain.extend(new.collect::<Vec<_>>());
    }
    let left_out = words(&trimmed.dropped);
    let uncertain = if keeps_all { Vec::new() } else { trimmed.uncertain };
    let text = join_sources(&shared.sources);
    let url = format!("{base}#{}", encode_fragment(&shared).map_err(said)?);
    let is_long = url.len() > WARN_LENGTH;
    Ok(MadeLink { url, left_out, uncertain, is_long, text })
}

pub(super) fn make_readable(MakeReadable { base, shared }: MakeReadable, _: &Evaluation) -> Result<MadeLink, String> {
    let trimmed = trim(&shared.sources, is_evaluated_policy);
    let text = join_sources(&trimmed.sources);
    let written = encode_readable(&text, podreach_syntax::check).map_err(said)?;
    let url = format!("{base}#yaml={written}");
    let is_long = url.len() > WARN_LENGTH;
    Ok(MadeLink { url, left_out: words(&trimmed.dropped), uncertain: trimmed.uncertain, is_long, text })
}

pub(super) fn open_readable(OpenReadable { url }: OpenReadable, _: &Evaluation) -> Result<Option<Shared>, String> {
    let decoded = decode_url(&url, podreach_syntax::check).map_err(said)?;
    Ok(decoded.map(|decoded| decoded.shared))
}

pub(super) fn encode(Encode { shared }: Encode, _: &Evaluation) -> Result<String, String> {
    encode_fragment(&shared).map_err(said)
}

/// What both sides leave out. Most of it is in both texts, and is counted once.
fn more(mut own: Vec<Dropped>, other: Vec<Dropped>) -> Vec<Dropped> {
    for dropped in other {
        match own.iter_mut().find(|known| known.what == dropped.what) {
            Some(known) => known.count = known.count.max(dropped.count),
            None => own.push(dropped),
        }
    }
    own.sort_by(|one, next| one.what.cmp(next.what));
    own
}

fn said(error: LinkError) -> String {
    error.to_string()
}

/// `env (2)`, by name.
fn words(dropped: &[Dropped]) -> Vec<String> {
    dropped.iter().map(|dropped| format!("{} ({})", dropped.what, dropped.count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};
    use podreach_link::{Baseline, SharedSource};

    const BASE: &str = "https://example.com/p/";

    fn shared(text: &str) -> Shared {
        Shared { sources: vec![SharedSource { name: "a.yaml".into(), text: text.into() }], ..Shared::default() }
    }

    fn made(shared: Shared, keeps_all: bool) -> MadeLink {
        asked(&evaluation(""), MakeLink { base: BASE.to_owned(), shared, keeps_all }).unwrap()
    }

    fn opened(url: &str) -> Shared {
        decode_url(url, |_| Ok(())).unwrap().unwrap().shared
    }

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      env:\n        - {name: TOKEN, value: secret}\n      ports: [{containerPort: 80}]\n";

    #[test]
    fn a_work_is_kept_whole() {
        let written = asked(&evaluation(""), Encode { shared: shared(POD) }).unwrap();
        assert_eq!(opened(&format!("{BASE}#{written}")), shared(POD));
        let large = "#".repeat((podreach_link::MAX_DECODED_BYTES) + 1);
        assert!(asked(&evaluation(""), Encode { shared: shared(&large) }).is_err());
    }

    #[test]
    fn secrets_stay_at_home() {
        let link = made(shared(POD), false);
        assert_eq!(link.left_out, ["env (1)"]);
        let found = opened(&link.url);
        assert!(!found.sources[0].text.contains("secret"));
        assert!(found.sources[0].text.contains("containerPort: 80"));
        assert_eq!(opened(&made(shared(POD), true).url), shared(POD));
    }

    #[test]
    fn secrets_of_a_baseline_stay_at_home_as_well() {
        let pods = "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: b, env: [{name: KEY, value: hidden}], command: [hidden]}]}\n";
        let source = |text: &str| SharedSource { name: "old.yaml".into(), text: text.into() };
        let baseline = |text: &str| Some(Baseline { sources: vec![source(text)], ..Baseline::default() });
        let link = made(Shared { baseline: baseline(pods), ..shared(POD) }, false);
        assert_eq!(link.left_out, ["command (1)", "env (1)"]);
        let found = opened(&link.url);
        assert!(!found.sources[0].text.contains("secret"));
        let found = found.baseline.unwrap();
        assert!(!found.sources[0].text.contains("hidden") && found.sources[0].text.contains("name: b"), "{found:?}");
        let whole = Shared { baseline: baseline(pods), ..shared(POD) };
        assert_eq!(opened(&made(whole.clone(), true).url), whole);
        let broken = baseline("kind: Pod\nspec: {containers: [{env: [\n  password: x\n");
        let link = made(Shared { baseline: broken, ..shared(POD) }, false);
        assert_eq!(link.uncertain, ["old.yaml"]);
    }

    #[test]
    fn readable_links_open_as_the_same_text() {
        let text = "a: \"b & c #1\"\nd: [é, 🚀]\n";
        let made = asked(&evaluation(""), MakeReadable { base: BASE.to_owned(), shared: shared(text) }).unwrap();
        let found = asked(&evaluation(""), OpenReadable { url: made.url }).unwrap().unwrap();
        assert_eq!(found.sources[0].text, text);
        assert_eq!(asked(&evaluation(""), OpenReadable { url: BASE.to_owned() }), Ok(None));
        assert!(asked(&evaluation(""), OpenReadable { url: format!("{BASE}#v1.AAAA") }).is_err());
    }

    #[test]
    fn long_links_are_pointed_out() {
        let noise: String = (0..9000_u64).map(|at| format!("{:x} ", at.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        let link = made(shared(&format!("# {noise}\n")), false);
        assert!(link.is_long && link.url.len() > WARN_LENGTH);
    }
}
