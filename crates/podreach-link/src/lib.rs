//! Share links: what a person sees, in an address. The own format is a versioned, compressed fragment that no browser sends
//! to a server; the readable `yaml=` form is the one that links to the Tufin viewer had.
//!
//! Links are hostile input: every size is bounded and nothing panics.

mod baseline;
mod error;
mod fragment;
mod layout;
mod readable;
mod trim;
mod url;

pub use error::LinkError;
pub use fragment::{decode_fragment, encode_fragment};
pub use layout::MAX_DECODED_BYTES;
pub use readable::{MAX_READABLE_BYTES, decode_readable, encode_readable};
pub use trim::{Dropped, IsPolicy, Trimmed, trim};
pub use url::{Decoded, Format, decode_url};

use serde::{Deserialize, Serialize};

/// Links longer than this are cut by some programs; the page warns and offers a file.
pub const WARN_LENGTH: usize = 8_000;

/// A named text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedSource {
    /// Name shown to people.
    pub name: String,
    /// The text.
    pub text: String,
}

/// What a link holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Texts, in order.
    pub sources: Vec<SharedSource>,
    /// The view that was open, in the page's words.
    pub view: Option<String>,
    /// What was selected, in the page's words.
    pub selection: Option<String>,
    /// Namespace of objects that name none, when it is not `default`.
    pub namespace: Option<String>,
    /// The choice about address blocks and pods, when it is not the usual one.
    pub ip_block_pods: Option<String>,
    /// The step of a tour, in the page's words.
    pub tour: Option<String>,
    /// Policies and rules that are switched off, in the words of the evaluation.
    pub off: Vec<String>,
    /// What the sources are compared with.
    pub baseline: Option<Baseline>,
}

/// What sources are compared with. Its texts go to other people as those of the sources do: they have to be trimmed as well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Texts, in order.
    pub sources: Vec<SharedSource>,
    /// Namespace of objects that name none, when it is not `default`.
    pub namespace: Option<String>,
    /// The choice about address blocks and pods, when it is not the usual one.
    pub ip_block_pods: Option<String>,
    /// What is switched off in it.
    pub off: Vec<String>,
    /// The source of the work that this is, from 0, where it is one of them: the others are then what is compared with it.
    pub of_work: Option<usize>,
}

/// Several sources as one text: joined by `---` lines. One source is its text alone.
pub fn join_sources(sources: &[SharedSource]) -> String {
    let mut out = String::new();
    for (at, source) in sources.iter().enumerate() {
        if at > 0 {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str("---\n");
        }
        out.push_str(&source.text);
    }
    out
}
