//! How the page is built: soon ready, or as it is shipped.

/// How much work to put into the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Soon ready.
    Quick,
    /// Small and fast, as it is shipped.
    Release,
}

impl Profile {
    /// How long a build usually takes.
    pub(crate) const fn usually(self) -> &'static str {
        match self {
            Self::Quick => "2 minutes the first time, 10 seconds after an edit",
            Self::Release => "3 minutes the first time, 1 minute after an edit",
        }
    }
}
