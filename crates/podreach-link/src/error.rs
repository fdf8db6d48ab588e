//! Why a link cannot be opened.

use std::fmt;

/// Why a link cannot be opened, in words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The text after the marker is no base64url, no deflate, or not what the format says.
    Broken,
    /// Its checksum is not that of what it holds.
    Damaged,
    /// A link of a newer version.
    Newer,
    /// It would unfold to more than the limit.
    TooLarge,
    /// The readable form cannot hold this text.
    Unreadable,
}

impl fmt::Display for LinkError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Broken => "the link is broken or cut off; ask for it again, as a file if it is long",
            Self::Damaged => "the link was changed or cut on its way; ask for it again, as a file if it is long",
            Self::Newer => "the link was made by a newer version; reload the page and open it again",
            Self::Unreadable => "the readable form cannot hold this text unchanged; use the other link",
            Self::TooLarge => "this is more than a link may hold; a file is the better way",
        })
    }
}

impl std::error::Error for LinkError {}
